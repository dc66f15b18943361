import type { AttributeView, JsonValue } from "@/rpc/types";
import { isObject, member, sameJson, withMember, type JsonObject } from "@/scim/json";

/** One entry of a list beside what it was. */
export interface Entry {
  /** Place in the list as it should be; none when the entry will be gone. */
  index: number | undefined;
  value: JsonValue | undefined;
  before: JsonValue | undefined;
}

export function listOf(value: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Which entry was which: equal ones first, then those of the same type, then by place. */
export function pairUp(before: readonly JsonValue[], after: readonly JsonValue[]): Entry[] {
  const left = new Set(before.keys());
  const found = new Map<number, number>();
  const pair = (test: (was: JsonValue, now: JsonValue, i: number, j: number) => boolean) => {
    after.forEach((now, j) => {
      if (found.has(j)) return;
      const i = [...left].find((candidate) => test(before[candidate] ?? null, now, candidate, j));
      if (i === undefined) return;
      found.set(j, i);
      left.delete(i);
    });
  };
  pair(sameJson);
  pair((was, now, i, j) => i === j && sameJson(member(was, "type"), member(now, "type")));
  pair((was, now) => member(was, "type") !== undefined && sameJson(member(was, "type"), member(now, "type")));
  pair((_was, _now, i, j) => i === j);
  const entries: Entry[] = after.map((value, index) => ({ index, value, before: before[found.get(index) ?? -1] }));
  for (const i of left) entries.push({ index: undefined, value: undefined, before: before[i] });
  return entries;
}

/** The list with one entry changed; a new primary takes the mark from the others (RFC 7643 §2.4). */
export function withEntry(list: readonly JsonValue[], index: number, entry: JsonValue): JsonValue[] {
  const primary = member(entry, "primary") === true;
  return list.map((other, at) => {
    if (at === index) return entry;
    return primary && isObject(other) && member(other, "primary") === true ? withMember(other, "primary", undefined) : other;
  });
}

/** An entry to start from: the first type that is not used yet, primary when it is the first. */
export function newEntry(attribute: AttributeView, list: readonly JsonValue[]): JsonValue {
  if (attribute.kind !== "complex") return "";
  const entry: JsonObject = {};
  const type = attribute.subAttributes.find((part) => part.name === "type");
  const used = new Set(list.map((other) => member(other, "type")));
  const free = type?.canonicalValues.find((value) => !used.has(value));
  if (free !== undefined) entry["type"] = free;
  return entry;
}
