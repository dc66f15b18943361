import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { createClient } from "@/rpc/client";
import { RpcProvider } from "@/rpc/provider";
import { ToastProvider } from "@/components/toasts";
import { SelectionActions } from "@/features/selection";
import { fixture, globex } from "./fixture-host";
import { jobView } from "./jobs";
import { models } from "./models";
import { openWindow } from "./render";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

async function openSelection(answers: Parameters<typeof fixture>[0] = {}) {
  const made = fixture(answers);
  const onJob = vi.fn();
  const model = models.find((each) => each.name === "User");
  if (!model) throw new Error("There is no model of users");
  render(
    <RpcProvider client={createClient(made.host)}>
      <ToastProvider><SelectionActions connection={globex} model={model} chosen={{ kind: "ids", ids: ["a", "b"] }} count={2} onJob={onJob} /></ToastProvider>
    </RpcProvider>,
  );
  return { ...made, onJob, user: userEvent.setup() };
}

describe("a group", () => {
  test("opens without its resource: only pages of its members are asked for", async () => {
    const made = openWindow({}, "/c/c1/t/Group?id=g1");
    expect(await screen.findByRole("heading", { name: "Seasonal staff, winter 2026" })).toBeTruthy();
    expect(await screen.findByText(/2,400 members/)).toBeTruthy();
    expect(payloads(made, "resource_get"), "a hundred thousand members would come along").toEqual([]);
    const asked = payloads(made, "members_page").map((each) => (each as { page: { limit: number } }).page.limit);
    expect(Math.max(...asked), "a page at a time").toBeLessThanOrEqual(500);
  });

  test("a pasted list is resolved, the unknown lines are named, and a short one is reviewed", async () => {
    const made = openWindow({}, "/c/c1/t/Group?id=g1");
    await made.user.click(await screen.findByRole("button", { name: /Paste list/ }));
    const panel = await screen.findByRole("complementary", { name: "Paste a list" });
    await made.user.type(within(panel).getByRole("textbox"), "a@example.com\nb@example.com\nc@example.com\nd@example.com");
    await made.user.click(within(panel).getByRole("button", { name: /Check the list/ }));
    expect(await within(panel).findByText(/1 unknown/)).toBeTruthy();
    expect(within(panel).getByText("d@example.com"), "the line nobody is called by").toBeTruthy();
    await made.user.click(within(panel).getByRole("button", { name: /Review 2 changes/ }));
    expect(await screen.findByRole("dialog")).toBeTruthy();
    expect(payloads(made, "memberships_plan"), "a few are no job").toEqual([]);
  });

  test("more than one request takes becomes a job", async () => {
    const ids = Array.from({ length: 250 }, (_, n) => `p${n}`);
    const made = openWindow({
      answers: {
        members_plan: ({ members }) => ({ group: members.group, label: "Seasonal staff", action: "add", lines: [], changes: 250, already: 0, unknown: 0, ambiguous: 0, membersVisible: true, ids, chunk: 100, review: null, notices: [] }),
        memberships_plan: () => ({ view: jobView({ job: 9, kind: "memberships" }), notices: [] }),
        job_status: () => jobView({ job: 9 }), job_rows: () => ({ rows: [], total: 0 }),
      },
    }, "/c/c1/t/Group?id=g1");
    await made.user.click(await screen.findByRole("button", { name: /Paste list/ }));
    const panel = await screen.findByRole("complementary", { name: "Paste a list" });
    await made.user.type(within(panel).getByRole("textbox"), "x");
    await made.user.click(within(panel).getByRole("button", { name: /Check the list/ }));
    await made.user.click(await within(panel).findByRole("button", { name: /Plan a job for 250/ }));
    expect(await screen.findByText(/How it runs/), "the ordinary plan opens").toBeTruthy();
    expect(payloads(made, "memberships_plan")).toEqual([{ connection: "c1", memberships: { title: null, groups: [{ group: "g1", add: ids, remove: [] }] } }]);
  });
});

describe("the groups of a person", () => {
  test("leaving is gathered, can be undone, and goes to a review of that one group", async () => {
    const made = openWindow({}, `/c/c1/t/User?id=${MARISOL}`);
    await made.user.click(await screen.findByRole("tab", { name: /Groups/ }));
    expect(await screen.findByText("Store 418 › Retail North"), "the path through other groups").toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: "Leave Seasonal staff, winter 2026" }));
    expect(screen.getByText("removed by you")).toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: "Undo: Seasonal staff, winter 2026" }));
    expect(screen.queryByText("removed by you")).toBeNull();
    await made.user.click(screen.getByRole("button", { name: "Leave Seasonal staff, winter 2026" }));
    expect(payloads(made, "change_prepare"), "nothing is asked before one says so").toEqual([]);
    await made.user.click(screen.getByRole("button", { name: /Review 1 change/ }));
    expect(payloads(made, "change_prepare")).toEqual([{ connection: "c1", typeName: "Group", change: { kind: "members", id: "g1", add: [], remove: [MARISOL] } }]);
  });
});

describe("a selection", () => {
  test("a value for all of them is planned as a job and never sent from here", async () => {
    const made = await openSelection({ answers: { selection_plan: () => ({ view: jobView({ job: 12 }), notices: [] }) } });
    await made.user.click(screen.getByRole("button", { name: /Set a value/ }));
    const dialog = await screen.findByRole("dialog");
    await made.user.type(within(dialog).getByLabelText("New value"), "Retail South");
    await made.user.click(within(dialog).getByRole("button", { name: /Plan for 2/ }));
    await vi.waitFor(() => expect(made.onJob).toHaveBeenCalledWith(12));
    const [asked] = payloads(made, "selection_plan") as [{ selection: { chosen: unknown; action: { kind: string; values: { value: unknown }[] } } }];
    expect(asked.selection.chosen).toEqual({ kind: "ids", ids: ["a", "b"] });
    expect([asked.selection.action.kind, asked.selection.action.values[0]?.value]).toEqual(["set", "Retail South"]);
    expect(made.calls.some((call) => call.command === "change_apply" || call.command === "job_start")).toBe(false);
  });
});
