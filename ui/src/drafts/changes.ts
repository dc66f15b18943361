import { isObject, isUnassigned, member, sameJson, type JsonObject } from "@/scim/json";
import type { JsonValue } from "@/rpc/types";

export interface FieldChange {
  path: string;
  before: JsonValue | undefined;
  after: JsonValue | undefined;
}

/** An object that means what is in its `value`, as a reference does. */
const hasValue = (value: JsonValue | undefined) => member(value, "value") !== undefined;

/** What differs between two states of a resource, attribute by attribute; a list counts as one, another target of a reference too. */
export function changesBetween(base: JsonObject, desired: JsonObject): FieldChange[] {
  const changes: FieldChange[] = [];
  walk(base, desired, "", changes);
  return changes;
}

function walk(base: JsonObject, desired: JsonObject, prefix: string, changes: FieldChange[]) {
  for (const key of new Set([...Object.keys(base), ...Object.keys(desired)])) {
    const before = base[key];
    const after = desired[key];
    if (sameJson(before, after) || (isUnassigned(before) && isUnassigned(after))) continue;
    const path = prefix + key;
    const inner = key.toLowerCase().startsWith("urn:") ? `${key}:` : `${path}.`;
    const otherTarget = (hasValue(before) || hasValue(after)) && !sameJson(member(before, "value"), member(after, "value"));
    if (!otherTarget && (isObject(before) || before === undefined) && (isObject(after) || after === undefined)) {
      walk(before ?? {}, after ?? {}, inner, changes);
    } else {
      changes.push({ path, before, after });
    }
  }
}
