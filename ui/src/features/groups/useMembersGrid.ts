import { isSelected, toggled } from "@/data-grid/selection";
import type { Cell, Column, Selection } from "@/data-grid/types";
import { useCopying } from "@/data-grid/copying";
import { beginsAt } from "@/data-grid/typeAhead";
import type { MenuEntry } from "@/components/ContextMenu";
import { t } from "@/i18n";
import { useClient } from "@/rpc/provider";
import type { MemberRow } from "@/rpc/types";
import type { WindowedRows } from "@/rpc/useWindows";
import { chosenRows, membersBetween, type MembersQuestion } from "./useMembershipChange";

const keys: Readonly<Record<MembersQuestion["sort"], (row: MemberRow) => string>> = {
  name: (row) => row.label, signIn: (row) => row.userName ?? row.id, department: (row) => row.department ?? "", status: () => "",
};

/** A member as a group names it (RFC 7643 §4.2). */
const record = ({ id, label, kind }: MemberRow) => ({ value: id, display: label, type: kind === "group" ? "Group" : "User" });

/** Copying, ranges beyond what is here, letters that lead to a row, and what can be done with one. */
export function useMembersGrid({ connection, question, source, columns, selection, chosen, onSelect, onOpen, onTakeOut }: {
  connection: string;
  question: MembersQuestion;
  source: WindowedRows<MemberRow>;
  columns: readonly Column<MemberRow>[];
  selection: Selection;
  /** How many are selected. */
  chosen: number;
  onSelect(selection: Selection): void;
  onOpen(row: MemberRow): void;
  onTakeOut(selection: Selection): void;
}) {
  const client = useClient();
  const load = (first: number, last: number) => membersBetween(client, connection, question, first, last);
  const copy = useCopying<MemberRow>({ columns, chosen, rows: () => chosenRows(client, connection, question, selection), record });
  const typeAhead = (typed: string, from: number) => beginsAt(typed, from, {
    count: source.count, descending: question.descending, row: (index) => source.row(index), key: keys[question.sort], name: keys.name,
    // The order of states is no order of words.
    ...(question.sort === "status" ? {} : { ask: async (index: number) => (await load(index, index))[0] }),
  });
  const menu = (cell: Cell<MemberRow>): MenuEntry[] => {
    const { row } = cell;
    if (!row) return [];
    const among = isSelected(selection, row.id) ? selection : { ids: new Set([row.id]), all: false };
    const n = among === selection ? chosen : 1;
    return [
      ...(row.kind === "missing" ? [] : [{ id: "open", label: t("menu.open"), hotkey: "Enter", run: () => onOpen(row) }]),
      { id: "copy", label: t(chosen > 0 ? "menu.copyRows" : "menu.copyCell", { n: chosen }), icon: "copy", hotkey: "Mod+C", apart: true, run: () => copy("cells", cell) },
      { id: "record", label: t(chosen > 0 ? "menu.copyRecords" : "menu.copyRecord", { n: chosen }), hotkey: "Mod+Shift+C", run: () => copy("record", cell) },
      { id: "select", label: t(isSelected(selection, row.id) ? "menu.deselect" : "menu.select"), hotkey: "Space", apart: true, run: () => onSelect(toggled(selection, row.id)) },
      { id: "all", label: t("menu.selectAll"), hotkey: "Mod+A", run: () => onSelect({ ids: new Set(), all: true }) },
      { id: "out", label: t("groups.remove", { n }), icon: "trash", apart: true, run: () => onTakeOut(among) },
    ];
  };
  return { load, copy, typeAhead, menu };
}
