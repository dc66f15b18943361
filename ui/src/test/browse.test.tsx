import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { complete, put } from "@/features/browse/complete";
import { valueOf } from "@/features/browse/ChipEditor";
import { gapOf, integrityOf } from "@/features/browse/IntegrityDialog";
import { readLayout } from "@/features/browse/useKept";
import { models } from "./models";
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

  test("the groups are there at once: their first rows were read while the people were looked at", async () => {
    const made = openWindow({}, users);
    await grid();
    const asked = () => made.calls.filter(({ command, payload }) => command === "rows" && JSON.stringify(payload).includes(`"typeName":"Group"`)).length;
    await waitFor(() => expect(asked(), "read ahead, once").toBe(1));
    await made.user.click(screen.getByRole("link", { name: /^Groups/ }));
    expect(await screen.findByRole("grid", { name: "Groups" })).toBeTruthy();
    expect(asked(), "and not asked for again").toBe(1);
  });

  test("a kept layout that makes no sense is as if there were none", () => {
    expect(readLayout({ columns: [3], widths: { a: "x" }, sort: 7 })).toEqual(readLayout(undefined));
  });
});

describe("the filter", () => {
  const [user] = models;
  if (!user) throw new Error("there is a type");
  const at = (text: string) => complete(user, text, text.length, ["active eq true"]).options.map((option) => option.text);

  test("completes from the server's schema what may stand there, and nothing inside quotes", () => {
    expect(at("em").slice(0, 2)).toEqual(["emails", "emails.type"]);
    expect(at("dep"), "extensions by their own name").toContain("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department");
    expect(at("pass"), "a secret cannot be filtered by").toEqual([]);
    expect(at("userName s")).toEqual(["sw"]);
    expect(at("active eq ")).toEqual(["true", "false"]);
    expect(at("userName eq \"kim\" ")).toEqual(["and", "or"]);
    expect(at("userName eq \"em")).toEqual([]);
    expect(at(""), "with nothing typed, what was used before").toEqual(["active eq true"]);
    expect(put("em and active eq true", { from: 0, to: 2 }, { text: "emails", kind: "attribute" })).toEqual({ text: "emails and active eq true", caret: 6 });
  });

  test("a value is what the attribute's kind has", () => {
    expect([valueOf("boolean", "false"), valueOf("integer", "12"), valueOf("string", "12")]).toEqual([false, 12, "12"]);
  });

  test("chips and text are one filter: what is written stands as chips, and a chip taken away changes the text", async () => {
    const made = openWindow({}, users);
    await grid();
    await made.user.click(screen.getByRole("button", { name: "SCIM filter" }));
    const field = screen.getByRole("combobox", { name: "SCIM filter" });
    await made.user.type(field, "active eq true and title co \"Shift\"{Enter}");
    const chips = await screen.findByRole("list", { name: "Conditions" });
    await waitFor(() => expect(within(chips).getAllByRole("listitem").length).toBe(2));
    await made.user.click(within(chips).getByRole("button", { name: /^Remove: Status/ }));
    await waitFor(() => expect((field as HTMLInputElement).value).toBe("title co \"Shift\""));
    expect(made.calls.findLast((call) => call.command === "list_start")?.payload, "and asks anew").toMatchObject({ list: { filter: "title co \"Shift\"" } });
  });

  test("chips are written, changed and taken away in the bar by keyboard alone, and the focus is never lost", async () => {
    const made = openWindow({}, users);
    await grid();
    await made.user.keyboard("{Control>}f{/Control}{Control>}f{/Control}");
    const line = await screen.findByRole("form", { name: "Add a condition" });
    expect(screen.queryByRole("dialog"), "nothing covers the list").toBeNull();
    const attribute = within(line).getByRole("combobox", { name: "Attribute" });
    expect(document.activeElement).toBe(attribute);
    await made.user.selectOptions(attribute, "title");
    await made.user.tab();
    await made.user.tab();
    await made.user.keyboard("Shift{Enter}");
    const chips = screen.getByRole("list", { name: "Conditions" });
    const first = await within(chips).findByRole("button", { name: "Change: Job title contains Shift" });
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Add filter"));
    first.focus();
    await made.user.keyboard("{Enter}");
    expect((document.activeElement as HTMLInputElement).value, "a change begins at the value").toBe("Shift");
    await made.user.keyboard("Shift lead{Enter}");
    await within(chips).findByRole("button", { name: "Change: Job title contains Shift lead" });
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Change: Job title contains Shift lead");
    await made.user.keyboard("{Enter}{Escape}");
    expect(screen.queryByRole("form")).toBeNull();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Change: Job title contains Shift lead");
    await made.user.keyboard("{Delete}");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Add filter"));
    expect(within(chips).queryAllByRole("listitem")).toEqual([]);
  });

  test("a server that does not filter is named, and can be asked again where it is known not to", async () => {
    const made = openWindow({ answers: { list_start: () => ({ listing: 1, resources: [], received: 2400, total: 2400, filteredBy: "rollcall", notices: [{ code: "filter_known", message: "known", params: { connection: "Globex production" } }], end: { complete: true, incompleteReason: null, gap: null, cut: false } }) } }, users);
    await grid();
    await made.user.click(screen.getByRole("button", { name: "SCIM filter" }));
    await made.user.type(screen.getByRole("combobox", { name: "SCIM filter" }), "active eq true{Enter}");
    await made.user.click(await screen.findByRole("button", { name: "Ask the server again" }));
    await waitFor(() => expect(made.calls.findLast((call) => call.command === "list_start")?.payload).toMatchObject({ list: { askAnyway: true } }));
  });

  test("a view keeps filter, columns and sorting under a name, for the next time", async () => {
    const made = openWindow({}, users);
    await grid();
    await made.user.type(screen.getByRole("searchbox", { name: "Search Users" }), "okafor");
    await made.user.click(screen.getByRole("button", { name: /All users/ }));
    await made.user.click(screen.getByRole("menuitem", { name: "Save view…" }));
    await made.user.type(await screen.findByRole("textbox", { name: "Name of the view" }), "Okafors{Enter}");
    await made.user.click(await screen.findByRole("button", { name: "Okafors" }));
    await made.user.click(screen.getByRole("menuitem", { name: "All users" }));
    await waitFor(() => expect((screen.getByRole("searchbox", { name: "Search Users" }) as HTMLInputElement).value).toBe(""));
    await made.user.click(screen.getByRole("button", { name: /All users/ }));
    await made.user.click(screen.getByRole("menuitem", { name: "Okafors" }));
    await waitFor(() => expect((screen.getByRole("searchbox", { name: "Search Users" }) as HTMLInputElement).value).toBe("okafor"));
  });
});

test("what is selected is exported with the columns of the screen", async () => {
  const made = openWindow({}, users);
  fireEvent.keyDown(await grid(), { key: " " });
  await made.user.click(await screen.findByRole("button", { name: "Export" }));
  await made.user.click(await screen.findByRole("button", { name: "Export 1 row…" }));
  await waitFor(() => expect(made.calls.findLast((call) => call.command === "export_save")?.payload).toMatchObject({ export: { typeName: "User", format: "xlsx", columns: [{ path: "", title: "Name" }, { path: "active" }, { path: "userName" }, {}, {}] } }));
  const sent = made.calls.findLast((call) => call.command === "export_save")?.payload as { export: { ids: string[] } };
  expect(sent.export.ids.length, "only who was selected").toBe(1);
});

test("a saved view keeps who answers its filter, and older ones ask the server", async () => {
  const made = openWindow({ people: 40, settings: { window: { views: { "c1/User": [{ name: "Old", filter: "active eq true" }] } } } }, users);
  await grid();
  await made.user.click(screen.getByRole("button", { name: "SCIM filter" }));
  await made.user.click(await screen.findByText("In the copy"));
  await made.user.click(screen.getByRole("button", { name: /^All users/ }));
  await made.user.click(await screen.findByRole("menuitem", { name: "Save view…" }));
  await made.user.type(await screen.findByRole("textbox", { name: "Name of the view" }), "Offline{Enter}");
  const kept = () => (made.calls.findLast((call) => call.command === "settings_set")?.payload as { window: { views?: Record<string, { name: string; where?: string }[]> } } | undefined)?.window.views?.["c1/User"];
  await waitFor(() => expect(kept()?.map(({ name, where }) => [name, where])).toEqual([["Offline", "copy"], ["Old", "server"]]));
  await made.user.click(screen.getByRole("button", { name: /^Offline/ }));
  await made.user.click(await screen.findByRole("menuitem", { name: "Old" }));
  await waitFor(() => expect(made.calls.some((call) => call.command === "list_start"), "the server is asked again").toBe(true));
});

test("the meter opens its evidence, and says gaps and duplicates where there are", async () => {
  const made = openWindow({}, users);
  await grid();
  await made.user.click(await screen.findByRole("button", { name: "complete" }));
  expect(await screen.findByText("The server says there are")).toBeTruthy();
  const copy = { typeName: "User", count: 10, syncedAt: "2027-01-01T00:00:00Z", complete: true, reason: null, received: 10, total: 10, duplicates: 0, changesOnly: false };
  expect(integrityOf(copy)).toBe("complete");
  expect(integrityOf({ ...copy, duplicates: 3 })).toBe("duplicates");
  expect([gapOf({ ...copy, total: 12 }), integrityOf({ ...copy, complete: false, total: 12 })]).toEqual([2, "gaps"]);
  expect(integrityOf({ ...copy, complete: false, total: null }), "no total proves nothing").toBe("incomplete");
});
