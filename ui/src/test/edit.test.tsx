import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { readDrafts, writeDrafts } from "@/drafts/keep";
import { DraftStore, type Draft } from "@/drafts/store";
import { generate } from "@/features/detail/password";
import { cloneOf, templateOf } from "@/features/detail/templates";
import { parseTyped } from "@/features/detail/fields";
import { namesAt, read, stepsOf, take, valuesAt } from "@/json-editor/schema";
import type { TypeModel } from "@/rpc/types";
import { member, text, type JsonObject } from "@/scim/json";
import { secretPaths } from "@/scim/model";
import { ENTERPRISE, models } from "./models";
import { people } from "./people";
import { openWindow } from "./render";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const person = `/c/c1/t/User?id=${MARISOL}`;
const user = models[0] as TypeModel;
const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

const kim: JsonObject = { userName: "kim@example.com", title: "Lead" };
const draftOf = (id: string, desired: JsonObject, base: JsonObject = kim): Draft => ({ connection: "c1", typeName: "User", id, label: id, base, desired, secrets: secretPaths(user) });
const KIM = draftOf("1", kim);
const SAM = draftOf("2", kim);
const again = (store: DraftStore) => new DraftStore(readDrafts(JSON.parse(JSON.stringify(writeDrafts(store.kept())))));

describe("drafts", () => {
  test("a new password lives in memory alone, in the draft and in the steps that led to it", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, password: "CANARY" }));
    store.put(draftOf("1", { ...kim, title: "Chief", password: "CANARY" }));
    store.put(draftOf("1", { ...kim, title: "Boss" }));
    const kept = writeDrafts(store.kept());
    expect(JSON.stringify(kept), "what is written to disk").not.toContain("CANARY");
    expect(again(store).get(KIM)?.desired["title"], "the rest of the draft is kept").toBe("Boss");
    store.undo(KIM);
    expect(store.get(KIM)?.desired["password"], "what is sent").toBe("CANARY");
    store.put(draftOf("1", { ...kim, password: "CANARY" }));
    expect(writeDrafts(store.kept()), "a draft of a password alone leaves nothing").toEqual([]);
  });

  test("undo takes back the last change of one record and leaves the others alone", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    store.put(draftOf("1", { ...kim, title: "Boss" }));
    store.put(draftOf("2", { ...kim, title: "Cashier" }));
    store.undo(KIM);
    expect([store.get(KIM)?.desired["title"], store.get(SAM)?.desired["title"]], "the newest change of all was the other one's").toEqual(["Chief", "Cashier"]);
    store.undo(KIM);
    expect(store.get(KIM), "nothing differs any more").toBeUndefined();
    store.redo(KIM);
    store.redo(KIM);
    expect(store.get(KIM)?.desired["title"]).toBe("Boss");
    expect([store.canRedo(KIM), store.canUndo(SAM)]).toEqual([false, true]);
    store.drop([KIM]);
    expect([store.canUndo(KIM), store.canUndo(SAM)], "what was sent cannot be undone; what was not sent can").toEqual([false, true]);
  });

  test("drafts of two records come back after closing the window, each with its own way back", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    store.put(draftOf("1", { ...kim, title: "Boss", nickName: "K" }));
    store.put(draftOf("2", { userName: "kim@example.com" }));
    const opened = again(store);
    opened.undo(KIM);
    expect(opened.get(KIM)?.desired, "a field that was not there is not there again").toEqual({ ...kim, title: "Chief" });
    opened.undo(KIM);
    expect(opened.get(KIM)).toBeUndefined();
    expect(opened.get(SAM)?.desired).toEqual({ userName: "kim@example.com" });
    opened.undo(SAM);
    expect(opened.all().size, "a value that was taken away is back").toBe(0);
  });

  test("what came before a merge cannot be brought back: it stands on another state of the server", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    const theirs = { ...kim, nickName: "Kimi" };
    store.put(draftOf("1", { ...theirs, title: "Chief" }, theirs));
    expect(store.canUndo(KIM)).toBe(false);
  });

  test("drafts that were given up can be brought back, but not over newer ones", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    store.put(draftOf("2", { ...kim, title: "Cashier" }));
    const back = store.drop([KIM, SAM]);
    store.put(draftOf("2", { ...kim, title: "Driver" }));
    back();
    expect([store.get(KIM)?.desired["title"], store.get(SAM)?.desired["title"]]).toEqual(["Chief", "Driver"]);
    expect(store.canUndo(KIM), "with its steps").toBe(true);
  });

  test("a record that is still to be made survives closing the window", () => {
    const store = new DraftStore();
    store.put({ ...draftOf("new-1", { userName: "kim@example.com" }, {}), isNew: true });
    expect(again(store).get({ ...KIM, id: "new-1" })?.isNew, "still a new one").toBe(true);
  });
});

test("a generated password has each kind and the wished length", () => {
  for (const length of [8, 20, 64]) {
    const made = generate(length);
    expect(made.length).toBe(length);
    for (const kind of [/[A-Z]/, /[a-z]/, /\d/, /[^A-Za-z\d]/]) expect(made, String(kind)).toMatch(kind);
  }
});

test("a clone keeps the work and leaves what belongs to one person", () => {
  const record: JsonObject = { id: "1", userName: "kim@example.com", displayName: "Kim", title: "Lead", password: "x", emails: [{ value: "kim@example.com" }], groups: [{ value: "g" }], meta: {}, [ENTERPRISE]: { department: "Retail", employeeNumber: "7", manager: { value: "m", displayName: "Ingrid" } } };
  expect(cloneOf(user, record)).toEqual({ displayName: "Kim", title: "Lead", [ENTERPRISE]: { department: "Retail", manager: { value: "m" } } });
  expect(templateOf(user, record), "a template has no name either").toEqual({ title: "Lead", [ENTERPRISE]: { department: "Retail", manager: { value: "m" } } });
});

test("a day is a date and a pasted certificate loses its marks", () => {
  expect(parseTyped("dateTime", "2027-01-31")).toEqual({ value: "2027-01-31T00:00:00Z" });
  expect(parseTyped("dateTime", "31.1.2027")).toEqual({ fault: "detail.notDate" });
  expect(parseTyped("binary", "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----")).toEqual({ value: "MII=" });
});

describe("JSON that knows the schema", () => {
  test("names and values come from the server's schema", () => {
    expect(namesAt(user, [], ["userName"]).map((each) => each.label)).toContain("nickName");
    expect(namesAt(user, [], ["userName"]).map((each) => each.label), "not what is there, secret or set by the server").not.toEqual(expect.arrayContaining(["userName"]));
    expect(namesAt(user, ["emails", 0], []).map((each) => each.label)).toEqual(["value", "display", "type", "primary"]);
    expect(namesAt(user, [ENTERPRISE], []).map((each) => each.label)).toContain("department");
    expect(valuesAt(user, ["emails", 1, "type"]).map((each) => each.label)).toEqual(["\"work\"", "\"home\"", "\"other\""]);
    expect(valuesAt(user, ["active"]).map((each) => each.label)).toEqual(["true", "false"]);
  });

  test("a finding's path leads to its place", () => {
    expect(stepsOf("emails[1].value")).toEqual(["emails", 1, "value"]);
    expect(stepsOf(`${ENTERPRISE}:manager.value`)).toEqual([ENTERPRISE, "manager", "value"]);
  });

  test("what only the server sets cannot be written, and a hidden password stays", () => {
    const base: JsonObject = { id: "1", meta: { version: "1" }, groups: [{ value: "g" }], userName: "kim@example.com" };
    const { value, locked } = take(user, { id: "2", userName: "sam@example.com" }, base, { ...base, password: "x" });
    expect(value).toEqual({ ...base, userName: "sam@example.com", password: "x" });
    expect(locked).toEqual(["id", "meta", "groups"]);
  });

  test("what is no record says so", () => {
    expect(read("[]")).toMatchObject({ fault: "object" });
    expect(read("{")).toMatchObject({ fault: "json" });
  });
});

describe("editing a person", () => {
  test("Tab keeps the value and goes to the next field", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("button", { name: /^Given name/ }));
    await made.user.clear(screen.getByRole("textbox", { name: "Given name" }));
    await made.user.type(screen.getByRole("textbox", { name: "Given name" }), "Mari");
    await made.user.keyboard("{Tab}");
    expect(await screen.findByRole("textbox", { name: "Family name" }), "the next one is open").toBeTruthy();
    expect(await screen.findByText("1 change not sent")).toBeTruthy();
  });

  test("what is wrong is said beside the field, and nothing was sent", async () => {
    const made = openWindow({ answers: { validate: () => [{ path: "userName", code: "duplicate", error: false, message: "taken" }] } }, person);
    await made.user.click(await screen.findByRole("switch", { name: "Status" }));
    const said = await screen.findByText(/Somebody else in the copy has this already/);
    expect(said.closest("[data-path]")?.getAttribute("data-path")).toBe("userName");
    expect(payloads(made, "change_prepare")).toEqual([]);
  });

  test("a password is generated, used, and neither shown nor kept", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("button", { name: "Set a new one" }));
    await made.user.click(screen.getByRole("button", { name: "Generate" }));
    const password = screen.getByRole<HTMLInputElement>("textbox", { name: "New Password" }).value;
    expect(password.length).toBe(20);
    await made.user.click(screen.getByRole("button", { name: "Use it" }));
    expect(await screen.findByText("new one set, 20 characters")).toBeTruthy();
    expect(document.body.textContent, "shown once").not.toContain(password);
    await waitFor(() => expect(payloads(made, "settings_set").length).toBeGreaterThan(0));
    expect(JSON.stringify(payloads(made, "settings_set")), "never on disk").not.toContain(password);
    expect(JSON.stringify(payloads(made, "validate")), "not even checked").not.toContain(password);
  });

  test("Alt and a number goes to a tab", async () => {
    const made = openWindow({}, person);
    await screen.findByRole("switch", { name: "Status" });
    await made.user.keyboard("{Alt>}2{/Alt}");
    expect(screen.getByRole("tab", { name: /^Groups/ }).getAttribute("aria-selected")).toBe("true");
  });

  test("Alt+Down goes to the next person of the list", async () => {
    const [first, second] = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    const made = openWindow({ people: 40 }, `/c/c1/t/User?id=${first?.id}`);
    await screen.findByRole("switch", { name: "Status" });
    await made.user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(globalThis.location.hash).toContain(second?.id));
  });

  test("deactivating and deleting by key are shown before they are sent", async () => {
    const made = openWindow({}, person);
    await screen.findByRole("switch", { name: "Status" });
    await made.user.keyboard("{Control>}{Delete}{/Control}");
    await waitFor(() => expect(payloads(made, "change_prepare")).toEqual([{ connection: "c1", typeName: "User", change: { kind: "delete", id: MARISOL } }]));
    expect(await screen.findByRole("dialog")).toBeTruthy();
    expect(payloads(made, "change_apply")).toEqual([]);
  });
});

describe("one record among several", () => {
  test("Ctrl+Z in the panel of one person leaves the draft of another", async () => {
    const [first, second] = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    const made = openWindow({ people: 40 }, `/c/c1/t/User?id=${first?.id}`);
    const edit = async (words: string) => {
      await made.user.click(await screen.findByRole("button", { name: /^Job title:/ }));
      await made.user.clear(screen.getByRole("textbox", { name: "Job title" }));
      await made.user.type(screen.getByRole("textbox", { name: "Job title" }), `${words}{Enter}`);
    };
    await edit("Boss");
    await made.user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(globalThis.location.hash).toContain(second?.id));
    await edit("Cashier of the night");
    expect(await screen.findByText("2 changes not sent")).toBeTruthy();
    await made.user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await screen.findByRole("button", { name: /^Job title: Boss/ });
    await made.user.keyboard("{Control>}z{/Control}");
    expect(await screen.findByRole("button", { name: new RegExp(`^Job title: ${text(member(first?.resource, "title"))}`) }), "hers is back, though the other's was the newest change").toBeTruthy();
    expect(await screen.findByText("1 change not sent"), "the other's stays").toBeTruthy();
  });

  test("while one types, Ctrl+Z is the text field's own", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("switch", { name: "Status" }));
    await screen.findByText("1 change not sent");
    await made.user.click(screen.getByRole("searchbox"));
    await made.user.keyboard("{Control>}z{/Control}");
    expect(screen.getByText("1 change not sent"), "no draft was touched").toBeTruthy();
  });
});

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

describe("new people", () => {
  test("an untouched form is no draft: nothing waits, nothing is kept, nothing complains", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await screen.findByRole("grid");
    await made.user.keyboard("{Control>}n{/Control}");
    await screen.findByRole("button", { name: /^Sign-in name:/ });
    expect(screen.queryByText(/not sent$/)).toBeNull();
    expect(payloads(made, "validate"), "nobody is told off before the first letter").toEqual([]);
    await made.user.click(screen.getByRole("button", { name: /^Sign-in name:/ }));
    await made.user.type(screen.getByRole("textbox", { name: "Sign-in name" }), "a{Enter}");
    expect(await screen.findByText("1 change not sent"), "with the first value it is").toBeTruthy();
    await made.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(screen.queryByText(/not sent$/)).toBeNull());
    expect(screen.getByRole("button", { name: /^Sign-in name: not set/i }), "the form stays open").toBeTruthy();
  });

  test("Ctrl+N begins a draft; the review is of a create; discarding it leaves nothing", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await screen.findByRole("grid");
    await made.user.keyboard("{Control>}n{/Control}");
    await made.user.click(await screen.findByRole("button", { name: /^Sign-in name:/ }));
    await made.user.type(screen.getByRole("textbox", { name: "Sign-in name" }), "åsa@example.com{Enter}");
    await made.user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(payloads(made, "change_prepare")).toEqual([{ connection: "c1", typeName: "User", change: { kind: "create", resource: { userName: "åsa@example.com" } } }]));
    await made.user.keyboard("{Escape}");
    await made.user.click(await screen.findByRole("button", { name: "All drafts" }));
    const list = await screen.findByRole("dialog");
    await made.user.click(within(list).getByRole("button", { name: /Discard the draft of/ }));
    await waitFor(() => expect(screen.queryByText(/change not sent/)).toBeNull());
  });

  test("a template is kept from a person and starts a new one", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("button", { name: "What can be done with this record" }));
    await made.user.click(await screen.findByRole("menuitem", { name: /Keep as a template/ }));
    await made.user.keyboard("{Control>}{Shift>}N{/Shift}{/Control}");
    await made.user.click(await screen.findByRole("button", { name: /^Use: Marisol/ }));
    await waitFor(() => expect(globalThis.location.hash).toContain("new-"));
    expect(await screen.findByRole("button", { name: /^Job title: Store associate/ }), "her work, not her name").toBeTruthy();
    expect(screen.getByRole("button", { name: /^Sign-in name: not set/i })).toBeTruthy();
  });
});
