import { isObject, isUnassigned, sameJson, type JsonObject } from "@/scim/json";
import type { JsonValue } from "@/rpc/types";

export interface FieldChange {
  path: string;
  before: JsonValue | undefined;
  after: JsonValue | undefined;
}

/** What differs between two states of a resource, attribute by attribute; a list counts as one. */
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
    if ((isObject(before) || before === undefined) && (isObject(after) || after === undefined)) {
      walk(before ?? {}, after ?? {}, inner, changes);
    } else {
      changes.push({ path, before, after });
    }
  }
}
