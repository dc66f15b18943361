import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { fit, marked } from "@/features/palette/items";
import { namedFirst } from "@/features/palette/useFound";
import { openWindow } from "./render";

const opened = async (made: ReturnType<typeof openWindow>) => {
  await made.user.keyboard("{Control>}k{/Control}");
  return screen.findByRole("combobox", { name: "Find or run" });
};

const shownGroups = () => screen.getAllByRole("group").map((group) => group.getAttribute("aria-label"));

test("Ctrl+K, a few letters and Enter open a person, from the keyboard alone", async () => {
  const made = openWindow({}, "/c/c1/t/User");
  await screen.findByRole("grid");
  const field = await opened(made);
  expect(document.activeElement).toBe(field);
  await made.user.keyboard("@marisol okafor");
  const people = await screen.findByRole("group", { name: "People" });
  expect((await within(people).findAllByRole("option")).length).toBeGreaterThan(0);
  expect(screen.queryByRole("group", { name: "Actions" }), "@ means people only").toBeNull();
  await waitFor(() => expect(screen.getAllByRole("option")[0]?.textContent).toContain("Marisol Okafor"));
  await made.user.keyboard("{Enter}");
  expect(await screen.findByRole("complementary", { name: /Marisol Okafor/ })).toBeTruthy();
  expect(screen.queryByRole("combobox", { name: "Find or run" })).toBeNull();
});

test("an action runs after the palette has closed, as its key would", async () => {
  const made = openWindow({}, "/c/c1/t/User");
  await screen.findByRole("grid");
  await opened(made);
  await made.user.keyboard(">search users{Enter}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("searchbox", { name: "Search Users" })));
});

test("Tab searches only the group of the current line, Backspace everything again, Escape leaves one level at a time", async () => {
  const made = openWindow({}, "/c/c1/t/User");
  await screen.findByRole("grid");
  const field = await opened(made);
  await made.user.keyboard("go{Tab}");
  await waitFor(() => expect(shownGroups()).toHaveLength(1));
  await made.user.clear(field);
  await made.user.keyboard("{Backspace}");
  await waitFor(() => expect(shownGroups().length).toBeGreaterThan(1));
  await made.user.keyboard("#{Escape}");
  expect(field.isConnected, "first the narrowing goes").toBe(true);
  await made.user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("combobox", { name: "Find or run" })).toBeNull());
});

test("arrows move through the groups and around the end, and the field names the current line", async () => {
  const made = openWindow({}, "/c/c1/t/User");
  await screen.findByRole("grid");
  const field = await opened(made);
  const current = () => document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  expect(current()?.getAttribute("aria-selected")).toBe("true");
  const first = current();
  await made.user.keyboard("{ArrowUp}");
  expect(current()).toBe(screen.getAllByRole("option").at(-1));
  await made.user.keyboard("{ArrowDown}");
  expect(current()).toBe(first);
});

test("nothing found says so, and a directory that was never read says that too", async () => {
  const made = openWindow({ answers: { rows: ({ rows }) => ({ rows: [], offset: 0, total: 0, copy: { typeName: rows.typeName, count: 0, syncedAt: null, complete: false, reason: null, received: 0, total: null, duplicates: 0, changesOnly: false } }) } }, "/settings");
  await screen.findByRole("heading", { name: "Settings" });
  await made.user.click(await screen.findByRole("link", { name: /Globex production/ }));
  await screen.findByRole("searchbox");
  await opened(made);
  await made.user.keyboard("zzzz");
  expect(await screen.findByText(/Nothing here matches/)).toBeTruthy();
  expect(screen.getByText(/There is no copy of/)).toBeTruthy();
});

test("the question mark shows the keys that apply, but not where it is typed", async () => {
  const made = openWindow({}, "/c/c1/t/User");
  const search = await screen.findByRole("searchbox");
  await made.user.type(search, "?");
  expect(screen.queryByRole("dialog")).toBeNull();
  await made.user.clear(search);
  (await screen.findByRole("grid")).focus();
  await made.user.keyboard("{Shift>}?{/Shift}");
  const sheet = await screen.findByRole("dialog", { name: /Keys that apply here/ });
  expect(within(sheet).getByText("SCIM filter")).toBeTruthy();
  expect(within(sheet).getByText("Extend the selection"), "the grid's own keys too").toBeTruthy();
  await made.user.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement, "focus goes back to where it was").toBe(screen.getByRole("grid")));
});

test("F1 helps with the screen one is on", async () => {
  const made = openWindow({}, "/settings");
  await screen.findByRole("heading", { name: "Settings" });
  await made.user.keyboard("{F1}");
  expect(within(await screen.findByRole("dialog")).getByText(/take effect at once/)).toBeTruthy();
});

test("F6 goes round the parts of the window and Ctrl with a number to a screen", async () => {
  const made = openWindow({}, "/c/c1/t/User");
  const grid = await screen.findByRole("grid");
  grid.focus();
  await made.user.keyboard("{Shift>}{F6}{/Shift}");
  expect(document.activeElement, "the search lies before the list").toBe(screen.getByRole("searchbox"));
  await made.user.keyboard("{F6}");
  expect(document.activeElement).toBe(grid);
  for (let step = 0; step < 4; step += 1) await made.user.keyboard("{F6}");
  expect(document.activeElement, "and round").toBe(grid);
  await made.user.keyboard("{Control>}3{/Control}");
  expect(await screen.findByRole("heading", { name: "Groups" })).toBeTruthy();
});

test("the native menu gets the commands there are, and runs the one chosen", async () => {
  const menus: unknown[] = [];
  const handlers = new Set<(id: string) => void>();
  const made = openWindow({}, "/c/c1/t/User", {
    setMenu: (menu) => void menus.push(menu),
    onMenu(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
  });
  await screen.findByRole("grid");
  await waitFor(() => expect(JSON.stringify(menus.at(-1))).toContain('"browse.search"'));
  for (const handler of handlers) handler("go.settings");
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeTruthy();
  await waitFor(() => expect(JSON.stringify(menus.at(-1)), "what is not on screen is not in the menu").not.toContain('"browse.search"'));
  expect(made.calls.some((call) => call.command === "settings_set"), "looking changes no setting").toBe(false);
});

test("words are found without accents, and what fits best comes first", () => {
  expect(fit("Müller", ["muller"])).toBe(0);
  expect(fit("Go to Groups", ["gr"])).toBe(1);
  expect(fit("Go to Groups", ["zz"])).toBeUndefined();
  expect(marked("Straße 5", ["strasse"]).filter((part) => part.hit).map((part) => part.text)).toEqual(["Straße"]);
});

test("who is called so comes before those whose manager is", () => {
  const rows = ["Dorota Dąbrowski", "Øystein Strand", "Robert Harper"].map((label) => ({ id: label, label, resource: {} }));
  expect(namedFirst(rows, ["oystein", "strand"]).map((each) => each.label)).toEqual(["Øystein Strand", "Dorota Dąbrowski", "Robert Harper"]);
});
