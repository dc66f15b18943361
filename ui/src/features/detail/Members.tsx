import { useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { TextInput } from "@/components/inputs";
import v from "@/components/view.module.css";
import { useToasts } from "@/components/toasts";
import { DataGrid } from "@/data-grid/DataGrid";
import g from "@/data-grid/grid.module.css";
import { nothing, isSelected, selectedCount } from "@/data-grid/selection";
import type { Column, RowSource, Selection } from "@/data-grid/types";
import { Message, t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ChangeReview, ConnectionView, JsonValue } from "@/rpc/types";
import { member, text } from "@/scim/json";
import s from "./detail.module.css";
import { PasteDialog } from "./PasteDialog";

interface MemberRow {
  id: string;
  name: string;
  type: string;
}

interface Props {
  connection: ConnectionView;
  group: string;
  /** `undefined` when the server does not show them. */
  members: readonly JsonValue[] | undefined;
  onOpen(typeName: string, id: string): void;
  onReview(review: ChangeReview): void;
}

const columns: Column<MemberRow>[] = [
  { id: "name", get title() { return t("browse.name"); }, width: "minmax(140px, 1fr)", className: g.gridName, render: (row) => <bdi title={row.name}>{row.name}</bdi> },
  { id: "id", get title() { return t("attr.id"); }, width: "minmax(100px, .8fr)", className: "muted", render: (row) => <bdi className="mono" title={row.id}>{row.id}</bdi> },
];

/** Who is in the group. Changes go as a delta: only those to add or to take out are sent. */
export function Members({ connection, group, members, onOpen, onReview }: Props) {
  const [sought, setSought] = useState("");
  const [selection, setSelection] = useState<Selection>(nothing);
  const [pasting, setPasting] = useState(false);
  const plan = useAct("members_plan");
  const toasts = useToasts();
  const rows = useMemo(() => {
    const wanted = sought.trim().toLocaleLowerCase();
    return (members ?? [])
      .map((each): MemberRow => ({ id: text(member(each, "value")), name: text(member(each, "display")) || text(member(each, "value")), type: text(member(each, "type")) || "User" }))
      .filter((row) => wanted === "" || row.name.toLocaleLowerCase().includes(wanted) || row.id.toLocaleLowerCase().includes(wanted))
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }, [members, sought]);
  const source = useMemo<RowSource<MemberRow>>(() => ({ count: rows.length, row: (index) => rows[index] }), [rows]);
  const chosen = selectedCount(selection, rows.length);

  function remove() {
    const ids = rows.filter((row) => isSelected(selection, row.id)).map((row) => row.id);
    plan.mutate({ connection: connection.id, members: { group, action: "remove", pasted: ids.join("\n") } }, {
      onSuccess(made) {
        if (made.review) onReview(made.review);
        setSelection(nothing);
      },
      onError: toasts.fail,
    });
  }

  return (
    <div className={s.members}>
      <div className={s.membersBar}>
        <TextInput type="search" icon="search" name="member-search" aria-label={t("members.search")} placeholder={t("members.search")} value={sought} onChange={(event) => setSought(event.target.value)} />
        <Button icon="paste" onClick={() => setPasting(true)}>{t("members.paste")}</Button>
      </div>
      {rows.length === 0 ? <p className={s.sub}>{t(members === undefined ? "members.hidden" : "members.none")}</p> : (
        <div className={s.membersGrid}>
          <DataGrid label={t("detail.tab.members")} columns={columns} source={source} rowId={(row) => row.id} selection={selection} onSelect={setSelection} onActivate={(row) => onOpen(row.type, row.id)} />
        </div>
      )}
      <div className={v.statusbar}>
        {chosen > 0
          ? <Button size="sm" kind="danger" disabled={plan.isPending} onClick={remove}>{t("members.removeSelected", { n: chosen })}</Button>
          : <span><Message id="members.count" values={{ n: rows.length }} /></span>}
      </div>
      {pasting && <PasteDialog connection={connection} group={group} onClose={() => setPasting(false)} onReview={(review) => { setPasting(false); onReview(review); }} />}
    </div>
  );
}
