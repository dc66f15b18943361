import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test, vi } from "vitest";
import { createClient } from "@/rpc/client";
import { RpcProvider } from "@/rpc/provider";
import { ToastProvider } from "@/components/toasts";
import { Picker } from "@/features/groups";
import { SelectionActions } from "@/features/selection";
import { fixture, globex } from "./fixture-host";
import { jobView } from "./jobs";
import { models } from "./models";
import { openWindow } from "./render";

const job = (more: Parameters<typeof jobView>[0]) => jobView({ job: 9, kind: "memberships", title: "Anything", groups: ["g1"], memberChunk: 50, changes: 200, counts: { create: 0, update: 200, reactivate: 0, deactivate: 0, delete: 0, unchanged: 0, blocked: 0 }, startedAt: "2026-11-19T17:31:00Z", state: "running", rows: { pending: 100, succeeded: 100, failed: 0, conflict: 0, needs_human: 0, cancelled: 0 }, ...more });
const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

async function openSelection(answers: Parameters<typeof fixture>[0] = {}) {
  const made = fixture(answers);
  const onJob = vi.fn();
  const model = models.find((each) => each.name === "User");
  if (!model) throw new Error("There is no model of users");
  render(
    <RpcProvider client={createClient(made.host)}>
      <ToastProvider><SelectionActions connection={globex} model={model} chosen={{ kind: "ids", ids: ["a", "b"] }} count={2} onJob={onJob} groupPicker={(onPick) => <Picker inline connection={globex.id} typeName="Group" label="Find a group" nobody="None" onPick={onPick} />} /></ToastProvider>
    </RpcProvider>,
  );
  return { ...made, onJob, user: userEvent.setup() };
}

const called = (names: string[]) => names.map((label) => ({ id: `id of ${label}`, label, resource: { id: `id of ${label}`, displayName: label } }));

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
        members_plan: ({ members }) => ({ group: members.group, label: "Seasonal staff", action: "add", lines: [], changes: 250, already: 0, unknown: 0, ambiguous: 0, membersVisible: true, ids, leaving: [], chunk: 100, review: null, notices: [] }),
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

test("a range takes everybody in it, also those who were never in the window", async () => {
  const made = openWindow({ answers: { memberships_plan: () => ({ view: jobView({ job: 9, kind: "memberships" }), notices: [] }), job_status: () => jobView({ job: 9 }), job_rows: () => ({ rows: [], total: 0 }) } }, "/c/c1/t/Group?id=g1");
  const grid = await screen.findByRole("grid");
  grid.focus();
  await made.user.keyboard("{Control>}{Shift>}{End}{/Shift}{/Control}");
  await made.user.click(await screen.findByRole("button", { name: /^Take 2,400 out/ }));
  await vi.waitFor(() => expect(payloads(made, "memberships_plan").length).toBe(1));
  const [{ memberships }] = payloads(made, "memberships_plan") as [{ memberships: { groups: { remove: string[] }[] } }];
  expect(new Set(memberships.groups[0]?.remove).size, "each once, none left out").toBe(2_400);
});

describe("lines that are not clear", () => {
  test("offer who may be meant, and mean them only when the person says so", async () => {
    const made = openWindow({}, "/c/c1/t/Group?id=g1");
    await made.user.click(await screen.findByRole("button", { name: /Paste list/ }));
    const panel = await screen.findByRole("complementary", { name: "Paste a list" });
    await made.user.type(within(panel).getByRole("textbox"), "a@example.com\nb@example.com\nc@example.com\nd@example.com");
    await made.user.click(within(panel).getByRole("button", { name: /Check the list/ }));
    const take = await within(panel).findByRole("button", { name: "Use Person Seventy-seven for d@example.com" });
    expect(payloads(made, "members_plan"), "nothing is chosen by itself").toEqual([expect.objectContaining({ members: expect.objectContaining({ chosen: [] }) })]);
    take.focus();
    await made.user.keyboard("{Enter}");
    await vi.waitFor(() => expect(payloads(made, "members_plan").at(-1)).toEqual(expect.objectContaining({ members: expect.objectContaining({ chosen: [{ text: "d@example.com", id: "p77" }] }) })));
  });
});

describe("the job of a group", () => {
  test("is known by the group's id, is paused, and goes on", async () => {
    let state = job({});
    const made = openWindow({ answers: { job_list: () => [job({ job: 8, groups: ["g2"] }), state], job_pause: () => (state = job({ state: "paused", reason: "user" })), job_resume: () => (state = job({})) } }, "/c/c1/t/Group?id=g1");
    const strip = await screen.findByRole("region", { name: "The change of members" });
    expect(within(strip).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("100");
    expect(within(strip).getByText("Request 3 of 4, 50 people in each"), "as many as this server takes").toBeTruthy();
    await made.user.click(within(strip).getByRole("button", { name: "Pause" }));
    await made.user.click(await within(strip).findByRole("button", { name: "Go on" }));
    expect(payloads(made, "job_pause")).toEqual([{ job: 9 }]);
    expect(payloads(made, "job_resume")).toEqual([{ job: 9 }]);
    await made.user.click(await within(strip).findByRole("button", { name: "Stop…" }));
    expect(await screen.findByRole("alertdialog"), "what is not sent is not given up without asking").toBeTruthy();
    expect(payloads(made, "job_cancel")).toEqual([]);
  });

  test("leads to its results when it has ended, until they are put away", async () => {
    const now = new Date(Date.now() + 1_000).toISOString();
    const ended = job({ state: "done", endedAt: now, rows: { pending: 0, succeeded: 200, failed: 0, conflict: 0, needs_human: 0, cancelled: 0 } });
    const made = openWindow({ answers: { job_list: () => [ended] } }, "/c/c1/t/Group?id=g1");
    const strip = await screen.findByRole("region", { name: "The change of members" });
    expect(within(strip).getByText(/200 proven, 0 failed/)).toBeTruthy();
    expect(within(strip).getByRole("button", { name: "Results" })).toBeTruthy();
    await made.user.click(within(strip).getByRole("button", { name: "Put the result away" }));
    expect(screen.queryByRole("region", { name: "The change of members" })).toBeNull();
  });
});

describe("the list of members", () => {
  test("is sorted by its columns and written to a file in that order", async () => {
    const made = openWindow({}, "/c/c1/t/Group?id=g1");
    await screen.findByText(/2,400 members/);
    await made.user.click(within(screen.getByRole("columnheader", { name: /Department/ })).getByRole("button"));
    await vi.waitFor(() => expect((payloads(made, "members_page").at(-1) as { page: { sort: string } }).page.sort).toBe("department"));
    await made.user.click(screen.getByRole("button", { name: "Export" }));
    const dialog = await screen.findByRole("dialog");
    await made.user.click(within(dialog).getByRole("button", { name: /Export 2,400 rows/ }));
    await vi.waitFor(() => expect(payloads(made, "members_export")).toHaveLength(1));
    const [{ export: asked }] = payloads(made, "members_export") as [{ export: { list: { group: string; sort: string }; columns: { path: string }[] } }];
    expect([asked.list.group, asked.list.sort, asked.columns.map((each) => each.path)]).toEqual(["g1", "department", ["name", "status", "signIn", "department", "id"]]);
  });
});

describe("the groups of a person", () => {
  test("what is gathered is kept in the store until it is sent", async () => {
    const made = openWindow({}, `/c/c1/t/User?id=${MARISOL}`);
    await made.user.click(await screen.findByRole("tab", { name: /Groups/ }));
    await made.user.click(await screen.findByRole("button", { name: "Leave Seasonal staff, winter 2026" }));
    const kept = () => (payloads(made, "settings_set").at(-1) as { window: { memberships?: unknown } } | undefined)?.window.memberships;
    const gathered = { [`c1/${MARISOL}`]: { typeName: "User", label: "Marisol Okafor", changes: [{ id: "g1", label: "Seasonal staff, winter 2026", join: false }] } };
    await vi.waitFor(() => expect(kept()).toEqual(gathered));
    await made.user.click(screen.getByRole("button", { name: /Review 1 change/ }));
    const dialog = await screen.findByRole("dialog");
    expect(kept(), "looking at the review sends nothing").toEqual(gathered);
    await made.user.click(within(dialog).getAllByRole("button", { name: /Close|Not now|Cancel/ })[0] as HTMLElement);
    expect(screen.getByText("removed by you"), "and closing it gives nothing up").toBeTruthy();
  });

  test("what was gathered before a restart is there again", async () => {
    const window = { memberships: { [`c1/${MARISOL}`]: { changes: [{ id: "g1", label: "Seasonal staff, winter 2026", join: false }] } } };
    const made = openWindow({ settings: { window } }, `/c/c1/t/User?id=${MARISOL}`);
    await made.user.click(await screen.findByRole("tab", { name: /Groups/ }));
    expect(await screen.findByText("removed by you")).toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: "Discard" }));
    expect(screen.queryByText("removed by you")).toBeNull();
    await vi.waitFor(() => expect((payloads(made, "settings_set").at(-1) as { window: { memberships: unknown } }).window.memberships).toEqual({}));
  });

  test("what is gathered stands in the tray too, leads back to the groups, and can be given up there", async () => {
    const window = { memberships: { [`c1/${MARISOL}`]: { typeName: "User", label: "Marisol Okafor", changes: [{ id: "g1", label: "Seasonal staff, winter 2026", join: false }, { id: "g7", label: "Team 7", join: true }] } } };
    const made = openWindow({ settings: { window } }, "/c/c1/t/User");
    expect(await screen.findByText("2 memberships not sent")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Review \d+ change/ }), "there is no draft to review").toBeNull();
    await made.user.click(screen.getByRole("button", { name: "All drafts" }));
    const list = await screen.findByRole("dialog");
    expect(list.textContent).toContain("leave Seasonal staff, winter 2026, join Team 7");
    await made.user.click(within(list).getByRole("button", { name: "Marisol Okafor" }));
    expect(await screen.findByText("removed by you"), "the person's groups").toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: "All drafts" }));
    await made.user.click(await screen.findByRole("button", { name: "Discard the memberships of Marisol Okafor" }));
    await vi.waitFor(() => expect((payloads(made, "settings_set").at(-1) as { window: { memberships: unknown } }).window.memberships).toEqual({}));
    expect(screen.queryByText(/not sent$/)).toBeNull();
  });

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
  test("is added to a group found by typing, with the keyboard alone", async () => {
    const made = await openSelection({ answers: { selection_plan: () => ({ view: jobView({ job: 13 }), notices: [] }) } });
    await made.user.click(screen.getByRole("button", { name: /Add to a group/ }));
    const dialog = await screen.findByRole("dialog");
    const field = within(dialog).getByRole("combobox", { name: "Find a group" });
    field.focus();
    const all = await within(dialog).findAllByRole("option");
    expect(all.length, "the first are there before anything is typed").toBeGreaterThan(1);
    await made.user.keyboard("{ArrowDown}{Enter}");
    (await within(dialog).findByRole("button", { name: /Plan for 2/ })).focus();
    await made.user.keyboard("{Enter}");
    await vi.waitFor(() => expect(made.onJob).toHaveBeenCalledWith(13));
    const [asked] = payloads(made, "selection_plan") as [{ selection: { action: { kind: string; group: string } } }];
    expect(asked.selection.action.kind).toBe("addToGroup");
    const rows = payloads(made, "rows") as { rows: { limit: number } }[];
    expect(Math.max(...rows.map((each) => each.rows.limit)), "a few at a time, whatever there are").toBeLessThan(50);
  });

  test("Enter takes the group of exactly this name, not the first whose name has the words", async () => {
    let held = Promise.resolve();
    let release: () => void = vi.fn();
    const made = await openSelection({ answers: {
      selection_plan: () => ({ view: jobView({ job: 13 }), notices: [] }),
      rows: ({ rows }) => held.then(() => ({ rows: called(["Allergen officers", "Office", "Office Berlin"]).filter(({ label }) => label.toLowerCase().includes(rows.text.toLowerCase())), offset: 0, total: 3, copy: { typeName: "Group", count: 3, syncedAt: "2026-11-19T17:31:00Z", complete: true, reason: null, received: 3, total: 3, duplicates: 0, changesOnly: false } })) as never,
    } });
    await made.user.click(screen.getByRole("button", { name: /Add to a group/ }));
    const dialog = await screen.findByRole("dialog");
    await made.user.type(within(dialog).getByRole("combobox", { name: "Find a group" }), "office");
    await vi.waitFor(() => expect(within(dialog).getAllByRole("option").map((each) => each.textContent)).toEqual(["Office", "Office Berlin", "Allergen officers"]));
    // Enter that comes before the answer waits for it.
    held = new Promise((resolve) => { release = resolve; });
    await made.user.clear(within(dialog).getByRole("combobox", { name: "Find a group" }));
    await made.user.keyboard("office berlin{Enter}");
    const plan = within(dialog).getByRole("button", { name: /Plan for 2/ });
    expect(plan, "nothing is taken of the words before").toHaveProperty("disabled", true);
    release();
    await vi.waitFor(() => expect(plan, "the answer to these words is").toHaveProperty("disabled", false));
    await made.user.click(plan);
    await vi.waitFor(() => expect(made.onJob).toHaveBeenCalledWith(13));
    const [asked] = payloads(made, "selection_plan") as [{ selection: { action: { group: string } } }];
    expect(asked.selection.action.group).toBe("id of Office Berlin");
  });

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
