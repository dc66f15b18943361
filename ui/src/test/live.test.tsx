import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { ListPiece } from "@/rpc/types";
import { failure, type Fixture } from "./fixture-host";
import { people } from "./people";
import { openWindow } from "./render";

const users = "/c/c1/t/User";
const rows = people(500);
const piece = (from: number, to: number, more: Partial<ListPiece> = {}): ListPiece => ({ listing: 7, resources: rows.slice(from, to).map((row) => row.resource), received: to, total: 500, filteredBy: "server", notices: [], end: null, ...more });
const over = { complete: true, incompleteReason: null, gap: null, cut: false };

const resource = (id: string, displayName: string, title: string) => ({ id, userName: `${id}@example.com`, displayName, title, active: true });

/** A promise that the test keeps. */
function later<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((keep) => { resolve = keep; });
  return { promise, resolve };
}

async function filter(made: Fixture & { user: ReturnType<typeof openWindow>["user"] }, text: string) {
  await screen.findByRole("grid", { name: "Users" });
  if (!screen.queryByRole("combobox", { name: "SCIM filter" })) await made.user.click(screen.getByRole("button", { name: "SCIM filter" }));
  const field = screen.getByRole("combobox", { name: "SCIM filter" });
  await made.user.clear(field);
  await made.user.type(field, `${text}{Enter}`);
}
const counted = async (count: number) => waitFor(() => expect(screen.getByRole("grid", { name: "Users" }).getAttribute("aria-rowcount")).toBe(String(count + 1)));

describe("what the server answers to a filter", () => {
  test("is seen from the first page on, the rest comes in, and how far it is stands below", async () => {
    let more = later<ListPiece>();
    const made = openWindow({ answers: { list_start: () => piece(0, 100), list_more: () => (more = later<ListPiece>()).promise } }, users);
    await filter(made, "active eq true");
    await counted(100);
    expect(screen.getByText("reading: 100 of 500")).toBeTruthy();
    expect(screen.queryByText("complete"), "before the end nothing is complete").toBeNull();
    await waitFor(() => expect(made.calls.findLast((call) => call.command === "list_more")?.payload).toEqual({ connection: "c1", listing: 7 }));
    more.resolve(piece(100, 400));
    await counted(400);
    await waitFor(() => expect(made.calls.filter((call) => call.command === "list_more").length).toBe(2));
    more.resolve(piece(400, 500, { end: over }));
    await counted(500);
    expect(await screen.findByText("complete")).toBeTruthy();
    expect(screen.queryByText(/^reading/)).toBeNull();
  });

  test("is searched like the copy: words in any order, without accents, in values alone", async () => {
    const resources = [resource("a", "Øystein Strand", "Captain"), resource("b", "Robert Harper", "Øystein's deputy"), resource("c", "Łucja Nowak", "Guide")];
    const made = openWindow({ answers: { list_start: () => ({ ...piece(0, 0), resources, received: 3, total: 3, end: over }) } }, users);
    await filter(made, "active eq true");
    await counted(3);
    const search = screen.getByRole("searchbox");
    const finds = async (words: string, count: number) => { await made.user.clear(search); await made.user.type(search, words); await counted(count); };
    await finds("strand oystein", 1);
    await finds("oystein", 2);
    await finds("lucja", 1);
    await finds("ca", 1);
    await made.user.clear(search);
    await made.user.type(search, "active");
    expect(await screen.findByText(/Nothing matches/), "the name of an attribute is nobody's value").toBeTruthy();
  });

  test("can be stopped: what is here stays, and is not said to be all", async () => {
    let more = later<ListPiece>();
    const made = openWindow({ answers: { list_start: () => piece(0, 100), list_more: () => (more = later<ListPiece>()).promise } }, users);
    await filter(made, "active eq true");
    await made.user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(made.calls.findLast((call) => call.command === "list_stop")?.payload).toEqual({ connection: "c1", listing: 7 });
    more.resolve(piece(0, 0, { received: 100, end: { complete: false, incompleteReason: "It was stopped.", gap: "stopped", cut: false } }));
    expect(await screen.findByText(/not proven complete/)).toBeTruthy();
    await counted(100);
  });

  test("is let go when another filter is asked for", async () => {
    const made = openWindow({ answers: { list_start: ({ list }) => (list.filter === "active eq true" ? piece(0, 100) : piece(100, 103, { listing: 8, end: over })), list_more: () => new Promise(() => {}) } }, users);
    await filter(made, "active eq true");
    await counted(100);
    await filter(made, "active eq false");
    await counted(3);
    expect(made.calls.filter((call) => call.command === "list_stop").map((call) => call.payload)).toEqual([{ connection: "c1", listing: 7 }]);
  });

  test("until it comes, the copy stands in and says so", async () => {
    const answer = later<ListPiece>();
    const made = openWindow({ answers: { list_start: () => answer.promise } }, users);
    await filter(made, "active eq true");
    expect(await screen.findByText("from the copy, asking the server…")).toBeTruthy();
    await waitFor(() => expect(made.calls.findLast((call) => call.command === "rows")?.payload).toMatchObject({ rows: { filter: "active eq true" } }));
    answer.resolve(piece(0, 12, { end: over }));
    await counted(12);
    expect(screen.queryByText("from the copy, asking the server…")).toBeNull();
  });

  test("is the copy's own, with its age, when the server cannot be reached; the server is asked no more until it is tried again", async () => {
    const made = openWindow({ answers: { list_start: () => { throw failure("connection_refused", "Globex production cannot be reached."); } } }, users);
    await filter(made, "active eq true");
    expect((await screen.findByText(/cannot be reached/)).parentElement?.textContent).toContain("You see the copy from");
    expect(made.calls.findLast((call) => call.command === "rows")?.payload, "the filter is evaluated here").toMatchObject({ rows: { filter: "active eq true" } });
    expect(within(screen.getByRole("grid", { name: "Users" })).getAllByRole("row").length).toBeGreaterThan(5);
    const asked = () => made.calls.filter((call) => call.command === "list_start").length;
    await filter(made, "active eq false");
    await waitFor(() => expect(made.calls.findLast((call) => call.command === "rows")?.payload).toMatchObject({ rows: { filter: "active eq false" } }));
    expect(asked()).toBe(1);
    made.answers.list_start = () => piece(0, 9, { end: over });
    await made.user.click(screen.getByRole("button", { name: "Try now" }));
    await counted(9);
  });
});
