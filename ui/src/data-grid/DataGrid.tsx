import { useVirtualizer, defaultRangeExtractor } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent } from "react";
import { cx } from "@/components/cx";
import { t } from "@/i18n";
import { GridHead } from "./GridHead";
import { GridRow } from "./GridRow";
import s from "./grid.module.css";
import { HEAD, move, type Place } from "./keys";
import { toggled, ranged, isSelected } from "./selection";
import type { Column, RowSource, Selection, Sort } from "./types";
import { useFittingColumns } from "./useColumns";

export interface DataGridProps<R> {
  label: string;
  columns: readonly Column<R>[];
  source: RowSource<R>;
  rowId(row: R): string;
  rowLabel?(row: R): string;
  sort?: Sort;
  onSort?(sort: Sort): void;
  /** The row whose details are open. */
  current?: string | undefined;
  onActivate?(row: R, index: number): void;
  selection?: Selection;
  onSelect?(selection: Selection): void;
  rowHeight?: number;
  rowClass?(row: R): string | undefined;
}

const OVERSCAN = 6;
/** How many rows a key press moves when the size of the window is not known (tests). */
const PAGE = 20;

/** The grid: any number of rows, at most some sixty of them in the document, one tab stop, the whole ARIA grid keyboard pattern. */
export function DataGrid<R>(props: DataGridProps<R>) {
  const { label, source, rowId, onActivate, selection, onSelect, rowHeight = 32 } = props;
  const body = useRef<HTMLDivElement>(null);
  const columns = useFittingColumns(body, props.columns);
  const id = useId();
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const anchor = useRef<number | undefined>(undefined);
  const selectable = Boolean(selection && onSelect);
  const columnCount = columns.length + (selectable ? 1 : 0);
  const active: Place = { row: Math.min(place.row, source.count - 1), column: Math.min(place.column, columnCount - 1) };

  const virtual = useVirtualizer({
    count: source.count,
    getScrollElement: () => body.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    // The row that has the focus stays in the document, wherever one has scrolled to.
    rangeExtractor: useCallback((range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const seen = defaultRangeExtractor(range);
      return active.row >= 0 && active.row < source.count && !seen.includes(active.row) ? [...seen, active.row].toSorted((a, b) => a - b) : seen;
    }, [active.row, source.count]),
    initialRect: { width: 800, height: 600 },
  });
  const items = virtual.getVirtualItems();

  useEffect(() => virtual.measure(), [rowHeight, virtual]);

  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (source.count > 0) source.want?.(Math.max(0, first - OVERSCAN), Math.min(source.count - 1, last + OVERSCAN));
  }, [first, last, source]);

  function goTo(next: Place) {
    setPlace(next);
    if (next.row !== HEAD) virtual.scrollToIndex(next.row);
  }

  function select(index: number, how: "toggle" | "range") {
    if (!selection || !onSelect) return;
    const row = source.row(index);
    if (!row) return;
    if (how === "toggle") {
      anchor.current = index;
      onSelect(toggled(selection, rowId(row)));
    } else {
      onSelect(ranged(selection, source, rowId, anchor.current ?? active.row, index));
    }
  }

  const selectAll = selectable && selection && onSelect ? {
    state: selection.all ? "all" as const : selection.ids.size > 0 ? "some" as const : "none" as const,
    label: t("grid.selectAll", { n: source.count }),
    toggle: () => onSelect({ ids: new Set(), all: !selection.all && selection.ids.size === 0 }),
  } : undefined;

  function sortBy(column: Column<R> | undefined) {
    if (!column?.sortable || !props.onSort) return;
    props.onSort({ column: column.id, descending: props.sort?.column === column.id && !props.sort.descending });
  }

  function pressHead() {
    if (selectAll && active.column === 0) selectAll.toggle();
    else sortBy(columns[active.column - (selectable ? 1 : 0)]);
  }

  function press(event: KeyboardEvent) {
    const ctrl = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((virtual.scrollRect?.height ?? PAGE * rowHeight) / rowHeight) - 1);
    const next = event.altKey ? undefined : move(active, event.key, ctrl, { rows: source.count, columns: columnCount, page });
    if (next) {
      if (event.shiftKey && next.row !== active.row) {
        anchor.current ??= active.row;
        select(next.row, "range");
      } else if (!event.shiftKey) {
        anchor.current = next.row;
      }
      goTo(next);
    } else if (active.row === HEAD && (event.key === "Enter" || event.key === " ")) {
      pressHead();
    } else if ((event.key === "Enter" || event.key === "F2") && !ctrl) {
      const row = source.row(active.row);
      if (row) onActivate?.(row, active.row);
    } else if (event.key === " " && selectable) {
      select(active.row, "toggle");
    } else if (ctrl && event.key.toLowerCase() === "a" && selection && onSelect) {
      onSelect({ ids: new Set(), all: true });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function click(event: MouseEvent, index: number) {
    const onCheck = (event.target as Element).closest("[data-check]") !== null;
    setPlace({ row: index, column: onCheck ? 0 : active.column });
    if (event.shiftKey && selectable) return select(index, "range");
    anchor.current = index;
    if (selectable && (onCheck || event.ctrlKey || event.metaKey)) return select(index, "toggle");
    if ((event.target as Element).closest("button, a, input")) return;
    const row = source.row(index);
    if (row) onActivate?.(row, index);
  }

  const tracks = [selectable && "36px", ...columns.map((column) => column.width)].filter(Boolean).join(" ");
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;

  return (
    <div
      className={cx(s.grid, !selectable && s.gridEdge)}
      role="grid"
      aria-label={label}
      aria-rowcount={source.count + 1}
      aria-colcount={columnCount}
      aria-multiselectable={selectable || undefined}
      aria-activedescendant={cellId(active.row, active.column)}
      tabIndex={0}
      onKeyDown={press}
      style={{ "--cols": tracks, "--row-height": `${rowHeight}px` } as CSSProperties}
    >
      <GridHead
        columns={columns}
        sort={props.sort}
        sorts={props.onSort !== undefined}
        selectAll={selectAll}
        sortBy={sortBy}
        cellId={cellId}
        focused={active.row === HEAD ? active.column : undefined}
      />
      <div className={cx(s.gridBody)} ref={body} role="presentation">
        <div className={s.gridSpace} style={{ height: virtual.getTotalSize() }} role="presentation">
          {items.map((item) => {
            const row = source.row(item.index);
            return (
              <GridRow
                key={item.index}
                index={item.index}
                top={item.start}
                row={row}
                columns={columns}
                cellId={cellId}
                focused={item.index === active.row ? active.column : undefined}
                current={row !== undefined && rowId(row) === props.current}
                selected={selectable && selection ? row !== undefined && isSelected(selection, rowId(row)) : undefined}
                rowLabel={row && props.rowLabel?.(row)}
                className={row && props.rowClass?.(row)}
                onClick={click}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
