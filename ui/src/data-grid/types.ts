import type { ReactNode } from "react";

export interface Column<R> {
  id: string;
  title: string;
  /** The attribute's own name, for the tooltip of the head. */
  term?: string;
  /** A CSS grid track: "178px", "minmax(120px, 1fr)". */
  width: string;
  sortable?: boolean;
  numeric?: boolean;
  /** Leaves when the grid is narrower than this many pixels. */
  above?: number;
  className?: string | undefined;
  /** What copying the cell gives; without it the cell is not copied. */
  text?(row: R): string;
  /** Holds a change that is not sent yet. */
  edited?(row: R): boolean;
  render(row: R): ReactNode;
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** Where rows come from: all are counted, only some are here. */
export interface RowSource<R> {
  readonly count: number;
  /** What is here answers an earlier question. */
  readonly busy?: boolean;
  /** The row, or `undefined` while it is on its way. */
  row(index: number): R | undefined;
  /** These rows are about to be seen. */
  want?(first: number, last: number): void;
}

export interface Selection {
  ids: ReadonlySet<string>;
  /** Every row that matches, whether it is here or not. */
  all: boolean;
}

/** Where the keys are in the grid. */
export interface Cell<R> {
  row: R | undefined;
  index: number;
  /** `undefined` in the column of check marks. */
  column: Column<R> | undefined;
}
