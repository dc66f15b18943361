/** The row above the first: the heads of the columns. */
export const HEAD = -1;

export interface Place {
  /** `HEAD`, or the index of a row. */
  row: number;
  column: number;
}

/** Where a key leads in a grid of this size (WAI-ARIA grid pattern), or `undefined` when it is no moving key. */
export function move(from: Place, key: string, ctrl: boolean, size: { rows: number; columns: number; page: number }): Place | undefined {
  const lastRow = size.rows - 1;
  const lastColumn = Math.max(0, size.columns - 1);
  const at = (row: number, column: number): Place => ({
    row: Math.min(lastRow, Math.max(HEAD, row)),
    column: Math.min(lastColumn, Math.max(0, column)),
  });
  switch (key) {
    case "ArrowDown":
      return at(ctrl ? lastRow : from.row + 1, from.column);
    case "ArrowUp":
      return at(ctrl ? 0 : from.row - 1, from.column);
    case "ArrowRight":
      return at(from.row, from.column + 1);
    case "ArrowLeft":
      return at(from.row, from.column - 1);
    case "PageDown":
      return at(from.row + size.page, from.column);
    case "PageUp":
      return at(from.row === HEAD ? HEAD : Math.max(0, from.row - size.page), from.column);
    case "Home":
      return ctrl ? at(0, 0) : at(from.row, 0);
    case "End":
      return ctrl ? at(lastRow, lastColumn) : at(from.row, lastColumn);
    default:
      return undefined;
  }
}
