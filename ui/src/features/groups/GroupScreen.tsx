import { useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState, type ReactNode } from "react";
import { useCommand } from "@/commands/registry";
import { Button, TextButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Icon } from "@/components/Icon";
import { TextInput } from "@/components/inputs";
import { Dot, Status } from "@/components/marks";
import { Empty, Skeleton } from "@/components/states";
import { useToasts } from "@/components/toasts";
import v from "@/components/view.module.css";
import { DataGrid } from "@/data-grid/DataGrid";
import g from "@/data-grid/grid.module.css";
import { nothing, selectedCount } from "@/data-grid/selection";
import type { Column, Selection, Sort } from "@/data-grid/types";
import { formatNumber, Message, t } from "@/i18n";
import { time } from "@/i18n/dates";
import { useClient } from "@/rpc/provider";
import type { ChangeReview, ConnectionView, JobView, MemberKind, MemberRow, MemberSort } from "@/rpc/types";
import { sayGap } from "@/scim/words";
import { ExportMembers } from "./ExportMembers";
import s from "./groups.module.css";
import { PastePanel } from "./PastePanel";
import { Picker } from "./Picker";
import { RunningChange } from "./RunningChange";
import { useMembers } from "./useMembers";
import { useMembersGrid } from "./useMembersGrid";
import { chosenIds, useMembershipChange, type MembersQuestion } from "./useMembershipChange";

interface Props {
  connection: ConnectionView;
  /** The group's id. */
  id: string;
  rowHeight: number;
  onBack(): void;
  onOpen(typeName: string, id: string): void;
  onReview(review: ChangeReview, onSent?: () => void): void;
  onJob(job: number): void;
  /** The panel with everything else about the group. */
  details(onClose: () => void): ReactNode;
  /** Opens with the details beside the members. */
  withDetails: boolean;
  /** Asks before the rest of a running job is given up. */
  stopping(job: JobView, onClose: () => void): ReactNode;
}

const kinds: readonly MemberKind[] = ["active", "inactive", "unknown", "group", "missing"];
const looks = { active: "ok", inactive: "off", unknown: "warn", group: "server", missing: "bad" } as const;

const said = ({ kind }: MemberRow) => t(kind === "group" ? "groups.nested" : `groups.kind.${kind}`);

const columns = (): Column<MemberRow>[] => [
  { id: "name", sortable: true, text: (row) => row.label, title: t("browse.name"), width: "minmax(150px, 1fr)", className: g.gridName, render: (row) => row.kind === "missing" && row.label === row.id ? <span className="faint">{t("groups.nameUnknown")}</span> : <bdi title={row.label}>{row.label}</bdi> },
  { id: "status", sortable: true, text: said, title: t("groups.status"), width: "104px", render: (row) => <Status tone={looks[row.kind]} {...(row.kind === "group" ? { icon: "groups" as const } : {})} {...(row.kind === "missing" ? { title: t("groups.missingHelp") } : {})}>{said(row)}</Status> },
  { id: "signIn", sortable: true, text: (row) => row.userName ?? row.id, title: t("groups.signIn"), width: "minmax(140px, 1.2fr)", className: "muted", render: (row) => row.userName ? <bdi title={row.userName}>{row.userName}</bdi> : <bdi className="mono" title={row.id}>{row.id}</bdi> },
  { id: "department", sortable: true, text: (row) => row.department ?? "", title: t("groups.department"), width: "136px", className: "muted", above: 560, render: (row) => <bdi title={row.department ?? ""}>{row.department}</bdi> },
];

const isSort = (column: string): column is MemberSort => ["name", "status", "signIn", "department"].includes(column);

/** A group: who is in it, page by page; changes as a delta, reviewed or as a job. */
export function GroupScreen({ connection, id, rowHeight, onBack, onOpen, onReview, onJob, details, withDetails, stopping }: Props) {
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState<MemberKind | null>(null);
  const [selection, setSelection] = useState(nothing);
  const [side, setSide] = useState<"paste" | "details" | undefined>(withDetails ? "details" : undefined);
  const [adding, setAdding] = useState(false);
  const [exporting, setExporting] = useState(false);
  const [sort, setSort] = useState<Sort>({ column: "name", descending: false });
  const text = useDeferredValue(typed.trim());
  const question: MembersQuestion = { group: id, text, kind, sort: isSort(sort.column) ? sort.column : "name", descending: sort.descending };
  const { source, page, error, loading, again: ask } = useMembers(connection.id, question);
  const grid = useMemo(() => columns(), []);
  const client = useClient();
  const cache = useQueryClient();
  const toasts = useToasts();
  const { change, busy } = useMembershipChange(connection.id, { chunk: page?.chunk ?? 1, onReview, onJob });
  const chosen = selectedCount(selection, source.count);
  const name = page?.label ?? "";
  const gap = page?.gap ? sayGap({ reason: null, gap: page.gap.code, received: page.members, total: page.gap.total }) : undefined;
  useCommand({ id: "group.back", label: t("groups.back"), hotkey: "Escape", enabled: side === undefined, run: onBack });

  async function again() {
    try {
      await client.call("members_page", { connection: connection.id, page: { ...question, offset: 0, limit: 1, refresh: true } });
      await cache.invalidateQueries({ queryKey: ["rows", connection.id, "Group", "members", id] });
    } catch (failed) {
      toasts.fail(failed);
    }
  }

  async function takeOut(whom: Selection) {
    try {
      const remove = await chosenIds(client, connection.id, question, whom);
      await change(id, [], remove);
      setSelection(nothing);
    } catch (failed) {
      toasts.fail(failed);
    }
  }

  const open = (row: MemberRow) => onOpen(row.kind === "group" ? "Group" : "User", row.id);
  const work = useMembersGrid({ connection: connection.id, question, source, columns: grid, selection, chosen, onSelect: setSelection, onOpen: open, onTakeOut: (whom) => void takeOut(whom) });

  return (
    <div className={v.split}>
      <div className={v.splitMain}>
        <div className={v.viewbar}>
          <TextButton onClick={onBack}>{t("groups.back")}</TextButton>
          <Icon name="chev-r" size="xs" />
          <h1 className={cx(v.viewbarTitle, "truncate")}><bdi title={name}>{name}</bdi></h1>
          <span className="spacer" />
          <CommandButton kind="ghost" size="sm" icon="refresh" iconOnly command={{ id: "group.again", label: t("groups.again"), hotkey: "F5", run: () => void again() }} />
          <CommandButton kind="ghost" size="sm" icon="download" command={{ id: "group.export", label: t("export.open"), enabled: source.count > 0, run: () => setExporting(true) }} />
          <CommandButton size="sm" icon="plus" on={adding} command={{ id: "group.add", label: t("groups.addPerson"), run: () => setAdding(!adding) }} />
          <CommandButton size="sm" icon="paste" on={side === "paste"} command={{ id: "group.paste", label: t("groups.pasteList"), hotkey: "Mod+Shift+V", run: () => setSide(side === "paste" ? undefined : "paste") }} />
          <CommandButton size="sm" icon="sidebar" on={side === "details"} command={{ id: "group.details", label: t("groups.details"), hotkey: "Mod+I", run: () => setSide(side === "details" ? undefined : "details") }} />
        </div>
        <RunningChange connection={connection.id} group={id} name={name} onJob={onJob} stopping={stopping} />
        <div className={cx(v.filterbar, s.tools)}>
          <TextInput type="search" icon="search" name="member-search" aria-label={t("groups.search")} placeholder={t("groups.search")} value={typed} onChange={(event) => { setTyped(event.target.value); setSelection(nothing); }} />
          <div className="btngroup" role="group" aria-label={t("groups.show")}>
            <Button size="sm" on={kind === null} onClick={() => { setKind(null); setSelection(nothing); }}>{t("groups.all")} {page && formatNumber(Object.values(page.kinds).reduce((sum, n) => sum + n, 0))}</Button>
            {kinds.map((each) => (page?.kinds[each] ?? 0) > 0 && (
              <Button key={each} size="sm" on={kind === each} onClick={() => { setKind(each); setSelection(nothing); }}>{t(`groups.kind.${each}`)} {formatNumber(page?.kinds[each] ?? 0)}</Button>
            ))}
          </div>
          {adding && <div className={s.adding}><Picker autoFocus connection={connection.id} typeName="User" label={t("groups.pick.person")} nobody={t("groups.pick.none")} onPick={(row) => { setAdding(false); void change(id, [row.id], []).catch(toasts.fail); }} /></div>}
        </div>
        {source.count > 0 ? (
          <DataGrid label={t("detail.tab.members")} columns={grid} source={source} rowId={(row) => row.id} rowLabel={(row) => row.label} sort={sort} onSort={setSort} selection={selection} onSelect={setSelection} load={work.load} onTypeAhead={work.typeAhead} onCopy={work.copy} menu={work.menu} rowHeight={rowHeight} onActivate={open} />
        ) : loading ? <Skeleton rows={12} /> : error ? (
          <Failed error={error} title={t("groups.failed")} onAgain={ask} />
        ) : page && !page.shown ? (
          <Empty icon="groups" title={t("groups.hidden")} actions={<Button icon="paste" onClick={() => setSide("paste")}>{t("groups.pasteList")}</Button>}>{t("groups.hiddenText")}</Empty>
        ) : <Empty icon="search" title={t("groups.nothing")} actions={<Button onClick={() => { setTyped(""); setKind(null); }}>{t("groups.all")}</Button>} />}
        <div className={v.statusbar}>
          <b><Message id="groups.members" values={{ n: page?.members ?? 0 }} /></b>
          <Dot />
          {chosen > 0
            ? <><span>{t("groups.selected", { n: chosen })}</span><Button size="sm" kind="danger" disabled={busy} onClick={() => void takeOut(selection)}>{t("groups.remove", { n: chosen })}</Button></>
            : <span>{t("groups.noneSelected")}</span>}
          <span className="spacer" />
          {gap && <Status tone="warn" small title={gap}>{t("common.incomplete")}</Status>}
          <span className="faint">{page?.readAt ? t("groups.readNow", { time: time(page.readAt) }) : t("groups.fromCopy")}</span>
        </div>
      </div>
      {side === "paste" && <PastePanel connection={connection} group={id} onClose={() => setSide(undefined)} onReview={onReview} onJob={onJob} />}
      {exporting && <ExportMembers connection={connection.id} name={name} gap={gap} question={question} count={source.count} selection={selection} chosen={chosen} columns={grid} onClose={() => setExporting(false)} />}
      {side === "details" && details(() => setSide(undefined))}
    </div>
  );
}
