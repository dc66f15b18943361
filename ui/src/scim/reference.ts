import type { JsonValue } from "@/rpc/types";
import { isObject, isUnassigned, type JsonObject } from "./json";

/** What a reference says of its target beside the id (RFC 7643 §2.4): it goes when another is meant. */
const ofTarget = new Set(["$ref", "display", "displayname"]);

export const saysOfTarget = (name: string): boolean => ofTarget.has(name.toLowerCase());

/** The id in a reference by address (RFC 7643 §2.3.7): its last part. */
export function idOf(address: string): string {
  const last = address.split(/[?#]/)[0]?.replace(/\/+$/, "").split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The address of another target: in the form of the former one, else the target's own, else relative to its type. A bare id stays one. */
export function addressOf(former: string, target: { id: string; endpoint: string; location: string }): string {
  const id = encodeURIComponent(target.id);
  if (former === "") return target.location || `..${target.endpoint}/${id}`;
  if (!former.includes("/")) return target.id;
  const parts = (former.split(/[?#]/)[0] ?? "").replace(/\/+$/, "").split("/");
  return [...parts.slice(0, -2), target.endpoint.replace(/^\//, ""), id].join("/");
}

/** The reference with another target: nothing of the former one stays, and without a target nothing at all. */
export function pointTo(reference: JsonValue | undefined, id: JsonValue | undefined): JsonObject | undefined {
  if (isUnassigned(id) || id === undefined) return undefined;
  const rest = Object.entries(isObject(reference) ? reference : {}).filter(([name]) => !saysOfTarget(name) && name.toLowerCase() !== "value");
  return { ...Object.fromEntries(rest), value: id };
}
