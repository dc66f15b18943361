import type { CommandSpec } from "@/commands/registry";
import type { MenuEntry } from "@/components/ContextMenu";
import { isSelected, toggled } from "@/data-grid/selection";
import type { Cell } from "@/data-grid/types";
import { t } from "@/i18n";
import type { Row } from "@/rpc/types";
import type { Choice } from "./useChoice";

const entryOf = ({ id, label, hotkey, enabled, run }: CommandSpec, index: number): MenuEntry => ({ id, label, ...(hotkey !== undefined && { hotkey }), disabled: enabled === false, apart: index === 0, run });

/** What can be done with a cell of the grid: its row, or all that is selected when the row is among it. */
export function gridMenu({ choice, copy, onOpen, onColumns, onFilterBy, rowActions, commands }: {
  choice: Choice;
  copy(what: "cells" | "record", cell: Cell<Row>): void;
  onOpen(id: string): void;
  onColumns(): void;
  /** Narrows the list to the value of the cell; absent where the column cannot be filtered by. */
  onFilterBy?(cell: Cell<Row>): (() => void) | undefined;
  /** What can be done with one row. */
  rowActions?: ((row: Row) => readonly CommandSpec[]) | undefined;
  /** The commands on the list now: those of the selection are among them. */
  commands(): readonly CommandSpec[];
}) {
  return (cell: Cell<Row>): MenuEntry[] => {
    const { row } = cell;
    if (!row) return [];
    const many = choice.selected.count > 0;
    const ofSelection = choice.selected.count > 0 && isSelected(choice.selection, row.id);
    const actions = ofSelection ? commands().filter((command) => command.id.startsWith("selection.")) : rowActions?.(row) ?? [];
    const filterBy = onFilterBy?.(cell);
    return [
      { id: "open", label: t("menu.open"), hotkey: "Enter", run: () => onOpen(row.id) },
      { id: "copy", label: t(many ? "menu.copyRows" : "menu.copyCell", { n: choice.selected.count }), icon: "copy", hotkey: "Mod+C", apart: true, run: () => copy("cells", cell) },
      { id: "record", label: t(many ? "menu.copyRecords" : "menu.copyRecord", { n: choice.selected.count }), hotkey: "Mod+Shift+C", run: () => copy("record", cell) },
      ...actions.map(entryOf),
      { id: "select", label: t(isSelected(choice.selection, row.id) ? "menu.deselect" : "menu.select"), hotkey: "Space", apart: true, run: () => choice.select(toggled(choice.selection, row.id)) },
      { id: "all", label: t("menu.selectAll"), hotkey: "Mod+A", run: () => choice.select({ ids: new Set(), all: true }) },
      ...(filterBy ? [{ id: "filter", label: t("menu.filterBy"), icon: "filter" as const, apart: true, run: filterBy }] : []),
      { id: "columns", label: t("menu.columns"), icon: "columns", apart: true, run: onColumns },
    ];
  };
}
