import { waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect } from "vitest";
import { t, type MessageKey } from "@/i18n";
import type { AllCommands, ChangeReview, HistoryEntry, MergeRow } from "@/rpc/types";
import { midSentence, typesLabel } from "@/scim/labels";
import { entry as entryLeft, report } from "./calibration";
import { failure, globex, sandbox, type Fixture, type FixtureOptions } from "./fixture-host";
import { ended, jobRowDetail, jobRows, jobView, paused, running } from "./jobs";
import { openWindow } from "./render";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
export const users = "/c/c1/t/User";
export const person = `${users}?id=${MARISOL}`;
export const group = "/c/c1/t/Group?id=g1";
const at = "2026-11-20T10:00:00Z";

const entry: HistoryEntry = {
  id: "c2", source: "ours", at, who: "kim", kind: "patch", typeName: "User", resource: MARISOL, label: "Marisol Okafor", reason: "INC-1", job: null, undoes: null, undoneBy: null, outcome: "differs", status: 200,
  message: "The server answered the delete, but still shows the entry.", note: { said: null, notices: [{ code: "still_there", message: "The server answered the delete, but still shows the entry.", params: {} }], code: null, theirs: null },
  request: { method: "PATCH", path: "/scim/v2/Users/x", headers: [], body: null }, verdicts: [{ path: "title", verdict: "ignored", wanted: "B", actual: "A" }], undoable: true,
  differences: [{ path: "title", kind: "changed", before: "A", after: "B", secret: false }],
};
const entries = [entry, { ...entry, id: "o3", source: "observed" as const, who: null, outcome: "seen" as const, message: null }, { ...entry, id: "j1", source: "job" as const, job: { job: 4, title: "Delete: 3 × User", titled: { code: "delete" as const, params: { names: "", count: "3", type: "User" } } } }];

const review = (kind: ChangeReview["kind"]): ChangeReview => ({
  fingerprint: "f", connection: "c1", connectionName: globex.name, environment: "production", kind, typeName: "User", id: MARISOL, label: "Marisol Okafor", effect: kind === "delete" ? "destructive" : "write", count: 1,
  guard: { kind: "askTyped", name: globex.name, count: 1, irreversible: false }, before: null, after: null, differences: [{ path: "title", kind: "changed", before: "A", after: "B", secret: false }], erases: [{ path: "nickName", kind: "removed", before: "M", after: null, secret: false }], moreRequests: [], requests: 1, ways: ["PATCH", "PUT"],
  precondition: { kind: "readCompareWrite" }, findings: [{ path: "title", code: "type", rule: "text", error: false, message: "This attribute is text.", params: {} }],
  notices: [{ code: "delete_deactivates", message: "A deleted entry was still there.", params: {} }, { code: "put_unseen", message: "The server does not show password.", params: { attributes: "password" } }], unchanged: false,
  request: { method: "DELETE", path: "/scim/v2/Users/x", headers: [], body: null },
});

const mergeRow: MergeRow = { path: "title", attribute: "title", entry: null, by: "both", before: "A", yours: "B", server: "C", chosen: null };

const jobAnswers = (job = running): FixtureOptions["answers"] => ({
  job_list: () => [job], job_status: () => job, job_rows: ({ rows }) => ({ total: 20, rows: jobRows(job.startedAt === null).slice(rows.offset, rows.offset + 20) }),
  job_row: ({ row }) => jobRowDetail({ ...jobRows(false)[row - 1], row, action: "create", state: "failed", message: "the server refused it (409): taken", said: { code: "refused", params: { status: "409", message: "taken" }, message: null } } as ReturnType<typeof jobRows>[number]),
});

const answers: FixtureOptions["answers"] = {
  history: () => ({ entries, cut: true }), receipt: () => ({ text: "", markdown: "", entry, place: globex.name }), history_undo: () => review("patch"),
  gone: () => [{ id: "u9", label: "Nils Ånger", at, source: "ours" }, { id: "u8", label: "Kim Lee", at, source: "observed" }],
  exchanges_about: () => [{ seq: 1, at, durationMs: 120, operation: "patch", method: "PATCH", path: "/Users/x", status: 200, error: null, requestHeaders: "", requestBody: null, responseHeaders: "", responseBody: null, bytesReceived: 400, truncated: true }],
  checkup: (): AllCommands["checkup"]["response"] => ({
    label: "Marisol Okafor", at, inOrder: ["same_name", "no_groups"],
    findings: [
      { code: "inactive", severity: "problem", path: "active", message: "inactive", params: {}, way: { kind: "activate" } },
      { code: "same_email", severity: "doubt", path: "emails", message: "same", params: { name: "Kim Lee", value: "a@example.com" }, way: { kind: "open", typeName: "User", id: "u9" } },
    ],
  }),
  leaver_prepare: () => ({ fingerprint: "list", connection: "c1", connectionName: globex.name, environment: "production", label: "Marisol Okafor", effect: "destructive", count: 2, guard: { kind: "askTyped", name: globex.name, count: 2, irreversible: false }, steps: [review("deactivate"), review("members")], notices: [{ code: "reports_stay", message: "3 people report.", params: { count: "3" } }] }),
  memberships_plan: () => ({ view: jobView({ job: 9 }), notices: [] }),
  search: () => ({ hits: [], total: 0, copy: [] }) as unknown as AllCommands["search"]["response"],
};

const templates = [{ id: "t1", connection: "c1", typeName: "User", name: "Cashier", resource: { title: "Cashier", favouriteColour: "teal" } }];
const memberships = { [`c1/${MARISOL}`]: { typeName: "User", label: "Marisol Okafor", changes: [{ id: "g7", label: "Team 7", join: true }] } };

export type Step = string | readonly [MessageKey, (Parameters<typeof t>[1] | (() => Parameters<typeof t>[1]))?] | ((user: UserEvent) => Promise<void>);

/** Something to press whose name or words have this message in them. */
function pressable(said: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>("button, [role=menuitem], [role=tab], [role=switch], [role=option], label, a[href]")].findLast((each) => (each.getAttribute("aria-label") ?? each.textContent ?? "").includes(said) || each.textContent?.includes(said));
  if (!found) throw new Error(`Nothing to press says ${said}`);
  return found;
}

export async function take(user: UserEvent, step: Step) {
  if (typeof step === "function") return step(user);
  if (typeof step === "string") return user.keyboard(step);
  // The last brackets hold what makes a message longer; a number in it is not known here.
  const [key, values = {}] = step;
  const said = t(key, typeof values === "function" ? values() : values).replace(/^\[|( ~+)?\]$/g, "");
  await user.click(await waitFor(() => pressable(said)));
}

const into = (selector: string, words: string): Step => async (user) => {
  const field = await waitFor(() => { const found = document.querySelector<HTMLElement>(selector); if (!found) throw new Error(`no ${selector}`); return found; });
  await user.click(field);
  await user.type(field, words);
};
export const grid: Step = async () => { await waitFor(() => expect(document.querySelector("main [role=grid] [role=row] + [role=row]")).not.toBeNull()); };
export const rows: Step = async (user) => { await take(user, grid); document.querySelector<HTMLElement>("main [role=grid]")?.focus(); await user.keyboard(" {ArrowDown} "); };
export const panel: Step = async () => { await waitFor(() => expect(document.querySelector("[role=complementary] [role=tabpanel] [data-path], aside [role=tabpanel] [data-path]")).not.toBeNull()); };

export interface Case {
  place: string;
  steps: readonly Step[];
  more?: FixtureOptions;
  /** What is there when it is open. */
  ready?: string;
}

export const dialog = "[role=dialog], [role=alertdialog]";
const types = () => ({ types: midSentence(typesLabel("User")) });

/** Every dialog and panel, and how a person comes to it. */
export const dialogs: Record<string, Case> = {
  "the palette": { place: users, steps: [grid, "{Control>}k{/Control}"] },
  "the palette with commands": { place: person, steps: [panel, "{Control>}k{/Control}>"] },
  "the keys": { place: users, steps: [grid, "{Shift>}?{/Shift}"] },
  "the help": { place: users, steps: [grid, "{F1}"] },
  "the columns": { place: users, steps: [grid, ["columns.open"]] },
  "the export": { place: users, steps: [rows, ["export.open"]] },
  "the selection": { place: users, steps: [rows, ["browse.selected", { n: 2 }]] },
  "how whole the copy is": { place: users, steps: [grid, ["integrity.complete"]] },
  "the views": { place: users, steps: [grid, async (user) => { await user.click(await waitFor(() => document.querySelector("main [aria-haspopup=menu]") as HTMLElement)); }], ready: "[role=menu]" },
  "saving a view": { place: users, steps: [grid, async (user) => { await user.click(await waitFor(() => document.querySelector("main [aria-haspopup=menu]") as HTMLElement)); }, ["views.save"]] },
  "the menu of a row": { place: users, steps: [grid, async (user) => { await user.pointer({ keys: "[MouseRight]", target: document.querySelectorAll<HTMLElement>("main [role=gridcell]")[1] as HTMLElement }); }], ready: "[role=menu]" },
  "a condition": { place: users, steps: [grid, async (user) => { await user.click(await waitFor(() => document.querySelector("[data-add]") as HTMLElement)); }], ready: "[data-add][aria-expanded=true]" },
  "the SCIM filter": { place: users, steps: [grid, ["browse.scim"], into("main textarea, main [role=combobox]", "(title"), "{Enter}"], ready: "[role=alert]" },
  "deleted records": { place: users, steps: [grid, ["gone.open", types]] },
  "the history of a deleted record": { place: users, steps: [grid, ["gone.open", types], async (user) => { await user.click(await waitFor(() => document.querySelector("[role=dialog] li button") as HTMLElement)); }], ready: "[role=dialog] article" },
  "setting a value": { place: users, steps: [rows, ["selection.set"]] },
  "adding a selection to a group": { place: users, steps: [rows, ["selection.addTo"]] },
  "taking a selection out of a group": { place: users, steps: [rows, ["selection.removeFrom"]] },
  "deactivating a selection": { place: users, steps: [rows, ["selection.deactivate"]] },
  "deleting a selection": { place: users, steps: [rows, ["selection.delete"]] },
  "a new record": { place: users, steps: [grid, "{Control>}n{/Control}"], ready: "aside [data-path]" },
  "a template to start from": { place: users, steps: [grid, "{Control>}{Shift>}n{/Shift}{/Control}"] },
  "editing a template": { place: users, steps: [grid, "{Control>}{Shift>}n{/Shift}{/Control}", ["template.edit", { name: "Cashier" }]], ready: "[role=dialog] [data-path]" },
  "a password": { place: person, steps: [panel, "{Control>}{Shift>}p{/Shift}{/Control}"] },
  "what can be done with a record": { place: person, steps: [panel, ["detail.actions"]], ready: "[role=menu]" },
  "the check-up": { place: person, steps: [panel, ["checkup.action"]], ready: "[role=dialog] li" },
  "somebody leaves": { place: person, steps: [panel, ["leaver.action"], ["leaver.reports"]] },
  "the list of what a leaver loses": { place: person, steps: [panel, ["leaver.action"], ["leaver.review"]], ready: "[role=dialog] textarea, [role=dialog] input" },
  "the review of a delete": { place: person, steps: [panel, "{Control>}{Delete}{/Control}"], more: { answers: { change_prepare: () => review("delete") } } },
  "the review of a draft": { place: person, steps: [panel, async (user) => { await user.click(document.querySelector("aside [role=switch]") as HTMLElement); }, "{Control>}s{/Control}"], more: { answers: { change_prepare: () => review("patch") } } },
  "two versions": {
    place: person, steps: [panel, async (user) => { await user.click(document.querySelector("aside [role=switch]") as HTMLElement); }, "{Control>}s{/Control}"], ready: "[role=dialog] [role=radiogroup]",
    more: { answers: { change_prepare: () => { throw failure("conflict", "It changed.", { conflict: { before: {}, yours: {}, server: {} } }); }, change_merge: () => ({ rows: [mergeRow], same: 31, undecided: 1, result: {}, server: {}, operations: 2, version: null, changedAt: null }) } },
  },
  "all drafts": { place: person, steps: [panel, ["tray.all"]] },
  "JSON": { place: person, steps: [panel, ["detail.tab.json"]], ready: "aside .cm-editor" },
  "the history": { place: person, steps: [panel, ["history.tab"], async (user) => { await user.click(await waitFor(() => document.querySelector("aside article [aria-expanded=false]") as HTMLElement)); }], ready: "aside article [aria-expanded=true]" },
  "the requests to a server": { place: "/c/c1/overview", steps: [["requests.open"]], ready: "[role=dialog] li button" },
  "the exchange that showed a fact": { place: "/c/c1/overview", steps: [["overview.exchange"]], ready: "[role=dialog] pre" },
  "the requests": { place: person, steps: [panel, ["requests.tab"]], ready: "aside [role=tabpanel] li, aside [role=tabpanel] button" },
  "the groups of a person": { place: person, steps: [panel, ["detail.tab.groups"]], ready: "aside [data-foot]" },
  "the same groups as somebody": { place: person, steps: [panel, ["detail.tab.groups"], ["groups.same.open"]] },
  "a pasted list, with who may be meant": { place: group, steps: [grid, ["groups.pasteList"], into("aside textarea", "a\nb\nc\nd"), "{Control>}{Enter}{/Control}"], ready: "aside [role=status]" },
  "only them are kept": { place: group, steps: [grid, ["groups.pasteList"], ["groups.paste.keep"], into("aside textarea", "a\nb\nc\nd"), "{Control>}{Enter}{/Control}"], ready: "aside [role=status]" },
  "another group in place of a list": { place: group, steps: [grid, ["groups.pasteList"], ["groups.paste.other"]], ready: "aside [role=combobox], aside input" },
  "adding one to a group": { place: group, steps: [grid, ["groups.addPerson"]], ready: "main input[role=combobox], main [role=combobox]" },
  "the export of members": { place: group, steps: [grid, ["export.open"]] },
  "the details of a group": { place: group, steps: [grid, "{Control>}i{/Control}"], ready: "aside [data-path]" },
  "who is in no group": { place: "/c/c1/t/Group", steps: [grid, ["groups.none.open"]] },
  "the job of a group": { place: group, steps: [grid, ["groups.runStop"]], more: { answers: jobAnswers(jobView({ ...running, groups: ["g1"], kind: "memberships", title: "Members of Team 7", titled: { code: "membersOf", params: { name: "Team 7" } } })) } },
  "a row of a job": { place: "/jobs/7", steps: [grid, async (user) => { document.querySelector<HTMLElement>("main [role=grid]")?.focus(); await user.keyboard("{ArrowDown}{Enter}"); }], more: { answers: jobAnswers(ended) }, ready: "aside ol li + li" },
  "running a job": { place: "/jobs/7", steps: [grid, "{Control>}{Enter}{/Control}"], more: { answers: jobAnswers(jobView()) } },
  "releasing a plan": { place: "/jobs/7", steps: [grid, ["plan.release"]], more: { answers: jobAnswers(jobView({ state: "needs_release", detail: "the plan deletes 9 resources and 0 are allowed without a release; nothing was sent", said: { code: "overDeletes", params: { count: "9", most: "0" }, message: null }, counts: { create: 0, update: 0, reactivate: 0, deactivate: 0, delete: 9, unchanged: 0, blocked: 0 } })) } },
  "a paused job": { place: "/jobs/7", steps: [grid], more: { answers: jobAnswers({ ...paused, job: 7 }) }, ready: "main [role=grid]" },
  "giving up the rest of a job": { place: "/jobs/7", steps: [grid, ["run.cancel"]], more: { answers: jobAnswers(running) } },
  "forgetting the requests": { place: "/settings", steps: [["settings.forget"]] },
  "removing a connection": { place: "/connections/c1", steps: [["conn.remove"]] },
  "a tested connection": { place: "/connections/c1", steps: [async () => { await waitFor(() => expect(document.querySelector("aside li, section li")).not.toBeNull()); }], ready: "main form, main input" },
  "the plan of a calibration": { place: "/c/c2/overview", steps: [["calibrate.open"]], ready: "[role=dialog] dl" },
  "the result of a calibration": {
    place: "/c/c2/overview", steps: [["calibrate.open"], ["calibrate.agree", { count: 6, name: sandbox.name }], "{Control>}{Enter}{/Control}"], ready: "[role=dialog] table",
    more: { answers: { calibrate: () => ({ ...report, stopped: "throttled", left: [entryLeft], guarantee: { kind: "notPromised" } }) } },
  },
  "a calibration under way": { place: "/c/c2/overview", steps: [["calibrate.open"], ["calibrate.agree", { count: 6, name: sandbox.name }], "{Control>}{Enter}{/Control}"], ready: "[role=dialog] ol", more: { answers: { calibrate: () => new Promise(() => undefined) } } },
  "what a calibration left": {
    place: "/c/c2/overview", steps: [["calibrateLeft.show"]], ready: "[role=dialog] ul",
    more: { answers: { calibration_left: () => ({ entries: [entryLeft, { ...entryLeft, kind: "group", id: null, reason: "may_exist" }], fingerprint: "l", count: 2, guard: { kind: "askYes" } }) } },
  },
  "turning on editing": { place: users, steps: [grid, ["title.readOnly"]], more: { connections: [{ ...globex, writes: { state: "locked" } }] } },
};

/** Opens the window and goes there, as a person does. */
export async function goTo({ place, steps, more }: Case): Promise<Fixture & { user: UserEvent }> {
  const made = openWindow({ people: 40, ...more, settings: { window: { templates, memberships } as never, ...more?.settings }, answers: { ...answers, ...more?.answers } }, place);
  for (const step of steps) await take(made.user, step);
  return made;
}
