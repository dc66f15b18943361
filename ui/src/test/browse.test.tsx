import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { readLayout } from "@/features/browse/useKept";
import { openWindow } from "./render";

const users = "/c/c1/t/User";
const grid = () => screen.findByRole("grid", { name: "Users" });

describe("the list of people", () => {
  test("a selection is by id: it survives sorting and searching, and its list shows who is meant", async () => {
    const made = openWindow({}, users);
    const people = await grid();
    const first = within(people).getAllByRole("row")[1]?.getAttribute("aria-label") ?? "";
    fireEvent.keyDown(people, { key: " " });
    fireEvent.keyDown(people, { key: "ArrowDown", shiftKey: true });
    expect(await screen.findByRole("button", { name: "2 selected" })).toBeTruthy();
    fireEvent.keyDown(people, { key: "ArrowUp" });
    fireEvent.keyDown(people, { key: "ArrowUp" });
    fireEvent.keyDown(people, { key: "ArrowRight" });
    fireEvent.keyDown(people, { key: "Enter" });
    await made.user.click(await screen.findByRole("button", { name: "2 selected" }));
    const list = await screen.findByRole("list", { name: "2 selected" });
    expect(within(list).getAllByRole("listitem").some((item) => item.textContent?.includes(first)), "by name, though the order has changed").toBe(true);
  });

  test("Ctrl+A means everything that matches and says how many; another search lets it go", async () => {
    const made = openWindow({}, users);
    fireEvent.keyDown(await grid(), { key: "a", ctrlKey: true });
    expect(await screen.findByRole("button", { name: "All 2,400 that match are selected" })).toBeTruthy();
    await made.user.type(screen.getByRole("searchbox"), "okafor");
    expect(await screen.findByText("none selected"), "what was meant was another list").toBeTruthy();
  });

  test("columns are chosen from the schema, with parts and extensions but no secrets, and kept", async () => {
    const made = openWindow({}, users);
    await grid();
    await made.user.click(screen.getByRole("button", { name: "Columns" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByRole("checkbox", { name: /password/i }), "what a server never shows is no column").toBeNull();
    await made.user.click(within(dialog).getByRole("checkbox", { name: /badge/i }));
    await made.user.click(within(dialog).getByRole("button", { name: /^Show \d+ columns/ }));
    expect(await screen.findByRole("columnheader", { name: /Badge/ })).toBeTruthy();
    await waitFor(() => expect(JSON.stringify(made.calls.findLast((call) => call.command === "settings_set")?.payload), "for the next start").toContain("workforce:2.0:User:badge"));
  });

  test("a kept layout that makes no sense is as if there were none", () => {
    expect(readLayout({ columns: [3], widths: { a: "x" }, sort: 7 })).toEqual(readLayout(undefined));
  });
});
