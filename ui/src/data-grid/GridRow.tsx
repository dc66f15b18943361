import { memo } from "react";
import { CheckMark } from "@/components/inputs";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import s from "./grid.module.css";
import type { Column } from "./types";

interface Props<R> {
  index: number;
  top: number;
  row: R | undefined;
  columns: readonly Column<R>[];
  cellId(row: number, column: number): string;
  /** The column that has the focus, when it is in this row. */
  focused: number | undefined;
  current: boolean;
  /** `undefined` where rows cannot be selected. */
  selected: boolean | undefined;
  rowLabel: string | undefined;
  className: string | undefined;
}

/** A row is drawn anew only when something of it is another: typing in the search leaves those that stay alone. */
export const GridRow = memo(Row) as typeof Row;

function Row<R>({ index, top, row, columns, cellId, focused, current, selected, rowLabel, className }: Props<R>) {
  const shift = selected === undefined ? 0 : 1;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={rowLabel}
      aria-busy={row === undefined || undefined}
      className={cx(s.gridRow, selected && s.isSelected, current && s.isCurrent, className)}
      style={{ transform: `translateY(${top}px)` }}
    >
      {selected !== undefined && (
        <span role="gridcell" aria-colindex={1} id={focused === 0 ? cellId(index, 0) : undefined} data-check className={cx(s.gridTd, s.isCheck, focused === 0 && s.isCellfocus)}>
          <CheckMark checked={selected} />
        </span>
      )}
      {columns.map((column, at) => {
        const edited = row !== undefined && column.edited?.(row);
        return (
          <span
            key={column.id}
            role="gridcell"
            aria-colindex={at + shift + 1}
            id={focused === at + shift ? cellId(index, at + shift) : undefined}
            className={cx(s.gridTd, column.numeric && "num", column.className, edited && s.isEdited, focused === at + shift && s.isCellfocus)}
          >
            {row === undefined ? <span className={cx("skel", s.gridSkel)} style={{ width: `${45 + ((index * 31 + at * 17) % 40)}%` }} /> : (
              <>
                {edited && <Icon name="pencil" size="xs" />}
                {column.render(row)}
              </>
            )}
          </span>
        );
      })}
    </div>
  );
}
