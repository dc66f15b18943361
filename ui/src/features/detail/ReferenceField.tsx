import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { IconButton, TextButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import { useClient, useRead } from "@/rpc/provider";
import type { JsonValue, Row } from "@/rpc/types";
import { member, text } from "@/scim/json";
import { nameOf } from "@/scim/model";
import { addressOf, idOf } from "@/scim/reference";
import { useForm } from "./form";
import s from "./field.module.css";

const SHOWN = 8;

interface Props {
  label: string;
  types: readonly string[];
  value: JsonValue | undefined;
  /** What the record itself calls the target. */
  called?: string | undefined;
  /** The value is the target's address rather than its id. */
  byAddress?: boolean;
  onChange(value: JsonValue | undefined): void;
}

type Found = Row & { typeName: string };

/** Whose id it is, by name; another one is found by typing. */
export function ReferenceField({ label, types, value, called, byAddress = false, onChange }: Props) {
  const { connection, onOpen } = useForm();
  const [seeking, setSeeking] = useState(false);
  const id = byAddress ? idOf(text(value)) : text(value);
  const models = useRead(["models", connection], "models", { connection, refresh: false }, { enabled: byAddress });
  const endpointOf = (typeName: string) => models.data?.find((model) => model.name === typeName)?.endpoint ?? `/${typeName}s`;
  const first = (byAddress ? types.find((type) => text(value).includes(`${endpointOf(type)}/`)) : undefined) ?? types[0] ?? "User";
  const known = useRead(["resource", connection, first], "resource_get", { connection, typeName: first, id, fromCopy: true }, { enabled: id !== "" });
  const address = ({ id: target, typeName, resource }: Found) => addressOf(text(value), {
    id: target, location: text(member(member(resource, "meta"), "location")), endpoint: endpointOf(typeName),
  });
  const name = known.data?.label ?? (called || id);
  if (seeking) return <Seek label={label} types={types} onPick={(picked) => { setSeeking(false); if (picked) onChange(byAddress ? address(picked) : picked.id); }} />;
  return (
    <>
      {id === ""
        ? <button type="button" className={s.fieldRest} data-edit="" aria-label={t("detail.edit", { field: label })} onClick={() => setSeeking(true)}><span className="faint">{t("value.notSet")}</span></button>
        : <TextButton className="truncate" title={text(value)} onClick={() => onOpen(first, id)}><bdi>{name}</bdi></TextButton>}
      {id !== "" && <IconButton size="sm" icon="search" data-edit="" label={t("reference.change", { field: label })} onClick={() => setSeeking(true)} />}
      {id !== "" && <IconButton size="sm" icon="x" label={t("reference.clear", { field: label })} onClick={() => onChange(undefined)} />}
    </>
  );
}

/** Finds a record by name: in the copy, or on the server where there is none. */
function Seek({ label, types, onPick }: { label: string; types: readonly string[]; onPick(found: Found | undefined): void }) {
  const { connection } = useForm();
  const client = useClient();
  const [sought, setSought] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const found = useQuery({
    queryKey: ["reference", connection, types, sought],
    gcTime: 10_000,
    async queryFn(): Promise<Found[]> {
      const all: Found[] = [];
      for (const typeName of types) {
        const window = await client.call("rows", { connection, rows: { typeName, text: sought, filter: null, sortBy: null, descending: false, offset: 0, limit: SHOWN } });
        all.push(...window.rows.map((row) => ({ ...row, typeName })));
        if (window.copy.syncedAt !== null || sought.trim() === "") continue;
        const quoted = JSON.stringify(sought.trim());
        const live = await client.call("resource_list", { connection, list: { typeName, filter: `displayName co ${quoted}`, attributes: [], excludedAttributes: [], sortBy: null, descending: false, limit: SHOWN, askAnyway: false } });
        all.push(...live.resources.map((resource) => ({ id: text((resource as { id?: JsonValue }).id), label: nameOf(resource), resource, typeName })));
      }
      return all.slice(0, SHOWN);
    },
  });
  const hits = found.data ?? [];
  const place = useRef<HTMLSpanElement>(null);
  // What was found is not cut off by the end of the panel.
  useEffect(() => {
    if (found.data) place.current?.scrollIntoView?.({ block: "nearest" });
  }, [found.data]);

  function press(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt(Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))));
    } else if (event.key === "Enter") {
      event.preventDefault();
      onPick(hits[at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onPick(undefined);
    }
  }

  return (
    <span className={s.seek}>
      <TextInput
        autoFocus
        icon="search"
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={hits[at] ? `${list}-${at}` : undefined}
        aria-label={t("reference.find", { field: label })}
        placeholder={t("reference.placeholder")}
        value={sought}
        onChange={(event) => { setSought(event.target.value); setAt(0); }}
        onKeyDown={press}
        onBlur={() => onPick(undefined)}
      />
      {found.error && (
        // Asking again by the mouse does not leave the field.
        <span role="presentation" className={s.seekList} onMouseDown={(event) => event.preventDefault()}><Failed part error={found.error} onAgain={() => void found.refetch()} /></span>
      )}
      <span hidden={found.error !== null} className={s.seekList} ref={place} id={list} role="listbox" aria-label={label}>
        {hits.map((hit, index) => (
          // The field keeps the focus; the mouse chooses before it is lost.
          <span key={hit.id} id={`${list}-${index}`} role="option" tabIndex={-1} aria-selected={index === at} className={cx(s.seekOption, index === at && s.isActive)} onMouseDown={(event) => { event.preventDefault(); onPick(hit); }}>
            <bdi className="truncate">{hit.label}</bdi><bdi className="xs faint truncate">{text((hit.resource as { userName?: JsonValue }).userName) || hit.id}</bdi>
          </span>
        ))}
        {found.isSuccess && hits.length === 0 && <span className={s.seekOption}>{t("reference.none")}</span>}
      </span>
    </span>
  );
}
