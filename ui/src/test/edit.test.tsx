import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { generate } from "@/features/detail/password";
import { cloneOf, templateOf } from "@/features/detail/templates";
import { parseTyped } from "@/features/detail/fields";
import { namesAt, read, stepsOf, take, valuesAt } from "@/json-editor/schema";
import type { TypeModel } from "@/rpc/types";
import type { JsonObject } from "@/scim/json";
import { ENTERPRISE, models } from "./models";
import { people } from "./people";
import { openWindow } from "./render";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const person = `/c/c1/t/User?id=${MARISOL}`;
const user = models[0] as TypeModel;
const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

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

test("what no schema declares is taken over, but nothing by which one person is known", () => {
  const record: JsonObject = {
    userName: "kim@example.com", externalId: "40-7", favouriteColour: "teal", legacyId: "x9", apiToken: "CANARY", contact: "mailto:kim@example.com", skills: ["till", "stock"],
    [ENTERPRISE]: { department: "Retail", lockerRow: 4, payrollId: "p" }, "urn:example:site:1.0": { site: "Leeds", badge: "RC-1", door: { code: "secret" } }, "urn:example:own:1.0": { id: "1" },
  };
  const kept = { favouriteColour: "teal", skills: ["till", "stock"], [ENTERPRISE]: { department: "Retail", lockerRow: 4 }, "urn:example:site:1.0": { site: "Leeds", door: { code: "secret" } } };
  expect(cloneOf(user, record)).toEqual(kept);
  expect(templateOf(user, record)).toEqual(kept);
});

test("a template gets another name and another value, and is used with them", async () => {
  const template = { id: "t1", connection: "c1", typeName: "User", name: "Cashier", resource: { title: "Cashier", favouriteColour: "teal" } };
  const made = openWindow({ people: 40, settings: { window: { templates: [template, { ...template, id: "t2", name: "Driver" }] } } }, "/c/c1/t/User");
  await screen.findByRole("grid");
  await made.user.keyboard("{Control>}{Shift>}n{/Shift}{/Control}");
  await made.user.click(await screen.findByRole("button", { name: "Edit the template Cashier" }));
  const name = await screen.findByRole("textbox", { name: "Name of the template" });
  await made.user.clear(name);
  expect(screen.getByRole("button", { name: /^Save the template/ }).hasAttribute("disabled") || screen.getByRole("button", { name: /^Save the template/ }).getAttribute("aria-disabled") === "true", "it needs a name").toBe(true);
  await made.user.type(name, "Cashier, nights");
  await made.user.click(screen.getByRole("button", { name: /^Job title:/ }));
  await made.user.clear(screen.getByRole("textbox", { name: "Job title" }));
  await made.user.type(screen.getByRole("textbox", { name: "Job title" }), "Night cashier{Enter}");
  expect(screen.queryByRole("button", { name: /^Sign-in name:/ }), "what belongs to one person has no place in it").toBeNull();
  await made.user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(payloads(made, "settings_set").at(-1)).toMatchObject({ window: { templates: [{ id: "t1", name: "Cashier, nights", resource: { title: "Night cashier", favouriteColour: "teal" } }, { id: "t2", name: "Driver" }] } }));
  await made.user.click(await screen.findByRole("button", { name: "Use: Cashier, nights" }));
  expect(await screen.findByRole("button", { name: /^Job title: Night cashier/ })).toBeTruthy();
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

  test("a kept value never takes the keys of the field that is typed into next, however late a picture comes", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("button", { name: /^Given name/ }));
    const late: FrameRequestCallback[] = [];
    vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => late.push(frame));
    await made.user.keyboard("{Control>}a{/Control}Mari{Enter}");
    expect(document.activeElement?.getAttribute("aria-label"), "the focus stays where the field was").toMatch(/^Given name: Mari/);
    await made.user.click(screen.getByRole("button", { name: /^Family name/ }));
    late.forEach((frame) => frame(0));
    vi.unstubAllGlobals();
    await made.user.keyboard("{Control>}a{/Control}Sol Ruiz{Enter}");
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Family name: Sol Ruiz/);
    expect(screen.getByRole("button", { name: /^Given name: Mari/ }), "and kept what was typed into it").toBeTruthy();
  });

  test("what is wrong is said beside the field, and nothing was sent", async () => {
    const made = openWindow({ answers: { validate: () => [{ path: "userName", code: "duplicate", rule: "duplicate", error: false, message: "taken", params: {} }] } }, person);
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

describe("new people", () => {
  test("an untouched form is no draft: nothing waits, nothing is kept, nothing complains", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await screen.findByRole("grid");
    await made.user.keyboard("{Control>}n{/Control}");
    const name = await screen.findByRole("textbox", { name: "Sign-in name" });
    expect(document.activeElement, "one can type at once").toBe(name);
    expect(screen.queryByText(/not sent$/)).toBeNull();
    expect(payloads(made, "validate"), "nobody is told off before the first letter").toEqual([]);
    await made.user.keyboard("a{Enter}");
    expect(await screen.findByText("1 change not sent"), "with the first value it is").toBeTruthy();
    await made.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(screen.queryByText(/not sent$/)).toBeNull());
    expect(screen.getByRole("button", { name: /^Sign-in name: not set/i }), "the form stays open").toBeTruthy();
  });

  test("Ctrl+N begins a draft; the review is of a create; discarding it leaves nothing", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await screen.findByRole("grid");
    await made.user.keyboard("{Control>}n{/Control}");
    await screen.findByRole("textbox", { name: "Sign-in name" });
    await made.user.keyboard("åsa@example.com{Enter}");
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
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Sign-in name" }).value).toBe("");
  });
});

test("the rest of a long line hangs below its beginning, and no line breaks before its first letter", async () => {
  const { mount } = await import("@/json-editor/editor");
  const parent = document.body.appendChild(document.createElement("div"));
  const editor = mount(parent, { text: '{\n    "schemas": []\n}', label: "JSON", model: user, onChange: () => {} });
  const line = parent.querySelectorAll(".cm-line")[1];
  expect(line?.classList.contains("cm-hang4"), line?.className).toBe(true);
  expect(line?.firstElementChild?.matches(".cm-stay"), "no colour of a word parts them").toBe(true);
  expect(line?.firstElementChild?.textContent).toBe('    "');
  editor.destroy();
  parent.remove();
});

test("a line so long that only pieces of it are drawn hangs like any other", async () => {
  const [{ decorate }, { EditorState }] = await Promise.all([import("@/json-editor/hanging"), import("@codemirror/state")]);
  const state = EditorState.create({ doc: `{\n    "x509": "${"A".repeat(30_000)}"\n}` });
  const lines: number[] = [];
  decorate({ state, visibleRanges: [{ from: 0, to: 2_000 }, { from: 28_000, to: state.doc.length }] }).between(0, state.doc.length, (from, to) => { if (from === to) lines.push(from); });
  expect(lines, "each line once, in order").toEqual([0, 2, state.doc.length - 1]);
});
