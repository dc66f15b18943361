import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./render";

test("a person opened by an address shows their record", async () => {
  openWindow({}, "/c/c1/t/User?id=7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733");
  expect(await screen.findByText("RC-2000-K")).toBeTruthy();
});
