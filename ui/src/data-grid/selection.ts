import type { RowSource, Selection } from "./types";

export const nothing: Selection = { ids: new Set(), all: false };

/** With `all`, the ids are those left out. */
export function isSelected(selection: Selection, id: string): boolean {
  return selection.all !== selection.ids.has(id);
}

export function toggled(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, all: selection.all };
}

/** Everything between two rows joins the selection; rows that are not here yet cannot. */
export function ranged<R>(selection: Selection, source: RowSource<R>, rowId: (row: R) => string, from: number, to: number): Selection {
  const ids = new Set(selection.ids);
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const row = source.row(index);
    if (!row) continue;
    if (selection.all) ids.delete(rowId(row));
    else ids.add(rowId(row));
  }
  return { ids, all: selection.all };
}

/** Rows that had to be fetched join it the same way. */
export function withRows(selection: Selection, ids: Iterable<string>): Selection {
  const next = new Set(selection.ids);
  for (const id of ids) {
    if (selection.all) next.delete(id);
    else next.add(id);
  }
  return { ids: next, all: selection.all };
}

export function selectedCount(selection: Selection, total: number): number {
  return selection.all ? Math.max(0, total - selection.ids.size) : selection.ids.size;
}
