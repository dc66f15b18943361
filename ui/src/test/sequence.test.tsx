import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Change, ChangeOutcome, ChangeReview, Checkup, SequenceReview } from "@/rpc/types";
import { failure } from "./fixture-host";
import { openWindow } from "./render";

const person = "/c/c1/t/User?id=7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";

const step = (n: number, kind: ChangeReview["kind"], label: string): ChangeReview => ({
  fingerprint: `s${n}`, connection: "c1", connectionName: "Globex production", environment: "production", kind, typeName: kind === "members" ? "Group" : "User", id: `x${n}`, label, effect: "write", count: 1,
  guard: { kind: "open" }, before: null, after: null, differences: [], erases: [], moreRequests: [], requests: 1, ways: [], precondition: { kind: "readCompareWrite" }, findings: [], notices: [], unchanged: false,
  request: { method: "PATCH", path: `/scim/v2/things/${n}`, headers: [], body: { n } },
});

const list: SequenceReview = {
  fingerprint: "list", connection: "c1", connectionName: "Globex production", environment: "production", label: "Marisol Okafor", effect: "destructive", count: 3,
  guard: { kind: "askTyped", name: "Globex production", count: 3, irreversible: false }, notices: [], steps: [step(0, "deactivate", "Marisol Okafor"), step(1, "members", "Seasonal staff"), step(2, "members", "All retail")],
};

const done: ChangeOutcome = { fingerprint: "s0", typeName: "User", id: "x0", label: "Marisol Okafor", kind: "deactivate", status: 200, at: "2026-11-22T10:00:00Z", before: null, resource: null, readBack: true, verdicts: [], allStored: true, notices: [] };

test("a leaver is one list of exact requests; the guard counts all of them; what stopped is said", async () => {
  const made = openWindow({
    answers: {
      leaver_prepare: () => list,
      sequence_apply: () => ({ outcomes: [done], stopped: { step: 1, error: failure("refused", "The server refused it.") }, notSent: 1 }),
    },
  }, person);
  await made.user.click(await screen.findByRole("button", { name: "Somebody leaves…" }));
  await made.user.click(await screen.findByRole("button", { name: /Review the requests/ }));
  expect(made.calls.find((call) => call.command === "leaver_prepare")?.payload).toMatchObject({ leaver: { deactivate: true, leaveGroups: true, reportsTo: null } });
  const dialog = await screen.findByRole("dialog", { name: /somebody leaves/ });
  expect(within(dialog).getByText("/scim/v2/things/0"), "the exact request of a step").toBeTruthy();
  await made.user.click(within(dialog).getByRole("button", { name: /All retail/ }));
  expect(within(dialog).getByText("/scim/v2/things/2")).toBeTruthy();
  const send = within(dialog).getByRole<HTMLButtonElement>("button", { name: /Send 3 steps/ });
  expect(send.disabled, "not before name and number are typed").toBe(true);
  await made.user.type(within(dialog).getByRole("textbox", { name: /Type/ }), "Globex production");
  await made.user.type(within(dialog).getByRole("textbox", { name: /number of changes/ }), "3");
  await made.user.click(send);
  expect(await screen.findByText("It stopped at the first failure")).toBeTruthy();
  expect(screen.getByText("not sent"), "what was not sent").toBeTruthy();
  expect(made.calls.find((call) => call.command === "change_confirm")?.payload).toMatchObject({ fingerprint: "list", count: 3 });
});

test.each([
  ["done, read back and the same", []],
  ["sent; the server does not show all of it", [{ code: "members_not_shown", message: "", params: {} }]],
] as const)("a list that ran through is called no more than what was seen of it: %s", async (said, notices) => {
  const outcome = { ...done, notices: [...notices] };
  const open = { ...list, guard: { kind: "open" } } as const;
  const made = openWindow({ answers: { leaver_prepare: () => open, sequence_apply: () => ({ outcomes: [done, outcome, done], stopped: null, notSent: 0 }) } }, person);
  await made.user.click(await screen.findByRole("button", { name: "Somebody leaves…" }));
  await made.user.click(await screen.findByRole("button", { name: /Review the requests/ }));
  await made.user.click(await screen.findByRole("button", { name: /Send 3 steps/ }));
  expect(await screen.findByText((text) => text.includes(said))).toBeTruthy();
});

const checkup: Checkup = {
  label: "Marisol Okafor", at: "2026-11-22T10:00:00Z", inOrder: ["same_name"],
  findings: [
    { code: "inactive", severity: "problem", path: "active", message: "inactive", params: {}, way: { kind: "activate" } },
    { code: "same_email", severity: "doubt", path: "emails", message: "same", params: { name: "Kim Lee", value: "a@example.com" }, way: { kind: "open", typeName: "User", id: "7f3c2a9e-0001-4b6a-9c55-0d2be1f8a733" } },
    { code: "last_change", severity: "info", path: null, message: "last", params: { at: "2026-11-20T10:00:00Z", who: "", fields: "" }, way: { kind: "history" } },
  ],
};

test("a check-up says what is wrong, and each finding has its way out", async () => {
  const made = openWindow({ answers: { checkup: () => checkup, history: () => ({ entries: [], cut: false }) } }, person);
  await made.user.click(await screen.findByRole("button", { name: "What is wrong with it?" }));
  const dialog = await screen.findByRole("dialog", { name: "What is wrong with it?" });
  expect(await within(dialog).findByText(/nobody can sign in/)).toBeTruthy();
  expect(within(dialog).getByText("Kim Lee has the same e-mail address: a@example.com")).toBeTruthy();
  await made.user.click(within(dialog).getByRole("button", { name: "History" }));
  await waitFor(() => expect(screen.getByRole("tab", { name: "History" }).getAttribute("aria-selected")).toBe("true"));
});

test("activating from the check-up is a reviewed change", async () => {
  const made = openWindow({ answers: { checkup: () => checkup } }, person);
  await made.user.click(await screen.findByRole("button", { name: "What is wrong with it?" }));
  await made.user.click(await screen.findByRole("button", { name: "Activate…" }));
  await waitFor(() => expect((made.calls.findLast((call) => call.command === "change_prepare")?.payload as { change: Change } | undefined)?.change.kind).toBe("activate"));
  expect(made.calls.some((call) => call.command === "change_apply"), "nothing was sent").toBe(false);
});
