import { useDeferredValue, useEffect, useEffectEvent, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import type { Row } from "@/rpc/types";
import { member, text as plain } from "@/scim/json";
import { nameOf } from "@/scim/model";
import s from "./groups.module.css";

interface Props {
  connection: string;
  typeName: string;
  label: string;
  nobody: string;
  autoFocus?: boolean;
  /** The first of all are there before anything is typed, and the list takes its place instead of lying over others. */
  inline?: boolean;
  /** Beside the name; a row that says so cannot be picked. */
  note?(row: Row): { text: ReactNode; blocked?: boolean } | undefined;
  onPick(row: Row): void;
}

/** Shown, of those asked for. */
const MOST = 8;
const ASKED = 40;

/** Who is called exactly so comes first, then whose name begins so; else they stay in their order. */
function closest(rows: readonly Row[], sought: string): Row[] {
  const words = sought.toLocaleLowerCase();
  const distance = ({ label }: Row) => { const name = label.toLocaleLowerCase(); return name === words ? 0 : name.startsWith(words) ? 1 : 2; };
  return rows.toSorted((a, b) => distance(a) - distance(b));
}

/** Finds a person or a group by typing, in the copy, or on the server where there is none; arrows and Enter choose. */
export function Picker({ connection, typeName, label, nobody, autoFocus, inline = false, note, onPick }: Props) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  /** Enter was pressed before the answer to these words. */
  const early = useRef<string>(undefined);
  const id = useId();
  const sought = useDeferredValue(text.trim());
  const found = useRead(["rows", connection, typeName], "rows", {
    connection, rows: { typeName, text: sought, filter: null, sortBy: null, descending: false, offset: 0, limit: ASKED },
  }, { enabled: inline || sought !== "", gcTime: 10_000, placeholderData: (before) => before });
  const noCopy = found.data !== undefined && found.data.copy.syncedAt === null;
  const live = useRead(["rows", connection, typeName], "resource_list", {
    connection, list: { typeName, filter: sought === "" ? null : `displayName co ${JSON.stringify(sought)}`, attributes: [], excludedAttributes: ["members"], sortBy: null, descending: false, limit: ASKED, askAnyway: false },
  }, { enabled: noCopy && (inline || sought !== ""), gcTime: 10_000, placeholderData: (before) => before });
  const failed = noCopy ? live : found;
  const asked = inline || sought !== "";
  const all: Row[] = !asked ? [] : noCopy ? (live.data?.resources ?? []).map((resource) => ({ id: plain(member(resource, "id")), label: nameOf(resource), resource })) : found.data?.rows ?? [];
  const rows = closest(all, sought).slice(0, MOST);
  // Enter means what is shown for the words that are there, not for those before.
  const settled = sought === text.trim() && !(noCopy ? live : found).isPlaceholderData;
  const more = noCopy ? 0 : Math.max(0, (found.data?.total ?? 0) - rows.length);
  const open = asked && (noCopy ? live.data !== undefined : found.data !== undefined);

  function pick(row: Row | undefined) {
    if (!row || note?.(row)?.blocked) return;
    setText("");
    setAt(0);
    onPick(row);
  }

  // Who typed faster than the answer came is not kept waiting, where it is clear who is meant.
  const answered = open && settled;
  const arrived = useEffectEvent(() => {
    const [first] = rows;
    if (early.current === text && first?.label.toLocaleLowerCase() === sought.toLocaleLowerCase()) pick(first);
    early.current = undefined;
  });
  useEffect(() => {
    if (answered) arrived();
  }, [answered]);

  function press(event: KeyboardEvent) {
    if (event.key === "ArrowDown") setAt(Math.min(rows.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (event.key === "Enter" && answered) pick(rows[at]);
    else if (event.key === "Enter" && text.trim() !== "") early.current = text;
    else if (event.key === "Escape" && text !== "") setText("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className={s.picker}>
      <TextInput
        type="search" icon="search" role="combobox" aria-label={label} placeholder={label} value={text} autoFocus={autoFocus}
        aria-expanded={open} aria-controls={id} aria-autocomplete="list" aria-activedescendant={open && rows[at] ? `${id}-${at}` : undefined}
        onKeyDown={press}
        onChange={(event) => { setText(event.target.value); setAt(0); }}
      />
      {failed.error && <Failed part error={failed.error} onAgain={() => void failed.refetch()} />}
      {open && (
        <div id={id} role="listbox" tabIndex={-1} aria-label={label} className={cx(s.hits, inline && s.hitsInline)}>
          {rows.length === 0 && <div className={cx(s.hit, "muted")} role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">{nobody}</div>}
          {rows.map((row, index) => {
            const said = note?.(row);
            return (
              <div
                key={row.id} id={`${id}-${index}`} role="option" tabIndex={-1} aria-selected={index === at} aria-disabled={said?.blocked || undefined}
                className={cx(s.hit, index === at && s.isAt, said?.blocked && "muted")}
                onPointerDown={(event) => { event.preventDefault(); pick(row); }} onPointerMove={() => setAt(index)}
              >
                <bdi className="truncate">{row.label}</bdi><span className="spacer" /><span className="xs faint truncate">{said?.text ?? <bdi>{plain(member(row.resource, "userName"))}</bdi>}</span>
              </div>
            );
          })}
          {more > 0 && <div className={cx(s.hit, "xs", "faint")} role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">{t("groups.pick.more", { n: more })}</div>}
        </div>
      )}
    </div>
  );
}
