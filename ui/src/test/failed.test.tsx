import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Command } from "@/rpc/client";
import { dialogs, goTo, group, panel, person, users, type Case, type Step } from "./dialogs";
import { failure } from "./fixture-host";
import { ended, jobRows } from "./jobs";

const WHAT = "The local store could not be read.";
const WHY = "The disk answered with an error. Nothing was sent.";
const ACTION = "Check the disk.";
const fails = () => { throw failure("store", WHAT, { why: WHY, action: ACTION }); };

const type = (words: string): Step => (user) => user.keyboard(words);
const stepsOf = (name: string) => dialogs[name]?.steps ?? [];

/** Every place that reads or prepares something: what it asks, and how a person comes there. */
const places: readonly (readonly [what: string, command: Command, to: Case])[] = [
  ["the start", "setup_state", { place: users, steps: [] }],
  ["the settings at the start", "settings", { place: users, steps: [] }],
  ["the connections", "connection_list", { place: users, steps: [] }],
  ["a connection", "models", { place: "/c/c1", steps: [] }],
  ["a type", "models", { place: users, steps: [] }],
  ["bringing people in", "models", { place: "/c/c1/import", steps: [] }],
  ["the people", "rows", { place: users, steps: [] }],
  ["the state of the copy, of which there is nothing to see", "copies", { place: users, steps: [], more: { people: 0 } }],
  ["a record", "resource_get", { place: person, steps: [] }],
  ["the history of a record", "history", { place: person, steps: stepsOf("the history").slice(0, 2) }],
  ["the requests about a record", "exchanges_about", { place: person, steps: stepsOf("the requests") }],
  ["the exchange that showed a fact", "exchange", { place: "/c/c1/overview", steps: stepsOf("the exchange that showed a fact") }],
  ["the groups of a person", "groups_of", { place: person, steps: stepsOf("the groups of a person") }],
  ["who a colleague is, for the same groups", "rows", { place: person, steps: [...stepsOf("the same groups as somebody"), type("kim")] }],
  ["the members of a group", "members_page", { place: group, steps: [] }],
  ["who may be added to a group", "rows", { place: group, steps: [...stepsOf("adding one to a group"), type("kim")] }],
  ["who is in no group", "in_no_group", { place: "/c/c1/t/Group", steps: stepsOf("who is in no group") }],
  ["deleted records", "gone", { place: users, steps: stepsOf("deleted records") }],
  ["the overview", "overview", { place: "/c/c1/overview", steps: [] }],
  ["the facts of a server", "capabilities", { place: "/c/c1/overview", steps: [] }],
  ["what changed on a server", "server_versions", { place: "/c/c1/overview", steps: [] }],
  ["the presets", "presets", { place: "/connections/new", steps: [] }],
  ["the types of a server", "models", { place: "/c/c1/overview", steps: [] }],
  ["what jobs can promise", "guarantee", { place: "/c/c1/overview", steps: [] }],
  ["what a calibration left", "calibration_left", { place: "/c/c1/overview", steps: [] }],
  ["the plan of a calibration", "calibration_plan", { place: "/c/c2/overview", steps: [["calibrate.open"]] }],
  ["the inventory", "inventory", { place: "/connections", steps: [] }],
  ["the jobs", "job_list", { place: "/c/c1/jobs", steps: [] }],
  ["a job", "job_status", { place: "/jobs/7", steps: [] }],
  ["the rows of a job", "job_rows", { place: "/jobs/7", steps: [], more: { answers: { job_status: () => ended } } }],
  ["a row of a job", "job_row", { place: "/jobs/7", steps: dialogs["a row of a job"]?.steps ?? [], more: { answers: { job_status: () => ended, job_rows: () => ({ total: 20, rows: jobRows(false).slice(0, 20) }) } } }],
  ["the places of the settings", "places", { place: "/settings", steps: [] }],
  ["the check-up", "checkup", { place: person, steps: [panel, ["checkup.action"]] }],
  ["the list of what a leaver loses", "leaver_prepare", { place: person, steps: stepsOf("the list of what a leaver loses") }],
  ["a successor", "search", { place: person, steps: [...stepsOf("somebody leaves"), type("kim")] }],
  ["a review", "change_prepare", { place: person, steps: stepsOf("the review of a draft") }],
  ["two versions", "change_merge", dialogs["two versions"] as Case],
];

/** Without these there is no screen yet. */
const beforeAll: ReadonlySet<Command> = new Set(["setup_state", "settings", "connection_list"]);

test.each(places)("%s: a failure says what happened, why and what to do, and is asked again", async (_, command, to) => {
  const made = await goTo({ ...to, more: { ...to.more, answers: { ...to.more?.answers, [command]: fails } } });
  const told = await waitFor(() => {
    const found = screen.getAllByRole("alert", { hidden: true }).find((alert) => alert.textContent?.includes(WHAT));
    expect(found, document.body.textContent ?? "").toBeDefined();
    return found as HTMLElement;
  });
  expect(told.textContent).toContain(WHY);
  expect(told.textContent).toContain(ACTION);
  if (!beforeAll.has(command)) expect(document.querySelectorAll("h1").length, "the screen says what it is all the same").toBe(1);
  const asked = () => made.calls.filter((call) => call.command === command).length;
  const before = asked();
  await made.user.click(within(told).getByRole("button", { name: "Try again", hidden: true }));
  await waitFor(() => expect(asked()).toBeGreaterThan(before));
});

test("the groups of a colleague that cannot be read are not taken for none", async () => {
  const made = await goTo({ place: person, steps: stepsOf("the same groups as somebody") });
  made.answers.groups_of = fails;
  await made.user.keyboard("a");
  await made.user.click((await screen.findAllByRole("option")).find((each) => each.getAttribute("aria-disabled") === null) as HTMLElement);
  await waitFor(() => expect(screen.getAllByRole("alert", { hidden: true }).some((alert) => alert.textContent?.includes(WHAT))).toBe(true));
});

test("a sign-in without rights leads to the connection's form from any screen", async () => {
  const made = await goTo({ place: "/c/c1/overview", steps: [], more: { answers: { capabilities: () => { throw failure("forbidden", "Globex answered with 403.", { why: "No rights." }); } } } });
  await made.user.click(await screen.findByRole("button", { name: "Change the sign-in" }));
  await waitFor(() => expect(globalThis.location.hash).toBe("#/connections/c1"));
});

test("a type the server does not have is said, not waited for", async () => {
  await goTo({ place: "/c/c1/t/Device", steps: [] });
  expect(await screen.findByText("The server has nothing called Device")).toBeDefined();
});
