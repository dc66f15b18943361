import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { globex, staging } from "./fixture-host";
import { glance } from "./glance";
import { openWindow } from "./render";

describe("a connection at a glance", () => {
  it("says how the server answered, and never colour alone where something failed", async () => {
    openWindow({}, "/c/c1/overview");
    expect(await screen.findByText("142 ms")).toBeTruthy();
    expect(screen.getByText("610 ms")).toBeTruthy();
    expect(screen.getByText("0.4%")).toBeTruthy();
    expect(screen.getByText("of 18,204")).toBeTruthy();
    expect(screen.getByText(/61 at /)).toBeTruthy();
  });

  it("says that nothing was asked instead of showing a zero", async () => {
    openWindow({ answers: { overview: () => ({ ...glance, health: { ...glance.health, requests: 0, failed: 0, typicalMs: null, slowMs: null } }) } }, "/c/c1/overview");
    expect(await screen.findAllByText("No request in the last 24 hours.")).toHaveLength(2);
  });

  it("leads out of each warning", async () => {
    const made = openWindow({}, "/c/c1/overview");
    const warnings = within(await screen.findByRole("list", { name: "To look at" }));
    expect(warnings.getByText("The copy of Users is not proven complete.")).toBeTruthy();
    await made.user.click(warnings.getByRole("button", { name: "Read again" }));
    await waitFor(() => expect(made.calls.some((call) => call.command === "sync_start")).toBe(true));
    await made.user.click(warnings.getByRole("button", { name: "Enter it" }));
    expect(await screen.findByText("Edit the connection")).toBeTruthy();
  });

  it("leads from requests that failed to what was sent and answered, and to all the others", async () => {
    const failing = { code: "failing" as const, message: "", params: { failed: "30", requests: "120" } };
    const made = openWindow({ answers: { overview: () => ({ ...glance, warnings: [failing] }) } }, "/c/c1/overview");
    await made.user.click(within(await screen.findByRole("list", { name: "To look at" })).getByRole("button", { name: "Show them" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Recorded requests" }));
    await made.user.click(await dialog.findByText("/Users?startIndex=1"));
    expect(dialog.getByText(/retry-after: 5/), "all of it").toBeTruthy();
    expect(dialog.queryByText("/Users/u1"), "what was answered is left out").toBeNull();
    await made.user.click(dialog.getByLabelText("Failed ones only"));
    expect(await dialog.findByText("/Users/u1")).toBeTruthy();
    const asked = made.calls.filter((call) => call.command === "exchanges").map((call) => call.payload);
    expect(asked).toEqual([true, false].map((failed) => ({ connection: "c1", limit: 100, before: null, failed })));
  });

  it("tells what happened lately by day, and each line leads to it", async () => {
    const made = openWindow({}, "/c/c1/overview");
    const recent = within(await screen.findByRole("region", { name: "Recent changes" }));
    expect(await recent.findByText("980 rows done, 12 failed")).toBeTruthy();
    expect(recent.getByText("not all stored")).toBeTruthy();
    expect(recent.getByText(/and one more/)).toBeTruthy();
    await made.user.click(recent.getByText("Deactivated Gwen Abernathy"));
    await waitFor(() => expect(made.calls.some((call) => call.command === "resource_get")).toBe(true));
  });
});

describe("all connections", () => {
  it("stand in one table with what is to be looked at, and one click opens each", async () => {
    const made = openWindow({ connections: [globex, staging] }, "/connections");
    const table = within(await screen.findByRole("table"));
    const [, first, second] = table.getAllByRole("row");
    expect(within(first as HTMLElement).getByText("SCIM 2.0")).toBeTruthy();
    expect(within(first as HTMLElement).getByText("200 per page")).toBeTruthy();
    expect(within(second as HTMLElement).getByText("never looked at")).toBeTruthy();
    expect(within(second as HTMLElement).getByText("No token or password is stored: nothing can be sent.")).toBeTruthy();
    expect(within(second as HTMLElement).getByText("25% failed")).toBeTruthy();
    await made.user.click(table.getByRole("button", { name: "Globex production" }));
    expect(await screen.findByText("What this server can do")).toBeTruthy();
  });

  it("are written to a file with heads in the user's language", async () => {
    const made = openWindow({ answers: { inventory_export: ({ format }) => ({ name: `all.${format}`, rows: 4 }) } }, "/connections");
    await made.user.click(await screen.findByRole("button", { name: "CSV" }));
    await waitFor(() => expect(made.calls.filter((call) => call.command === "inventory_export").map((call) => call.payload)).toEqual([
      expect.objectContaining({ format: "csv", columns: expect.arrayContaining([{ path: "tokenEnds", title: "Token ends" }]) }),
    ]));
    expect(await screen.findByText("4 connections written to all.csv")).toBeTruthy();
  });
});
