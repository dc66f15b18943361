import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { AllCommands, MergeRow, MergeSide } from "@/rpc/types";
import { failure } from "./fixture-host";
import { openWindow } from "./render";

const person = "/c/c1/t/User?id=7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

const row = (path: string, by: MergeRow["by"], values: [string, string, string], entry: string | null = null): MergeRow => ({
  path, attribute: path.replace(/\[.*/, ""), entry, by, before: values[0], yours: values[1], server: values[2], chosen: by === "both" ? null : by === "yours" ? "yours" : "server",
});

const rows = [
  row("title", "both", ["Associate", "Shift lead", "Senior associate"]),
  row(`${ENTERPRISE}:department`, "both", ["North", "Central", "East"]),
  row('emails[type eq "work"]', "yours", ["a@example.com", "b@example.com", "a@example.com"], "work"),
  row("nickName", "server", ["M", "M", "Mari"]),
];

function merge({ merge: { decisions } }: AllCommands["change_merge"]["request"]): AllCommands["change_merge"]["response"] {
  const decided = rows.map((each) => ({ ...each, chosen: (decisions as Record<string, MergeSide>)[each.path] ?? each.chosen }));
  return { rows: decided, same: 31, undecided: decided.filter((each) => each.chosen === null).length, result: { title: "merged" }, server: { title: "C" }, operations: 2, version: 'W/"40aa1"', changedAt: null };
}

async function conflicted() {
  let first = true;
  const made = openWindow({
    answers: {
      change_merge: merge,
      change_prepare: (request) => {
        if (first) {
          first = false;
          throw failure("conflict", "It changed.", { conflict: { before: { title: "A" }, yours: { title: "B" }, server: { title: "C" } } });
        }
        throw failure("internal", JSON.stringify(request.change));
      },
    },
  }, person);
  await made.user.click(await screen.findByRole("switch", { name: "Status" }));
  await made.user.keyboard("{Control>}s{/Control}");
  const dialog = await screen.findByRole("dialog", { name: /Someone else changed/ });
  await within(dialog).findByRole("radiogroup", { name: "Job title" });
  return { ...made, dialog };
}

type Made = { calls: { command: string; payload: unknown }[] };
const last = <C extends keyof AllCommands>(made: Made, command: C) => made.calls.findLast((call) => call.command === command)?.payload as AllCommands[C]["request"] | undefined;
const decisions = (made: Made) => last(made, "change_merge")?.merge.decisions;

test("only what both changed asks, and focus starts there", async () => {
  const { dialog } = await conflicted();
  expect(within(dialog).getAllByRole("radiogroup").length, "two questions").toBe(2);
  await waitFor(() => expect(document.activeElement?.closest("[role=radiogroup]")?.getAttribute("aria-label")).toBe("Job title"));
  expect(within(dialog).getByText("0 of 2 decided")).toBeTruthy();
  expect(within(dialog).getByRole("group", { name: /work/ }).textContent, "what you alone changed is kept").toContain("b@example.com");
  expect(within(dialog).getByRole<HTMLButtonElement>("button", { name: /2 choices left/ }).disabled, "nothing goes on half decided").toBe(true);
});

test("1, 2 and 3 decide the current row and F8 leads to the next; then the result is reviewed anew", async () => {
  const made = await conflicted();
  const { dialog, user } = made;
  await user.keyboard("1");
  await waitFor(() => expect(decisions(made)).toEqual({ title: "yours" }));
  await user.keyboard("{F8}");
  await waitFor(() => expect(document.activeElement?.closest("[role=radiogroup]")?.getAttribute("aria-label")).toBe("Department"));
  await user.keyboard("3");
  await waitFor(() => expect(decisions(made)).toEqual({ title: "yours", [`${ENTERPRISE}:department`]: "before" }));
  await user.keyboard("2");
  await waitFor(() => expect(decisions(made), "a decision can be changed").toEqual({ title: "yours", [`${ENTERPRISE}:department`]: "server" }));
  await user.click(await within(dialog).findByRole("button", { name: /Review the merged changes/ }));
  await waitFor(() => expect(made.calls.filter((call) => call.command === "change_prepare").length, "a new review").toBe(2));
  expect(last(made, "change_prepare")?.change, "the merged state on the server's").toMatchObject({ kind: "edit", desired: { title: "merged" }, base: { title: "C" } });
  expect(made.calls.some((call) => call.command === "change_apply"), "nothing was sent").toBe(false);
});

test("a change can be sent whole instead", async () => {
  const made = openWindow({}, person);
  await made.user.click(await screen.findByRole("switch", { name: "Status" }));
  await made.user.keyboard("{Control>}s{/Control}");
  await made.user.click(await screen.findByRole("button", { name: "PUT" }));
  await waitFor(() => expect(last(made, "change_prepare")?.by).toBe("PUT"));
});
