import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { failure, globex, sample, sandbox } from "./fixture-host";
import { jobRowDetail, jobRows, jobView, preview } from "./jobs";
import { openWindow } from "./render";
import type { JobRow } from "@/rpc/types";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const person = `/c/c1/t/User?id=${MARISOL}`;

const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

describe("before the store is open", () => {
  test("with a keychain one click sets it up", async () => {
    const made = openWindow({ setup: { state: "firstRun", keychain: { state: "available" }, folder: "/data" }, answers: { setup_choose: () => ({ state: "ready", mode: "keychain", folder: "/data", notices: [] }) } });
    await made.user.click(await screen.findByRole("button", { name: /Use the keychain/ }));
    expect(payloads(made, "setup_choose")).toEqual([{ mode: "keychain" }]);
  });

  test("without one it says so, names the reason, and asks for a passphrase twice or no store at all", async () => {
    const made = openWindow({ setup: { state: "firstRun", keychain: { state: "unavailable", reason: "No keyring was found [no bus].", technical: "no bus" }, folder: "/data" }, answers: { setup_choose: () => ({ state: "ready", mode: "passphrase", folder: "/data", notices: [] }) } });
    expect(await screen.findByText("no bus")).toBeTruthy();
    const button = screen.getByRole<HTMLButtonElement>("button", { name: /Set the passphrase/ });
    await made.user.type(screen.getByLabelText("Passphrase"), "correct horse");
    await made.user.type(screen.getByLabelText("Passphrase, again"), "correct hors");
    expect(button.disabled, "the two differ").toBe(true);
    await made.user.type(screen.getByLabelText("Passphrase, again"), "e");
    await made.user.click(button);
    expect(payloads(made, "setup_choose"), "sent once").toEqual([{ mode: "passphrase", passphrase: "correct horse" }]);
  });

  test("a wrong passphrase is said in our words and the field is emptied", async () => {
    const made = openWindow({ setup: { state: "needsPassphrase", folder: "/data" }, answers: { setup_unlock: () => { throw failure("wrong_passphrase", "no"); } } });
    const field = await screen.findByLabelText<HTMLInputElement>("Passphrase");
    await made.user.type(field, "guess{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("does not open this store");
    expect(field.value, "a secret does not stay on screen").toBe("");
    expect(payloads(made, "setup_unlock").length, "Enter sends once").toBe(1);
  });

  test("a stopped store offers recovery and never a new set-up", async () => {
    openWindow({ setup: { state: "stopped", reason: "keyAbsent", message: "The keychain has no key.", why: "", action: "Restore the keychain.", folder: "/data" } });
    expect(await screen.findByText("Restore the keychain.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: /Use the keychain|Set the passphrase/ })).toBeNull();
  });
});

describe("connections", () => {
  test("the sample directory opens from the welcome and shows its people", async () => {
    const made = openWindow({ connections: [] }, "/");
    const open = await screen.findAllByRole("button", { name: /Open the sample directory/ });
    made.answers.connection_list = () => [sample];
    await made.user.click(open.at(-1) as HTMLElement);
    expect(await screen.findByRole("heading", { name: "Users" })).toBeTruthy();
  });

  test("the form tests itself once the address is there, and saves without sending", async () => {
    const made = openWindow({}, "/connections/new");
    await made.user.type(await screen.findByLabelText("Name"), "Globex test");
    await made.user.type(screen.getByLabelText(/Address/), "https://scim.example.com/v2");
    await made.user.click(screen.getByText("Test or staging"));
    await made.user.type(screen.getByLabelText("Access token"), "s3cret");
    expect(await screen.findByText("can be used")).toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: /Save and open/ }));
    expect(payloads(made, "connection_add")).toEqual([expect.objectContaining({ name: "Globex test", url: "https://scim.example.com/v2", environment: "test", auth: { kind: "bearer" }, secret: "s3cret", extras: [], readOnly: false, notes: "" })]);
  });
});

describe("people", () => {
  test("quick search asks the copy for each word and counts", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await made.user.type(await screen.findByRole("searchbox", { name: "Search Users" }), "okafor");
    await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-rowcount")).not.toBe("2401"));
    expect(screen.getAllByRole("row").slice(1).every((row) => /okafor/i.test(row.textContent ?? "")), "only what matches").toBe(true);
    expect(payloads(made, "list_start"), "nothing was asked of the server").toEqual([]);
  });

  test("a filter with a fault says where, and is not sent", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await made.user.click(await screen.findByRole("button", { name: "SCIM filter" }));
    await made.user.type(screen.getByRole("combobox", { name: "SCIM filter" }), "active eq (true{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("Place 11: The parenthesis opened at character 11 is not closed here.");
    expect(payloads(made, "list_start")).toEqual([]);
  });

  test("an edit is a draft, shown beside what it was, and can be undone", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("button", { name: /^Job title: Store associate/ }));
    await made.user.clear(screen.getByRole("textbox", { name: "Job title" }));
    await made.user.type(screen.getByRole("textbox", { name: "Job title" }), "Leiterin für Größe{Enter}");
    expect(await screen.findByText("1 change not sent")).toBeTruthy();
    expect(payloads(made, "change_apply"), "nothing was sent").toEqual([]);
    await waitFor(() => expect(JSON.stringify(payloads(made, "settings_set").at(-1)), "kept in the encrypted store").toContain("Leiterin für Größe"));
    await made.user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(screen.queryByText("1 change not sent")).toBeNull());
  });

  test("closing the window waits for what was typed last, though something else is being written", async () => {
    const begun: (() => void)[] = [];
    const made = openWindow({ answers: { settings_set: (settings) => new Promise((done) => begun.push(() => done(settings))) } }, person);
    await made.user.click(await screen.findByRole("switch", { name: "Status" }));
    await waitFor(() => expect(begun.length).toBe(1));
    await made.user.click(screen.getByRole("button", { name: /^Job title: Store associate/ }));
    await made.user.keyboard("{Control>}a{/Control}Leiterin{Enter}");
    await screen.findByText("2 changes not sent");
    const closed = vi.fn();
    void made.close().then(closed);
    begun[0]?.();
    await waitFor(() => expect(begun.length, "the last one is said").toBe(2));
    expect(JSON.stringify(payloads(made, "settings_set").at(-1))).toContain("Leiterin");
    expect(closed, "and waited for").not.toHaveBeenCalled();
    begun[1]?.();
    await waitFor(() => expect(closed).toHaveBeenCalled());
  });

  test("a review shows before, after and the request; on production it wants the name; then the verdict", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("switch", { name: "Status" }));
    await made.user.keyboard("{Control>}s{/Control}");
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("The exact request")).toBeTruthy();
    expect(within(dialog).getByText(/"active"/)).toBeTruthy();
    const send = within(dialog).getByRole<HTMLButtonElement>("button", { name: /Send 1 change/ });
    expect(send.disabled, "not before the name is typed").toBe(true);
    await made.user.type(within(dialog).getByRole("textbox", { name: /Type/ }), "Globex production");
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("ignored by the server"), "what did not stick is said").toBeTruthy();
    expect(payloads(made, "change_confirm")).toEqual([{ connection: "c1", fingerprint: "f1", count: 1, answer: { kind: "typed", name: "Globex production", count: 1 } }]);
    expect(payloads(made, "change_apply").length).toBe(1);
  });

  test("a change that the server did not take says so, and is prepared anew instead of sent again", async () => {
    const made = openWindow({ answers: { change_apply: () => { throw failure("refused", "The server answered with status 501."); } } }, person);
    await made.user.click(await screen.findByRole("switch", { name: "Status" }));
    await made.user.keyboard("{Control>}s{/Control}");
    await made.user.type(await screen.findByRole("textbox", { name: /Type/ }), "Globex production");
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("The server did not take it"), "it was sent, whatever became of it").toBeTruthy();
    expect(screen.queryByRole("button", { name: /^Send 1 change/ }), "the review is used up").toBeNull();
    await made.user.keyboard("{Control>}{Enter}{Enter}{/Control}");
    expect(payloads(made, "change_prepare").length, "the key that sends does nothing").toBe(1);
    await made.user.click(screen.getByRole("button", { name: "Prepare again" }));
    await waitFor(() => expect(payloads(made, "change_prepare").length).toBe(2));
    expect(screen.getByRole<HTMLInputElement>("textbox", { name: /Type/ }).value, "what was confirmed was another request").toBe("");
    expect(payloads(made, "change_apply").length, "and not sent unseen").toBe(1);
  });

  test("a server that cannot be reached leaves the copy in use and says its age", async () => {
    const made = openWindow({ answers: { sync_start: () => { throw failure("network", "No way through."); } } }, "/c/c1/t/User");
    await screen.findByRole("grid");
    await made.user.keyboard("{F5}");
    expect((await screen.findByText(/cannot be reached/)).parentElement?.textContent).toContain("You see the copy");
    expect(screen.getByRole("grid")).toBeTruthy();
  });
});

test("a locked production says what turning on editing means before it does", async () => {
  const made = openWindow({ connections: [{ ...globex, writes: { state: "locked" } }, sandbox], answers: { connection_unlock: () => globex } }, "/c/c1/t/User");
  await made.user.click(await screen.findByRole("button", { name: "Read-only" }));
  expect(payloads(made, "connection_unlock")).toEqual([]);
  await made.user.click(await screen.findByRole("button", { name: /Turn on for 30 min/ }));
  await waitFor(() => expect(payloads(made, "connection_unlock")).toEqual([{ connection: "c1", minutes: 30 }]));
});

test.each([
  ["delete", /cannot be undone by anybody/],
  ["deactivate", /Deactivating on this server deletes for good/],
])("a job to %s what nobody can undo says so and is typed on a test server too", async (action, said) => {
  const guard = { kind: "askTyped", name: "Globex test", count: 2, irreversible: true } as const;
  const made = openWindow({ answers: { job_status: () => jobView({ environment: "test", connectionName: "Globex test", counts: { [action]: 2 }, changes: 2, guard }), job_rows: () => ({ total: 0, rows: [] }) } }, "/jobs/7");
  await made.user.click(await screen.findByRole("button", { name: /Run 2 changes/ }));
  const dialog = await screen.findByRole("alertdialog");
  expect(within(dialog).getByText(said)).toBeTruthy();
  expect(within(dialog).getByRole("button", { name: /^Run/ }).getAttribute("disabled"), "not without the name").not.toBeNull();
  await made.user.type(within(dialog).getByRole("textbox", { name: "Type Globex test to confirm" }), "Globex test");
  await made.user.type(within(dialog).getByRole("textbox", { name: /number of changes/ }), "2");
  expect(within(dialog).getByRole("button", { name: /^Run/ }).getAttribute("disabled")).toBeNull();
});

test("a list goes from file to plan to run", async () => {
  const rows = jobRows(true);
  const made = openWindow({
    answers: {
      import_pick: () => preview,
      import_plan: () => ({ job: 7, counts: {}, rows: 2000, fingerprint: "f", directory: 2400, directoryComplete: true, mapping: preview.mapping, blocked: [], notices: [], view: jobView() }),
      job_status: () => jobView(),
      job_rows: ({ rows: asked }) => ({ total: rows.length, rows: rows.slice(asked.offset, asked.offset + asked.limit) }),
      job_row: ({ row }) => jobRowDetail(rows[row - 1] as JobRow),
      job_confirm: () => ({ token: "t", expiresAt: "2026-11-22T00:00:00Z" }),
      job_start: () => jobView({ state: "running", startedAt: "2026-11-21T10:00:00Z" }),
    },
  }, "/c/c1/import");
  await made.user.click(await screen.findByRole("button", { name: /Choose a file/ }));
  await made.user.click(await screen.findByRole("button", { name: /Map 9 columns/ }));
  expect(screen.getByText("Guess 70%"), "how sure the match is").toBeTruthy();
  await made.user.click(screen.getByRole("button", { name: /Plan 2,000 rows/ }));
  await made.user.click(await screen.findByRole("button", { name: /Run 992 changes/ }));
  const dialog = await screen.findByRole("alertdialog");
  await made.user.type(within(dialog).getByRole("textbox", { name: /Type/ }), "Globex production");
  await made.user.type(within(dialog).getByRole("textbox", { name: /number of changes/ }), "992");
  await made.user.click(within(dialog).getByRole("button", { name: /^Run/ }));
  await waitFor(() => expect(payloads(made, "job_start"), "production begins with a first wave").toEqual([{ job: 7, run: { first: 5, confirmation: { token: "t", expiresAt: "2026-11-22T00:00:00Z" } } }]));
  expect(payloads(made, "job_confirm")).toEqual([{ job: 7, answer: { kind: "typed", name: "Globex production", count: 992 } }]);
});


describe("an address that leads nowhere", () => {
  test.each(["/nowhere", "/c/c1/nowhere", "/jobs/abc", "/jobs/1e3", "/jobs/0", "/jobs/99999999999999999999"])("%s says so and leads back to the start", async (place) => {
    const made = openWindow({ people: 40 }, place);
    await screen.findByRole("heading", { level: 1, name: "There is nothing at this address" });
    expect(payloads(made, "job_status"), "and the engine is asked for no job of that name").toEqual([]);
    await made.user.click(screen.getByRole("button", { name: "Go to the start" }));
    await screen.findByRole("grid");
  });

  test.each(["/c/removed", "/c/removed/overview", "/c/removed/t/User", "/c/removed/jobs", "/c/removed/import", "/connections/removed"])("a connection that was removed is told at %s", async (place) => {
    const made = openWindow({ people: 40 }, place);
    await screen.findByRole("heading", { level: 1, name: "This connection is not here any more" });
    await made.user.click(screen.getByRole("button", { name: "All connections" }));
    await screen.findByRole("heading", { level: 1, name: "All connections" });
  });

  test("a connection the list does not have yet is looked for before it is called removed", async () => {
    let asked = 0;
    openWindow({ people: 40, answers: { connection_list: () => (asked++ === 0 ? [] : [globex]) } }, "/c/c1/t/User");
    const seen: string[] = [];
    const watch = new MutationObserver(() => seen.push(document.body.textContent ?? ""));
    watch.observe(document.body, { childList: true, subtree: true });
    await screen.findByRole("grid");
    watch.disconnect();
    expect(seen.some((text) => text.includes("not here any more"))).toBe(false);
  });
});
