import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { ChangeReview } from "@/rpc/types";
import { member } from "@/scim/json";
import { ENTERPRISE } from "./models";
import { people } from "./people";
import { openWindow } from "./render";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const person = `/c/c1/t/User?id=${MARISOL}`;
const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

const menuOf = async (made: ReturnType<typeof openWindow>, name: string) => {
  const row = await waitFor(() => {
    const found = screen.getAllByRole("row").find((each) => each.textContent?.includes(name));
    if (!found) throw new Error(`no row of ${name}`);
    return found;
  });
  await made.user.pointer({ keys: "[MouseRight]", target: within(row).getAllByRole("gridcell")[1] as HTMLElement });
  return screen.findByRole("menu");
};

describe("in the grid", () => {
  test("the menu of a row has what the panel's menu has, and its keys mean that row", async () => {
    const made = openWindow({ people: 40 }, person);
    await screen.findByRole("switch", { name: "Status" });
    const [other] = people(40).toSorted((a, b) => a.label.localeCompare(b.label)).filter((each) => each.id !== MARISOL);
    const menu = await menuOf(made, other?.label ?? "");
    for (const name of [/activate/i, /^Reset the password/, /^Rename/, /^Clone/, /^Keep as a template/, /^What is wrong/, /^Somebody leaves/, /^Delete/]) expect(within(menu).getByRole("menuitem", { name })).toBeTruthy();
    await made.user.keyboard("{Control>}{Delete}{/Control}");
    await waitFor(() => expect(payloads(made, "change_prepare"), "the row's, not that of the open panel").toEqual([{ connection: "c1", typeName: "User", change: { kind: "delete", id: other?.id } }]));
  });

  test("on a selected row the menu is about the selection, on another about that one", async () => {
    const made = openWindow({ people: 40 }, "/c/c1/t/User");
    const sorted = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    (await screen.findByRole("grid")).focus();
    await made.user.keyboard(" {ArrowDown} ");
    const menu = await menuOf(made, sorted[0]?.label ?? "");
    expect(within(menu).queryByRole("menuitem", { name: /^Clone/ })).toBeNull();
    expect(within(menu).getByRole("menuitem", { name: /^Add to a group/ })).toBeTruthy();
    await made.user.keyboard("{Escape}");
    const single = await menuOf(made, sorted[4]?.label ?? "");
    expect(within(single).getByRole("menuitem", { name: /^Clone/ })).toBeTruthy();
    expect(within(single).queryByRole("menuitem", { name: /^Add to a group/ })).toBeNull();
  });

  test("with no record open the row one is at has its keys and stands in the palette; a selection takes them away", async () => {
    const made = openWindow({ people: 40 }, "/c/c1/t/User");
    const [first, second] = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    const asked = () => payloads(made, "change_prepare").map((payload) => (payload as { change: unknown }).change);
    const remove = (of: typeof first) => ({ kind: "delete", id: of?.id });
    (await screen.findByRole("grid")).focus();
    await made.user.keyboard("{ArrowDown}{Control>}{Delete}{/Control}");
    await waitFor(() => expect(asked(), "the key means the row one is at").toEqual([remove(second)]));
    const shut = async () => { await screen.findByRole("dialog"); await made.user.keyboard("{Escape}"); await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull()); };
    await shut();
    await made.user.keyboard("{Control>}k{/Control}");
    await made.user.type(await screen.findByRole("combobox"), second?.label ?? "");
    await waitFor(() => expect(screen.getAllByRole("option").map((each) => each.querySelector("bdi")?.textContent), "a name finds people, not what can be done with them").toContain(second?.label));
    expect(screen.queryByRole("option", { name: /^(Delete|Deactivate)/ })).toBeNull();
    await made.user.clear(screen.getByRole("combobox"));
    await made.user.type(screen.getByRole("combobox"), ">delete");
    expect(screen.getByRole("option", { selected: true }).textContent, "whom it would delete is named").toContain(`Delete${second?.label}`);
    await made.user.keyboard("{Enter}");
    await waitFor(() => expect(asked(), "from the palette too").toEqual([remove(second), remove(second)]));
    await shut();
    screen.getByRole("grid").focus();
    await made.user.keyboard(" {ArrowUp}{Control>}{Delete}{/Control}{Control>}{Shift>}d{/Shift}{/Control}");
    await screen.findByText("1 selected");
    expect(asked(), "what is selected has actions of its own").toHaveLength(2);
  });

  test("renaming from the grid opens the record with its name ready to be typed", async () => {
    const made = openWindow({ people: 40 }, "/c/c1/t/User");
    await screen.findByRole("grid");
    const [first] = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    await made.user.click(within(await menuOf(made, first?.label ?? "")).getByRole("menuitem", { name: /^Rename/ }));
    const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Sign-in name" });
    expect(field.value).toBe(member(first?.resource, "userName"));
  });

  test("a clone from the grid is made of the whole record", async () => {
    const made = openWindow({ people: 40 }, "/c/c1/t/User");
    await screen.findByRole("grid");
    const [first] = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    await made.user.click(within(await menuOf(made, first?.label ?? "")).getByRole("menuitem", { name: /^Clone/ }));
    await waitFor(() => expect(globalThis.location.hash).toContain("new-"));
    expect(await screen.findByText(/changes not sent/), "its values count as entered").toBeTruthy();
  });
});

const fields = ["externalId", "nickName", "title", "locale", "timezone", "userType", "active", "displayName", "userName"];
const deletion: ChangeReview = {
  fingerprint: "f2", connection: "c2", connectionName: "Acme sandbox", environment: "sandbox", kind: "delete", typeName: "User", id: MARISOL, label: "Marisol Okafor", effect: "destructive",
  count: 1, guard: { kind: "open" }, before: null, after: null, differences: fields.map((path) => ({ path, kind: "removed", before: `what ${path} is`, after: null, secret: false })),
  erases: [], moreRequests: [], requests: 1, ways: [], precondition: { kind: "none" }, findings: [], notices: [{ code: "delete_deactivates", message: "never shown", params: {} }], unchanged: false,
  request: { method: "DELETE", path: `/scim/v2/Users/${MARISOL}`, headers: [], body: null },
};

test("a delete first says what it does here, then whose it is; its button says whom it deletes", async () => {
  const made = openWindow({ answers: { change_prepare: () => deletion } }, person.replace("c1", "c2"));
  await screen.findByRole("switch", { name: "Status" });
  await made.user.keyboard("{Control>}{Delete}{/Control}");
  const dialog = await screen.findByRole("dialog");
  const told = dialog.textContent ?? "";
  expect(told.indexOf("it is deactivated or kept, not removed"), "in our words").toBeGreaterThan(0);
  expect(told.indexOf("it is deactivated or kept")).toBeLessThan(told.indexOf("what userName is"));
  expect(told, "the long list is folded").not.toContain("what timezone is");
  await made.user.click(within(dialog).getByRole("button", { name: "5 more fields" }));
  expect(dialog.textContent).toContain("what timezone is");
  expect(within(dialog).getByRole("button", { name: /^Delete Marisol Okafor/ })).toBeTruthy();
  expect(within(dialog).queryByRole("button", { name: /^Send/ })).toBeNull();
});

test("what no schema declares has a section of its own, and leads to the JSON", async () => {
  const made = openWindow({}, person);
  const section = (await screen.findByRole("heading", { name: /^Other values/ })).closest("section") as HTMLElement;
  expect(section.textContent).toContain("favouriteColour");
  expect(section.textContent).toContain("teal");
  await made.user.click(within(section).getByRole("button", { name: "Edit them as JSON" }));
  expect(screen.getByRole("tab", { name: "JSON" }).getAttribute("aria-selected")).toBe("true");
});

test("another manager is picked without what was said of the former one, and one click takes it back", async () => {
  const made = openWindow({ people: 40 }, person);
  await made.user.click(await screen.findByRole("button", { name: "Choose another Manager" }));
  await made.user.keyboard("Margit");
  const [hit] = await screen.findAllByRole("option");
  await made.user.keyboard("{Enter}");
  expect(await screen.findByText("1 change not sent"), hit?.textContent ?? "").toBeTruthy();
  expect(screen.getByText("Ingrid Solheim"), "who it was, by name").toBeTruthy();
  await made.user.keyboard("{Control>}s{/Control}");
  await screen.findByRole("dialog");
  const [sent] = payloads(made, "change_prepare") as { change: { desired: never } }[];
  const manager = member(member(sent?.change.desired, ENTERPRISE), "manager");
  expect(Object.keys(manager ?? {}), "the id alone").toEqual(["value"]);
  expect(member(manager, "value")).not.toBe("b1d05c7e");
  await made.user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await made.user.click(screen.getByRole("button", { name: "Undo this change" }));
  await waitFor(() => expect(screen.queryByText(/not sent$/)).toBeNull());
});
