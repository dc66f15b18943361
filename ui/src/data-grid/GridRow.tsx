import type { MouseEvent } from "react";
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
  onClick(event: MouseEvent, index: number): void;
  onMenu: ((event: MouseEvent, index: number) => void) | undefined;
}

export function GridRow<R>({ index, top, row, columns, cellId, focused, current, selected, rowLabel, className, onClick, onMenu }: Props<R>) {
  const shift = selected === undefined ? 0 : 1;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid has the focus and hears the keys
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={rowLabel}
      aria-busy={row === undefined || undefined}
      className={cx(s.gridRow, selected && s.isSelected, current && s.isCurrent, className)}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onClick(event, index)}
      onContextMenu={onMenu && ((event) => onMenu(event, index))}
    >
      {selected !== undefined && (
        <span role="gridcell" aria-colindex={1} id={cellId(index, 0)} data-check className={cx(s.gridTd, s.isCheck, focused === 0 && s.isCellfocus)}>
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
            id={cellId(index, at + shift)}
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
