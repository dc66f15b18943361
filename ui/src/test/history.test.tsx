import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { between } from "@/features/history/look";
import { asCurl } from "@/features/requests/curl";
import type { AllCommands, ChangeReview, ExchangeView, HistoryEntry } from "@/rpc/types";
import { openWindow } from "./render";

const person = "/c/c1/t/User?id=7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const today = new Date().toISOString();

const entry = (id: string, more: Partial<HistoryEntry>): HistoryEntry => ({
  id, source: "ours", at: today, who: "kim", kind: "patch", typeName: "User", resource: "x", label: "Marisol Okafor", reason: null, job: null, undoes: null, undoneBy: null,
  outcome: "stored", status: 200, message: null, note: { said: null, notices: [], code: null, theirs: null }, request: { method: "PATCH", path: "/scim/v2/Users/x", headers: [], body: null }, verdicts: [], undoable: true,
  differences: [{ path: "title", kind: "changed", before: "Store associate", after: "Shift lead", secret: false }], ...more,
});

const entries = [
  entry("o3", { source: "observed", who: null, outcome: "seen", status: null, request: null, undoable: false, differences: [{ path: "nickName", kind: "changed", before: "M", after: "Mari", secret: false }] }),
  entry("c2", { reason: "INC-20398" }),
  entry("j1", { source: "job", job: { job: 4, title: "new titles", titled: null }, undoneBy: "c9" }),
];

const reviewOfUndo = { fingerprint: "undo", connection: "c1", connectionName: "Globex production", environment: "production", kind: "patch", typeName: "User", id: "x", label: "Marisol Okafor", effect: "write", count: 1, guard: { kind: "open" }, before: null, after: null, differences: entries[1]?.differences ?? [], erases: [], request: null, moreRequests: [], requests: 1, ways: [], precondition: { kind: "readCompareWrite" }, findings: [], notices: [{ code: "changed_since", message: "Somebody changed title again after that.", params: { attributes: "title" } }], unchanged: false } as ChangeReview;

async function history() {
  const made = openWindow({
    answers: {
      history: () => ({ entries, cut: false }),
      history_undo: () => reviewOfUndo,
      receipt: () => ({ text: "", markdown: "", entry: entries[1] as HistoryEntry, place: "Globex production (scim.globex.example.com)" }),
      exchanges_about: () => [],
    },
  }, person);
  await made.user.click(await screen.findByRole("tab", { name: /History/ }));
  await screen.findByText("Changed by another client");
  return made;
}

test("the history shows ours and what was seen, and can be narrowed to either", async () => {
  const { user } = await history();
  expect(screen.getByText("Job: new titles")).toBeTruthy();
  expect(screen.getByText("INC-20398"), "the ticket stands there").toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Observed 1" }));
  expect(screen.queryByText("Job: new titles")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Ours 2" }));
  expect(screen.queryByText("Changed by another client")).toBeNull();
});

test("undo leads to a review and sends nothing by itself", async () => {
  const made = await history();
  await made.user.click(screen.getByRole("button", { name: /^Undo/ }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText(/Somebody changed Job title again/), "what others did since is said").toBeTruthy();
  expect(made.calls.find((call) => call.command === "history_undo")?.payload, "the newest of ours that is not undone").toEqual({ connection: "c1", entry: "c2" });
  expect(made.calls.some((call) => call.command === "change_apply")).toBe(false);
});

test("what is undone already, or not ours, offers no undo", async () => {
  const { user } = await history();
  await user.click(screen.getByRole("button", { name: "Job: new titles" }));
  expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
});

test("a receipt is copied as text or Markdown", async () => {
  const made = await history();
  await made.user.click(screen.getByRole("button", { name: "kim" }));
  await made.user.click(screen.getByRole("button", { name: "Receipt as Markdown" }));
  await waitFor(async () => expect(await navigator.clipboard.readText()).toMatch(/^\*\*Rollcall receipt c2\*\*\n\n- \*\*What:\*\* Change of User Marisol Okafor\n/));
});

test("the ticket given at the review goes to the history", async () => {
  const made = openWindow({ answers: { history: () => ({ entries: [], cut: false }) } }, person);
  await made.user.click(await screen.findByRole("switch", { name: "Status" }));
  await made.user.keyboard("{Control>}s{/Control}");
  const dialog = await screen.findByRole("dialog");
  await made.user.type(await within(dialog).findByRole("textbox", { name: /Ticket/ }), "INC-1");
  await made.user.type(within(dialog).getByRole("textbox", { name: /Type/ }), "Globex production");
  await made.user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect((made.calls.find((call) => call.command === "change_apply")?.payload as AllCommands["change_apply"]["request"] | undefined)?.reason).toBe("INC-1"));
});

test("a curl command quotes whatever the record holds and invents no secret", () => {
  const exchange = { method: "PATCH", path: "/Users/o'neil", requestHeaders: "Authorization: (hidden)\nHost: x\nContent-Type: application/scim+json", requestBody: '{"title":"it\'s"}' } as ExchangeView;
  expect(asCurl(exchange, "https://scim.example.com")).toBe([
    "curl -X 'PATCH' 'https://scim.example.com/Users/o'\\''neil'",
    "-H 'Authorization: (hidden)'",
    "-H 'Content-Type: application/scim+json'",
    `--data-raw '{"title":"it'\\''s"}'`,
  ].join(" \\\n  "));
});

test("a record that is gone is found by its name, with its history and the way back", async () => {
  const made = openWindow({
    answers: {
      gone: () => [{ id: "g1", label: "Kim Łee", at: today, source: "ours" }, { id: "g2", label: "Nils Ånger", at: today, source: "observed" }],
      history: ({ id }) => ({ entries: id === "g1" ? [entry("c7", { kind: "delete", differences: [] }), entry("o1", { source: "observed", kind: "create", who: null, outcome: "seen", request: null, undoable: false, differences: [] })] : [], cut: false }),
      history_undo: () => reviewOfUndo,
    },
  }, "/c/c1/t/User");
  await made.user.click(await screen.findByRole("button", { name: "Deleted users…" }));
  const dialog = await screen.findByRole("dialog");
  await made.user.type(await within(dialog).findByRole("searchbox", { name: "Name or id" }), "łee");
  expect(within(dialog).queryByText("Nils Ånger")).toBeNull();
  await made.user.click(within(dialog).getByRole("button", { name: "Kim Łee" }));
  expect(await within(dialog).findByText("First seen on the server")).toBeTruthy();
  expect(within(dialog).getByText(/^deleted here/)).toBeTruthy();
  await made.user.click(within(dialog).getByRole("button", { name: /^Undo/ }));
  await waitFor(() => expect(made.calls.findLast((call) => call.command === "history_undo")?.payload).toEqual({ connection: "c1", entry: "c7" }));
  await waitFor(() => expect(screen.queryByRole("searchbox", { name: "Name or id" }), "the review takes its place").toBeNull());
});

const step = (id: string, before: string | null, after: string | null, path = "title", more: Partial<HistoryEntry> = {}) => entry(id, { differences: [{ path, kind: "changed", before, after, secret: false }], ...more });

test("two entries are compared: of each attribute what it was after the one and after the other", async () => {
  const all = [step("c5", "C", "D"), step("c4", "x", "y", "title", { outcome: "refused" }), step("c3", "B", "C"), step("c2", null, "N", "nickName"), step("c1", "A", "B")];
  expect(between(all, "c5", "c1").map(({ path, kind, before, after }) => [path, kind, before, after])).toEqual([["nickName", "added", null, "N"], ["title", "changed", "B", "D"]]);
  expect(between(all, "c1", "c5"), "whichever is chosen first").toEqual(between(all, "c5", "c1"));
  expect(between([step("c2", "B", "A"), step("c1", "A", "B"), step("c0", "Z", "A")], "c2", "c0"), "what came back is no difference").toEqual([]);

  const { user } = await history();
  for (const name of ["Changed by another client", "Job: new titles"]) {
    await user.click(screen.getByRole("button", { name }));
    await user.click(screen.getByRole("button", { name: "Compare" }));
  }
  const compared = screen.getByRole("region", { name: "Compared" });
  expect(within(compared).getByText("Shift lead")).toBeTruthy();
  expect(within(compared).getByText("Mari")).toBeTruthy();
  await user.click(within(compared).getByRole("button", { name: "End the comparison" }));
  expect(screen.queryByRole("region", { name: "Compared" })).toBeNull();
});
