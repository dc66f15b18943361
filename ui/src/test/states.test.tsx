import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { failure } from "./fixture-host";
import { openWindow } from "./render";

const USERS = "/c/c1/t/User";

test("a server that refuses is not called out of reach", async () => {
  const made = openWindow({ answers: { sync_start: () => { throw failure("forbidden", "Globex production does not allow this to the sign-in in use."); } } }, USERS);
  expect(await screen.findByText(/does not allow this to the sign-in in use/), "what happened").toBeTruthy();
  expect(screen.getByText(/You see the copy of/), "and what is shown all the same").toBeTruthy();
  expect(screen.queryByText(/cannot be reached/)).toBeNull();
  expect(screen.getByText("Not read"), "the title bar says it too").toBeTruthy();
  await made.user.click(screen.getByRole("button", { name: "Enter the sign-in" }));
  expect(globalThis.location.hash, "the way out leads to the form").toMatch(/connections|edit/);
});

test("a server that nobody answers for is out of reach", async () => {
  openWindow({ answers: { sync_start: () => { throw failure("network", "Globex production cannot be reached."); } } }, USERS);
  expect(await screen.findByText(/You see the copy of/)).toBeTruthy();
  expect(screen.getByText("Not reachable")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Enter the sign-in" })).toBeNull();
});
