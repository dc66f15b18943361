import { useVirtualizer, defaultRangeExtractor } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent } from "react";
import { matches } from "@/commands/hotkey";
import { useCommandList, type CommandSpec } from "@/commands/registry";
import { ContextMenu, type MenuEntry } from "@/components/ContextMenu";
import { cx } from "@/components/cx";
import { t } from "@/i18n";
import { GridHead } from "./GridHead";
import { GridRow } from "./GridRow";
import s from "./grid.module.css";
import { HEAD, move, type Place } from "./keys";
import { gridCommands } from "./gridCommands";
import { toggled, ranged, isSelected, nothing, selectedCount, withRows } from "./selection";
import type { Cell, Column, RowSource, Selection, Sort } from "./types";
import { lastSize, useFittingColumns } from "./useColumns";

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
  /** Fetches rows that are not here, for a range that reaches beyond what is. */
  load?(first: number, last: number): Promise<readonly R[]>;
  /** The index of the row that begins with what was typed, looked for after `from`. */
  onTypeAhead?(typed: string, from: number): number | undefined | Promise<number | undefined>;
  onCopy?(what: "cells" | "record", cell: Cell<R>): void;
  /** What can be done with a cell. */
  menu?(cell: Cell<R>): readonly MenuEntry[];
  /** What can be done with the row one is at: by its key while the grid has the focus, and from the palette and the menu. */
  rowCommands?: ((row: R) => readonly CommandSpec[]) | undefined;
  /** A column was made wider or narrower, to so many pixels. */
  onWidth?(column: string, width: number): void;
}

const OVERSCAN = 6;
const none: readonly CommandSpec[] = [];
/** How many rows a key press moves when the size of the window is not known (tests). */
const PAGE = 20;
/** Letters typed faster than this belong to one word. */
const WORD_MS = 900;
const STEP = 16;
/** The index of the row an event happened in; below nought where it is none. */
const rowOf = (event: MouseEvent) => Number((event.target as Element).closest("[aria-rowindex]")?.getAttribute("aria-rowindex") ?? 0) - 2;
/** What a track takes at least, of "150px" or "minmax(120px, 1fr)". */
const least = (width: string) => Number(/(\d+)px/.exec(width)?.[1] ?? 80);

/** The grid: any number of rows, at most some sixty of them in the document, one tab stop, the whole ARIA grid keyboard pattern. */
export function DataGrid<R>(props: DataGridProps<R>) {
  const { label, source, rowId, onActivate, selection, onSelect, rowHeight = 32 } = props;
  const body = useRef<HTMLDivElement>(null);
  const { columns, width } = useFittingColumns(body, props.columns);
  const id = useId();
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const anchor = useRef<number | undefined>(undefined);
  /** What was selected before the range began: a range that shrinks gives back what it took. */
  const before = useRef<Selection>(nothing);
  const head = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const typed = useRef({ word: "", at: 0 });
  const [menuAt, setMenuAt] = useState<{ x: number; y: number; entries: readonly MenuEntry[] }>();
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
    initialRect: lastSize.rect,
  });
  const items = virtual.getVirtualItems();
  /** Rows that leave at one end are filled anew at the other: filling is half the work of making. The one that is kept for its focus stands alone. */
  const pool = useRef(1);
  pool.current = Math.max(pool.current, items.length);
  const keyOf = (index: number) => (index === active.row ? "active" : index % pool.current);

  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  useEffect(() => {
    if (virtual.scrollRect) lastSize.rect = virtual.scrollRect;
  }, [virtual.scrollRect]);

  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? 0;
  useEffect(() => {
    if (source.count > 0) source.want?.(Math.max(0, first - OVERSCAN), Math.min(source.count - 1, last + OVERSCAN));
  }, [first, last, source]);

  // A cell that is reached by key is seen whole, however far it lies to the side.
  useEffect(() => {
    const cell = document.getElementById(`${id}-${active.row}-${active.column}`);
    const box = body.current;
    if (!cell || !box) return;
    const end = cell.offsetLeft + cell.offsetWidth;
    if (cell.offsetLeft < box.scrollLeft) box.scrollLeft = cell.offsetLeft;
    else if (end > box.scrollLeft + box.clientWidth) box.scrollLeft = end - box.clientWidth;
  }, [id, active.row, active.column]);

  function goTo(next: Place) {
    setPlace(next);
    if (next.row !== HEAD) virtual.scrollToIndex(next.row);
  }

  function select(index: number, how: "toggle" | "range") {
    if (!selection || !onSelect) return;
    if (how === "toggle") {
      const row = source.row(index);
      if (!row) return;
      anchor.current = index;
      before.current = toggled(selection, rowId(row));
      onSelect(before.current);
      return;
    }
    const from = anchor.current ?? active.row;
    const base = before.current.all === selection.all ? before.current : selection;
    onSelect(ranged(base, source, rowId, from, index));
    const [first, last] = [Math.max(0, Math.min(from, index)), Math.max(from, index)];
    const missing = Array.from({ length: last - first + 1 }, (_, step) => first + step).some((at) => source.row(at) === undefined);
    if (missing && props.load) void props.load(first, last).then((rows) => onSelect(withRows(base, rows.map(rowId))), () => {});
  }

  const cellAt = (index: number, column: number): Cell<R> => ({ row: source.row(index), index, column: columns[column - (selectable ? 1 : 0)] });

  function openMenu(cell: Cell<R>, x: number, y: number) {
    const entries = cell.row === undefined ? [] : props.menu?.(cell) ?? [];
    if (entries.length > 0) setMenuAt({ x, y, entries });
    return entries.length > 0;
  }

  const here = source.row(active.row);
  const ofRow = (here !== undefined && props.rowCommands?.(here)) || none;
  useCommandList(source.count === 0 ? none : gridCommands({
    ofRow,
    selected: selection ? selectedCount(selection, source.count) : 0,
    copy: props.onCopy && ((what) => props.onCopy?.(what, cellAt(Math.max(0, active.row), active.column))),
    menu: props.menu && (() => { grid.current?.focus(); menuByKey(); }),
  }));

  /** The menu of the cell one is at, beside it. */
  function menuByKey() {
    const box = document.getElementById(cellId(active.row, active.column))?.getBoundingClientRect();
    return openMenu(cellAt(active.row, active.column), (box?.left ?? 0) + 12, box?.bottom ?? 0);
  }

  async function typeAhead(letter: string, at: number) {
    const going = at - typed.current.at < WORD_MS;
    typed.current = { word: going ? typed.current.word + letter : letter, at };
    const { word } = typed.current;
    // The same row may match a longer word; the same letter again goes on to the next.
    const found = await props.onTypeAhead?.(word, going ? Math.max(0, active.row) : active.row + 1);
    if (found !== undefined && word === typed.current.word) {
      anchor.current = found;
      goTo({ row: found, column: active.column });
    }
  }

  /** Keys on a head: Shift with an arrow makes its column wider or narrower. */
  function resize(event: KeyboardEvent): boolean {
    const column = columns[active.column - (selectable ? 1 : 0)];
    if (active.row !== HEAD || !event.shiftKey || !column || !props.onWidth || !/^Arrow(Left|Right)$/.test(event.key)) return false;
    const now = document.getElementById(cellId(HEAD, active.column))?.offsetWidth ?? least(column.width);
    props.onWidth(column.id, Math.max(48, now + (event.key === "ArrowRight" ? STEP : -STEP)));
    return true;
  }

  const selectAll = selectable && selection && onSelect ? {
    state: selection.all ? "all" as const : selection.ids.size > 0 ? "some" as const : "none" as const,
    label: t("grid.selectAll", { n: source.count }),
    toggle: () => mean({ ids: new Set(), all: !selection.all && selection.ids.size === 0 }),
  } : undefined;

  function mean(next: Selection) {
    before.current = next;
    onSelect?.(next);
  }

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
    if (resize(event)) {
      event.preventDefault();
      return;
    }
    const ofKey = ofRow.find((command) => command.hotkey !== undefined && command.enabled !== false && matches(command.hotkey, event.nativeEvent));
    const next = event.altKey ? undefined : move(active, event.key, ctrl, { rows: source.count, columns: columnCount, page });
    if (ofKey) {
      ofKey.run();
    } else if (next) {
      if (event.shiftKey && next.row !== active.row) {
        if (anchor.current === undefined) {
          anchor.current = Math.max(0, active.row);
          before.current = selection ?? nothing;
        }
        select(Math.max(0, next.row), "range");
      } else if (!event.shiftKey) {
        anchor.current = undefined;
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
      mean({ ids: new Set(), all: true });
    } else if (ctrl && event.key.toLowerCase() === "c" && props.onCopy && active.row !== HEAD) {
      props.onCopy(event.shiftKey ? "record" : "cells", cellAt(active.row, active.column));
    } else if ((event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) && active.row !== HEAD) {
      if (!menuByKey()) return;
    } else if (/^[\p{L}\p{N}]$/u.test(event.key) && !ctrl && !event.altKey && props.onTypeAhead) {
      void typeAhead(event.key, event.timeStamp);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const columnOf = (event: MouseEvent) => Number((event.target as Element).closest("[aria-colindex]")?.getAttribute("aria-colindex") ?? active.column + 1) - 1;

  function click(event: MouseEvent) {
    const index = rowOf(event);
    if (index < 0) return;
    const onCheck = (event.target as Element).closest("[data-check]") !== null;
    setPlace({ row: index, column: columnOf(event) });
    if (event.shiftKey && selectable) {
      if (anchor.current === undefined) before.current = selection ?? nothing;
      anchor.current ??= Math.max(0, active.row);
      return select(index, "range");
    }
    anchor.current = index;
    before.current = selection ?? nothing;
    if (selectable && (onCheck || event.ctrlKey || event.metaKey)) return select(index, "toggle");
    if ((event.target as Element).closest("button, a, input")) return;
    const row = source.row(index);
    if (row) onActivate?.(row, index);
  }

  function rightClick(event: MouseEvent) {
    const index = rowOf(event);
    if (index < 0) return;
    const column = columnOf(event);
    setPlace({ row: index, column });
    if (openMenu(cellAt(index, column), event.clientX, event.clientY)) event.preventDefault();
  }

  const widest = columns.reduce((sum, column) => sum + least(column.width), selectable ? 36 : 0);
  const tracks = [selectable && "36px", ...columns.map((column) => column.width)].filter(Boolean).join(" ");
  const cellId = useCallback((row: number, column: number) => `${id}-${row}-${column}`, [id]);

  return (
    <>
    <div
      ref={grid}
      className={cx(s.grid, !selectable && s.gridEdge)}
      role="grid"
      aria-label={label}
      aria-busy={source.busy || undefined}
      aria-rowcount={source.count + 1}
      aria-colcount={columnCount}
      aria-multiselectable={selectable || undefined}
      aria-activedescendant={cellId(active.row, active.column)}
      tabIndex={0}
      onKeyDown={press}
      style={{ "--cols": tracks, "--row-height": `${rowHeight}px`, "--least": `${widest}px`, ...(Number.isFinite(width) ? { "--content": `${width}px` } : {}) } as CSSProperties}
    >
      <GridHead
        ref={head}
        onWidth={props.onWidth}
        columns={columns}
        sort={props.sort}
        sorts={props.onSort !== undefined}
        selectAll={selectAll}
        sortBy={sortBy}
        cellId={cellId}
        focused={active.row === HEAD ? active.column : undefined}
      />
      <div className={cx(s.gridBody)} ref={body} role="presentation" onScroll={(event) => { if (head.current) head.current.style.transform = `translateX(${-event.currentTarget.scrollLeft}px)`; }}>
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the grid has the focus and hears the keys */}
        <div className={s.gridSpace} style={{ height: virtual.getTotalSize() }} role="presentation" onClick={click} onContextMenu={props.menu && rightClick}>
          {items.map((item) => {
            const row = source.row(item.index);
            return (
              <GridRow
                key={keyOf(item.index)}
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
              />
            );
          })}
        </div>
      </div>
    </div>
    {menuAt && <ContextMenu label={t("grid.menu")} at={menuAt} entries={menuAt.entries} onClose={() => { setMenuAt(undefined); grid.current?.focus(); }} />}
    </>
  );
}
