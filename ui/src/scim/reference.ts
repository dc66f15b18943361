import type { JsonValue } from "@/rpc/types";
import { isObject, isUnassigned, type JsonObject } from "./json";

/** What a reference says of its target beside the id (RFC 7643 §2.4): it goes when another is meant. */
const ofTarget = new Set(["$ref", "display", "displayname"]);

export const saysOfTarget = (name: string): boolean => ofTarget.has(name.toLowerCase());

/** The reference with another target: nothing of the former one stays, and without a target nothing at all. */
export function pointTo(reference: JsonValue | undefined, id: JsonValue | undefined): JsonObject | undefined {
  if (isUnassigned(id) || id === undefined) return undefined;
  const rest = Object.entries(isObject(reference) ? reference : {}).filter(([name]) => !saysOfTarget(name) && name.toLowerCase() !== "value");
  return { ...Object.fromEntries(rest), value: id };
}
