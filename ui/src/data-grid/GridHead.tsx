import type { PointerEvent, Ref } from "react";
import { CheckMark } from "@/components/inputs";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import s from "./grid.module.css";
import { HEAD } from "./keys";
import type { Column, Sort } from "./types";

interface Props<R> {
  columns: readonly Column<R>[];
  sort: Sort | undefined;
  sorts: boolean;
  sortBy(column: Column<R>): void;
  selectAll: { state: "all" | "some" | "none"; label: string; toggle(): void } | undefined;
  cellId(row: number, column: number): string;
  focused: number | undefined;
  onWidth: ((column: string, width: number) => void) | undefined;
  ref: Ref<HTMLDivElement>;
}

const NARROWEST = 48;

/** The heads: a click sorts, and so does Enter, as the row above the first. They stay out of the tab order: the grid is one stop. */
export function GridHead<R>({ columns, sort, sorts, sortBy, selectAll, cellId, focused, onWidth, ref }: Props<R>) {
  const shift = selectAll ? 1 : 0;

  function drag(event: PointerEvent<HTMLSpanElement>, column: string) {
    const grip = event.currentTarget;
    const from = { x: event.clientX, width: grip.parentElement?.offsetWidth ?? NARROWEST };
    event.preventDefault();
    grip.setPointerCapture?.(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => onWidth?.(column, Math.max(NARROWEST, Math.round(from.width + moved.clientX - from.x)));
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", () => grip.removeEventListener("pointermove", move), { once: true });
  }
  return (
    <div className={s.gridHead} role="presentation">
    <div ref={ref} className={s.gridHeadRow} role="row" aria-rowindex={1}>
      {selectAll && (
        <span className={cx(s.gridTh, s.isCheck, focused === 0 && s.isCellfocus)} role="columnheader" aria-colindex={1} id={cellId(HEAD, 0)}>
          <button type="button" tabIndex={-1} aria-label={selectAll.label} title={selectAll.label} onClick={selectAll.toggle} className={s.gridCheck}>
            <CheckMark checked={selectAll.state === "all"} mixed={selectAll.state === "some"} />
          </button>
        </span>
      )}
      {columns.map((column, index) => {
        const sorted = sorts && sort?.column === column.id;
        const sortable = sorts && column.sortable;
        return (
          <span
            key={column.id}
            role="columnheader"
            id={cellId(HEAD, index + shift)}
            aria-colindex={index + shift + 1}
            title={column.term}
            className={cx(s.gridTh, column.numeric && "num", sorted && s.isSorted, focused === index + shift && s.isCellfocus)}
            aria-sort={sortable ? (sorted ? (sort.descending ? "descending" : "ascending") : "none") : undefined}
          >
            {sortable ? (
              <button type="button" tabIndex={-1} className={s.gridSort} onClick={() => sortBy(column)}>
                {column.title}
                {sorted && <Icon name={sort.descending ? "sort-desc" : "sort-asc"} />}
              </button>
            ) : column.title}
            {onWidth && <span className={s.gridGrip} aria-hidden="true" onPointerDown={(event) => drag(event, column.id)} />}
          </span>
        );
      })}
    </div>
    </div>
  );
}
