import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, test, vi } from "vitest";
import { DataGrid } from "@/data-grid/DataGrid";
import { HEAD, move } from "@/data-grid/keys";
import { isSelected, nothing, ranged, selectedCount, toggled } from "@/data-grid/selection";
import type { Column, RowSource, Selection, Sort } from "@/data-grid/types";

interface Item {
  id: string;
  name: string;
}

const columns: Column<Item>[] = [
  { id: "name", title: "Name", width: "1fr", sortable: true, render: (row) => row.name },
  { id: "id", title: "ID", width: "1fr", render: (row) => row.id },
];

function source(count: number, here: (index: number) => boolean = () => true): RowSource<Item> {
  return { count, row: (index) => (here(index) ? { id: `i${index}`, name: `Person ${index}` } : undefined), want: vi.fn() };
}

function Harness({ rows, onActivate, onSort }: { rows: RowSource<Item>; onActivate?(row: Item): void; onSort?(sort: Sort): void }) {
  const [selection, setSelection] = useState<Selection>(nothing);
  return <DataGrid label="People" columns={columns} source={rows} rowId={(row) => row.id} selection={selection} onSelect={setSelection} onActivate={onActivate} onSort={onSort} sort={{ column: "name", descending: false }} />;
}

const active = () => document.getElementById(screen.getByRole("grid").getAttribute("aria-activedescendant") ?? "");

describe("the grid", () => {
  test("of 100,000 rows at most sixty are in the document, and the whole is announced", () => {
    render(<Harness rows={source(100_000)} />);
    expect(screen.getAllByRole("row").length, "sixty rows and the head").toBeLessThanOrEqual(61);
    expect(screen.getByRole("grid").getAttribute("aria-rowcount"), "with the head").toBe("100001");
  });

  test("it is one tab stop and the keys move inside it", () => {
    render(<Harness rows={source(1000)} />);
    const grid = screen.getByRole("grid");
    const stops = [...document.querySelectorAll<HTMLElement>("[tabindex], button, a, input")].filter((element) => element.tabIndex >= 0);
    expect(stops, "only the grid itself").toEqual([grid]);
    fireEvent.keyDown(grid, { key: "ArrowDown" });
    fireEvent.keyDown(grid, { key: "ArrowRight" });
    expect(active()?.textContent).toBe("Person 1");
    expect(active()?.closest("[role=row]")?.getAttribute("aria-rowindex"), "counted with the head").toBe("3");
  });

  test("the focused row stays in the document when it is far from what is in view", () => {
    render(<Harness rows={source(5000)} />);
    fireEvent.keyDown(screen.getByRole("grid"), { key: "End", ctrlKey: true });
    expect(active(), "the active cell exists").not.toBeNull();
    expect(active()?.closest("[role=row]")?.getAttribute("aria-rowindex")).toBe("5001");
  });

  test("Enter opens the row, and on a head it sorts", () => {
    const onActivate = vi.fn();
    const onSort = vi.fn();
    render(<Harness rows={source(10)} onActivate={onActivate} onSort={onSort} />);
    const grid = screen.getByRole("grid");
    fireEvent.keyDown(grid, { key: "Enter" });
    expect(onActivate.mock.calls[0]?.[0]).toEqual({ id: "i0", name: "Person 0" });
    fireEvent.keyDown(grid, { key: "ArrowUp" });
    fireEvent.keyDown(grid, { key: "ArrowRight" });
    fireEvent.keyDown(grid, { key: "Enter" });
    expect(onSort, "sorted upwards already, so downwards next").toHaveBeenCalledWith({ column: "name", descending: true });
  });

  test("Space and Shift with an arrow select by id", () => {
    render(<Harness rows={source(10)} />);
    const grid = screen.getByRole("grid");
    fireEvent.keyDown(grid, { key: " " });
    fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
    const selected = screen.getAllByRole("row", { selected: true });
    expect(selected.map((row) => row.getAttribute("aria-rowindex"))).toEqual(["2", "3"]);
  });

  test("a range that shrinks gives back what it took, and what was chosen before stays", () => {
    render(<Harness rows={source(20)} />);
    const grid = screen.getByRole("grid");
    fireEvent.keyDown(grid, { key: " " });
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown"]) fireEvent.keyDown(grid, { key });
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) fireEvent.keyDown(grid, { key, shiftKey: true });
    expect(screen.getAllByRole("row", { selected: true }).map((row) => row.getAttribute("aria-rowindex")), "the first, and the two of the range").toEqual(["2", "5", "6"]);
  });

  test("a range beyond what is here is fetched, so that none of it is missing", async () => {
    const rows = source(10, (index) => index < 3);
    const load = vi.fn(async (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, step) => ({ id: `i${first + step}`, name: "" })));
    const chosen: Selection[] = [];
    render(<DataGrid label="People" columns={columns} source={rows} rowId={(row) => row.id} selection={nothing} onSelect={(next) => chosen.push(next)} load={load} />);
    fireEvent.keyDown(screen.getByRole("grid"), { key: "PageDown", shiftKey: true });
    await vi.waitFor(() => expect(chosen.at(-1)?.ids.size).toBe(10));
  });

  test("Ctrl+C hands over the cell, Ctrl+Shift+C the record, and the menu opens by keyboard", async () => {
    const onCopy = vi.fn();
    const run = vi.fn();
    render(<DataGrid label="People" columns={columns} source={source(5)} rowId={(row) => row.id} onCopy={onCopy} menu={() => [{ id: "a", label: "First", run: () => {} }, { id: "b", label: "Second", run }]} />);
    const grid = screen.getByRole("grid");
    fireEvent.keyDown(grid, { key: "c", ctrlKey: true });
    fireEvent.keyDown(grid, { key: "C", ctrlKey: true, shiftKey: true });
    expect(onCopy.mock.calls.map(([what, cell]) => [what, cell.row.id, cell.column.id])).toEqual([["cells", "i0", "name"], ["record", "i0", "name"]]);
    fireEvent.keyDown(grid, { key: "F10", shiftKey: true });
    const menu = screen.getByRole("menu");
    expect(document.activeElement?.textContent, "the first item has the focus").toContain("First");
    fireEvent.keyDown(menu, { key: "s" });
    expect(document.activeElement?.textContent, "a letter jumps").toContain("Second");
    fireEvent.click(document.activeElement as Element);
    expect(run).toHaveBeenCalledOnce();
    expect(document.activeElement, "focus goes back to the grid").toBe(grid);
  });

  test("letters lead to the row that begins with them", async () => {
    const onTypeAhead = vi.fn((typed: string) => (typed === "pe" ? 7 : 3));
    render(<DataGrid label="People" columns={columns} source={source(20)} rowId={(row) => row.id} onTypeAhead={onTypeAhead} />);
    const grid = screen.getByRole("grid");
    fireEvent.keyDown(grid, { key: "p" });
    fireEvent.keyDown(grid, { key: "e" });
    await vi.waitFor(() => expect(active()?.textContent).toBe("Person 7"));
  });

  test("Shift and an arrow on a head change the width of its column", () => {
    const onWidth = vi.fn();
    render(<DataGrid label="People" columns={columns} source={source(5)} rowId={(row) => row.id} onWidth={onWidth} />);
    const grid = screen.getByRole("grid");
    fireEvent.keyDown(grid, { key: "ArrowUp" });
    fireEvent.keyDown(grid, { key: "ArrowRight", shiftKey: true });
    expect(onWidth.mock.calls[0]?.[0]).toBe("name");
  });

  test("rows that are on their way say so", () => {
    render(<Harness rows={source(10, (index) => index < 3)} />);
    expect(document.querySelectorAll("[role=row][aria-busy=true]").length).toBe(7);
  });
});

describe("keys", () => {
  const size = { rows: 100, columns: 3, page: 20 };
  test("none leads out of the grid", () => {
    for (const key of ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End"]) {
      for (const ctrl of [true, false]) {
        for (const from of [{ row: HEAD, column: 0 }, { row: 0, column: 2 }, { row: 99, column: 2 }]) {
          const to = move(from, key, ctrl, size);
          expect(to && to.row >= HEAD && to.row < 100 && to.column >= 0 && to.column < 3, `${key} from ${JSON.stringify(from)}`).toBe(true);
        }
      }
    }
  });
  test("other keys do not move", () => {
    expect(move({ row: 0, column: 0 }, "x", false, size)).toBeUndefined();
  });
});

describe("selection", () => {
  test("everything that matches can be meant, less a few", () => {
    const all = toggled({ ids: new Set(), all: true }, "i3");
    expect(isSelected(all, "i3"), "taken out").toBe(false);
    expect(isSelected(all, "i99999"), "not even loaded, yet meant").toBe(true);
    expect(selectedCount(all, 100_000)).toBe(99_999);
  });
  test("a range takes what is here", () => {
    expect([...ranged(nothing, source(10, (index) => index !== 2), (row) => row.id, 3, 1).ids]).toEqual(["i1", "i3"]);
  });
});
