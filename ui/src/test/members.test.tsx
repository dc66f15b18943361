import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { beginsAt } from "@/data-grid/typeAhead";
import { people } from "./people";
import { openWindow } from "./render";

interface Someone { name: string; town: string }

/** Rows in order of the town, of which some are here. */
const rows = (towns: readonly string[], here: (index: number) => boolean, descending = false) => {
  const all: Someone[] = towns.map((town, index) => ({ name: `Person ${index}`, town }));
  let asked = 0;
  return {
    of: { count: all.length, descending, row: (index: number) => (here(index) ? all[index] : undefined), ask: async (index: number) => { asked += 1; return all[index]; }, key: ({ town }: Someone) => town, name: ({ name }: Someone) => name },
    asked: () => asked,
  };
};
const towns = Array.from({ length: 1000 }, (_, index) => `Town ${String(index).padStart(4, "0")}`);

describe("letters lead to a row", () => {
  test("by what the rows are sorted by, also where they are not here, with few questions", async () => {
    const made = rows(towns, (index) => index < 100);
    expect(await beginsAt("town 07", 0, made.of)).toBe(700);
    expect(made.asked()).toBeLessThan(15);
  });

  test("in the other direction too, and who has nothing stands beyond", async () => {
    expect(await beginsAt("town 07", 0, rows(["", "", ...towns.toReversed()], (index) => index < 5, true).of), "the first that begins so").toBe(2 + 999 - 799);
    expect(await beginsAt("town 07", 0, rows([...towns, "", ""], (index) => index < 5).of)).toBe(700);
  });

  test("by name among those that are here, when nothing of the sorted column begins so", async () => {
    expect(await beginsAt("person 3", 0, rows(towns, (index) => index < 10).of)).toBe(3);
    expect(await beginsAt("nobody", 0, rows(towns, (index) => index < 10).of)).toBeUndefined();
  });
});

test("in the list of people letters follow the column it is sorted by", async () => {
  const made = openWindow({ people: 600 }, "/c/c1/t/User");
  await made.user.click(within(await screen.findByRole("columnheader", { name: /Sign-in name/ })).getByRole("button"));
  await waitFor(() => expect(made.calls.some((call) => call.command === "rows" && (call.payload as { rows: { sortBy: string } }).rows.sortBy === "userName")).toBe(true));
  const grid = await screen.findByRole("grid");
  grid.focus();
  await made.user.keyboard("zo");
  const names = people(600).map((row) => String((row.resource as { userName: string }).userName)).toSorted((a, b) => a.localeCompare(b));
  const first = names.findIndex((name) => name.startsWith("zoë"));
  await waitFor(() => expect(grid.getAttribute("aria-activedescendant")).toMatch(new RegExp(`-${first}-\\d+$`)));
  expect(first, "which is not here").toBeGreaterThan(100);
});

async function openMembers() {
  const made = openWindow({ people: 600 }, "/c/c1/t/Group?id=g1");
  const grid = await screen.findByRole("grid");
  await waitFor(() => expect(within(grid).getAllByRole("row").length).toBeGreaterThan(2));
  return { ...made, grid, copied: () => navigator.clipboard.readText() };
}

describe("in the members of a group", () => {
  test("a cell is copied, and what is selected as rows or as the group names them", async () => {
    const { user, grid, copied } = await openMembers();
    const first = within(grid).getAllByRole("gridcell").find((cell) => cell.querySelector("bdi")) as HTMLElement;
    const name = first.textContent ?? "";
    grid.focus();
    await user.keyboard("{ArrowRight}{Control>}c{/Control}");
    await waitFor(async () => expect(await copied()).toBe(name));
    await user.keyboard(" {ArrowDown} {Control>}c{/Control}");
    await waitFor(async () => expect((await copied()).split("\n")).toHaveLength(3));
    expect((await copied()).split("\n")[0]).toBe("Name\tStatus\tSign-in name\tDepartment");
    await user.keyboard("{Control>}{Shift>}c{/Shift}{/Control}");
    await waitFor(async () => expect(JSON.parse(await copied())).toEqual([expect.objectContaining({ display: name, type: "User", value: expect.any(String) as string }), expect.anything()]));
  });

  test("the menu of a row copies, selects, and takes out this one", async () => {
    const { user, grid, calls } = await openMembers();
    const cell = within(grid).getAllByRole("gridcell").find((each) => each.querySelector("bdi")) as HTMLElement;
    await user.pointer({ keys: "[MouseRight]", target: cell });
    expect(screen.getByRole("menuitem", { name: /Copy cell/ })).toBeDefined();
    await user.click(screen.getByRole("menuitem", { name: /^Take 1 out/ }));
    await waitFor(() => expect((calls.findLast((call) => call.command === "change_prepare")?.payload as { change: { remove: string[] } } | undefined)?.change.remove).toHaveLength(1));
  });

  test("letters lead to a member", async () => {
    const { user, grid } = await openMembers();
    grid.focus();
    await user.keyboard("marek");
    await waitFor(() => expect(document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.closest("[role=row]")?.textContent).toMatch(/Marek/));
  });
});

test("the meter of a server's answer opens its evidence", async () => {
  const made = openWindow({ answers: {
    list_start: ({ list }) => ({ listing: 1, resources: [{ id: "a", userName: "a@example.com" }], received: 1, total: list.typeName === "User" ? 3 : 0, filteredBy: "server", notices: [], end: { complete: false, incompleteReason: "The server said 3 and sent 1.", gap: null, cut: false } }),
  } }, "/c/c1/t/User");
  await screen.findByRole("grid");
  await made.user.click(await screen.findByRole("button", { name: /SCIM filter/ }));
  await made.user.type(document.querySelector("main textarea, main [role=combobox]") as HTMLElement, "title pr{Enter}");
  await made.user.click(await screen.findByRole("button", { name: /not proven complete/ }));
  const dialog = await screen.findByRole("dialog", { name: /How complete is this answer/ });
  expect(within(dialog).getByText("The server said 3 and sent 1.")).toBeDefined();
  expect(within(dialog).getByText("2", { selector: "dd" }), "so many are missing").toBeDefined();
});
