import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { parseTyped } from "@/features/detail/fields";
import { text } from "@/scim/json";
import { showValue } from "@/scim/show";
import { digitsOf, readJson, whole, writeJson } from "@/scim/whole";
import { CUSTOM } from "./models";
import { people } from "./people";
import { openWindow } from "./render";

const LONG = "9007199254740993";
const [someone] = people(1);

test.each(["0", "-5", "9007199254740991", LONG, "-9007199254740993", "18446744073709551615", "-9223372036854775808"])("%s stays itself from typing to JSON", (digits) => {
  const value = whole(digits);
  expect(text(value)).toBe(digits);
  expect(writeJson({ n: value ?? null })).toBe(`{"n":${digits}}`);
  expect(readJson(`{"n":${digits}}`)).toEqual({ n: value });
});

test("what no server's number can be is refused, not rounded", () => {
  expect(whole("18446744073709551616")).toBeUndefined();
  expect(parseTyped("integer", "18446744073709551616")).toEqual({ fault: "detail.tooLong" });
  expect(parseTyped("integer", ` +${LONG} `)).toEqual({ value: whole(LONG) });
});

test.each(['{"a":"9007199254740993","b":"x\\"9007199254740993","c":[1.5,1e30,0]}', '{"\\u00009007199254740993":"\\u0000x","c":"a\\u00009007199254740993"}'])("%s is read and written as it is", (json) => {
  expect(JSON.parse(writeJson(readJson(json)))).toEqual(JSON.parse(json));
});

test.each(["{", "[01]", "[09007199254740993]", "{'a':1}"])("%s is no JSON still", (typed) => {
  expect(() => readJson(typed)).toThrow();
});

test("text that only looks alike is no number", () => {
  expect(digitsOf(LONG)).toBeUndefined();
  expect(digitsOf("\u0000x")).toBeUndefined();
  expect(showValue(whole(LONG), "integer")).toBe("9,007,199,254,740,993");
  expect(showValue(whole(LONG))).toBe(LONG);
});

test("a long number is shown, edited and sent as its digits", async () => {
  const resource = { ...(someone?.resource as Record<string, never>), [CUSTOM]: { badge: "RC-1", seasonsWorked: whole(LONG) ?? null } };
  const made = openWindow({ people: 40, answers: { resource_get: ({ typeName, id, fromCopy }) => ({ typeName, id, label: "Marisol Okafor", resource, etag: null, readAt: "2026-11-20T10:00:00Z", fromCopy }) } }, `/c/c1/t/User?id=${someone?.id}`);
  await made.user.click(await screen.findByRole("button", { name: /9,007,199,254,740,993/ }));
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: /seasons/i });
  expect(field.value).toBe(LONG);
  await made.user.keyboard("{End}{Backspace}5{Enter}{Control>}s{/Control}");
  await waitFor(() => expect(made.calls.findLast((call) => call.command === "change_prepare")?.payload).toMatchObject({ change: { desired: { [CUSTOM]: { seasonsWorked: "\u00009007199254740995" } } } }));
});
