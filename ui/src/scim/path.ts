import type { JsonValue } from "@/rpc/types";
import { isObject, isUnassigned, member, withMember, type JsonObject } from "./json";

/** A path of the schema: extension URN if any, then names. "urn:…:User:manager.value" → urn, ["manager", "value"]. */
export interface SplitPath {
  urn: string | undefined;
  names: string[];
}

/** Splits at the last colon: what follows is the attribute, whose names hold no colon. */
export function splitPath(path: string): SplitPath {
  const colon = path.toLowerCase().startsWith("urn:") ? path.lastIndexOf(":") : -1;
  const urn = colon >= 0 ? path.slice(0, colon) : undefined;
  return { urn, names: path.slice(colon + 1).split(".") };
}

const isCore = (urn: string) => urn.toLowerCase().startsWith("urn:ietf:params:scim:schemas:core:2.0:");

/** The value at a path. A list on the way answers with its primary entry, else its first. */
export function readPath(resource: JsonValue | undefined, path: string): JsonValue | undefined {
  const { urn, names } = splitPath(path);
  let value = resource;
  if (urn !== undefined) {
    const inside = member(resource, urn);
    value = inside === undefined && isCore(urn) ? resource : inside;
  }
  for (const name of names) {
    if (Array.isArray(value)) value = value.find((entry) => member(entry, "primary") === true) ?? value[0];
    value = member(value, name);
  }
  return value;
}

/** The resource with another value at a path of plain names; `undefined` takes it away. Emptied objects go with their last member. */
export function writePath(resource: JsonObject, path: string, value: JsonValue | undefined): JsonObject {
  const { urn, names } = splitPath(path);
  const steps = urn === undefined || (isCore(urn) && member(resource, urn) === undefined) ? names : [urn, ...names];
  return writeSteps(resource, steps, value);
}

function writeSteps(object: JsonObject, steps: readonly string[], value: JsonValue | undefined): JsonObject {
  const [name, ...rest] = steps;
  if (name === undefined) return object;
  if (rest.length === 0) return withMember(object, name, isUnassigned(value) ? undefined : value);
  const inner = member(object, name);
  const written = writeSteps(isObject(inner) ? inner : {}, rest, value);
  return withMember(object, name, Object.keys(written).length === 0 ? undefined : written);
}
