import type { JsonValue } from "@/rpc/types";

/** A whole number beyond what a number of JavaScript holds crosses the wire as its digits behind a NUL (`ipc/src/numbers.rs`). */
const MARK = "\u0000";
const GREATEST = 2n ** 64n - 1n;
const LEAST = -(2n ** 63n);

/** The digits of a number that is too long for JavaScript. */
export function digitsOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value.startsWith(MARK) && /^-?\d+$/.test(value.slice(1)) ? value.slice(1) : undefined;
}

/** The whole number these digits say, unchanged; none where no server's number can be so long. */
export function whole(digits: string): JsonValue | undefined {
  const number = BigInt(digits.trim().replace(/^\+/, ""));
  if (number > GREATEST || number < LEAST) return undefined;
  return Number.isSafeInteger(Number(number)) ? Number(number) : `${MARK}${number}`;
}

/** The text of a value as JSON, long numbers as themselves. */
export function writeJson(value: JsonValue | undefined, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/"\\u0000(-?\d+)"(?!\s*:)/g, "$1");
}

/** Reads JSON without rounding a number. Throws where it is none. */
export function readJson(text: string): JsonValue {
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => (/^-?[1-9]\d*$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"\\u0000${token}"` : token));
  return JSON.parse(exact) as JsonValue;
}
