import type { AttributeView, JsonValue, TypeModel } from "@/rpc/types";
import { isObject, isUnassigned, member, sameJson, withMember, type JsonObject } from "@/scim/json";
import { isSecret, secretPaths } from "@/scim/model";
import { readPath, splitPath, writePath } from "@/scim/path";
import { readJson, writeJson } from "@/scim/whole";

/** Names and places of a list, from the outside in. */
export type Steps = readonly (string | number)[];

const common: readonly string[] = ["schemas", "externalId"];
/** Set by the server in every record (RFC 7643 §3.1). */
const fixed: readonly string[] = ["id", "meta"];

/** The attributes that may stand in the object at a place; `undefined` where no schema says. */
export function attributesAt(model: TypeModel, steps: Steps): readonly AttributeView[] | undefined {
  const names = steps.filter((step): step is string => typeof step === "string");
  const [first, ...rest] = names;
  const core = model.schemas.filter((schema) => !schema.extension).flatMap((schema) => schema.attributes);
  if (first === undefined) return core;
  const extension = model.schemas.find((schema) => schema.extension && schema.id.toLowerCase() === first.toLowerCase());
  let attributes: readonly AttributeView[] | undefined = extension ? extension.attributes : core.find((each) => each.name.toLowerCase() === first.toLowerCase())?.subAttributes;
  for (const name of rest) attributes = attributes?.find((each) => each.name.toLowerCase() === name.toLowerCase())?.subAttributes;
  return attributes;
}

/** The attribute whose value stands at a place. */
export function attributeAt(model: TypeModel, steps: Steps): AttributeView | undefined {
  const names = steps.filter((step): step is string => typeof step === "string");
  const last = names.at(-1);
  return last === undefined ? undefined : attributesAt(model, names.slice(0, -1))?.find((each) => each.name.toLowerCase() === last.toLowerCase());
}

export interface Suggestion {
  label: string;
  detail: string;
}

/** Names that can be written in the object at a place. */
export function namesAt(model: TypeModel, steps: Steps, there: readonly string[]): Suggestion[] {
  const taken = new Set(there.map((name) => name.toLowerCase()));
  const free = (attributesAt(model, steps) ?? []).filter((each) => !isSecret(each) && each.mutability !== "readOnly").map((each) => ({ label: each.name, detail: each.multiValued ? `${each.kind}[]` : each.kind }));
  const more = steps.length > 0 ? [] : [
    ...common.map((label) => ({ label, detail: label === "schemas" ? "string[]" : "string" })),
    ...model.schemas.filter((schema) => schema.extension).map((schema) => ({ label: schema.id, detail: schema.name })),
  ];
  return [...free, ...more].filter((each) => !taken.has(each.label.toLowerCase()));
}

/** Values that can be written at a place, as JSON. */
export function valuesAt(model: TypeModel, steps: Steps): Suggestion[] {
  if (steps[0] === "schemas") return model.schemas.map((schema) => ({ label: JSON.stringify(schema.id), detail: schema.name }));
  const attribute = attributeAt(model, steps);
  if (!attribute) return [];
  if (attribute.kind === "boolean") return ["true", "false"].map((label) => ({ label, detail: attribute.name }));
  return attribute.canonicalValues.map((value) => ({ label: JSON.stringify(value), detail: attribute.path.split(":").at(-1) ?? attribute.name }));
}

/** "emails[1].value" or "urn:…:User:manager.value" as steps. */
export function stepsOf(path: string): Steps {
  const { urn, names } = splitPath(path);
  const steps: (string | number)[] = urn === undefined ? [] : [urn];
  for (const name of names) {
    const [plain = "", ...places] = name.split("[");
    if (plain !== "") steps.push(plain);
    for (const place of places) steps.push(Number.parseInt(place, 10));
  }
  return steps;
}

/** Paths that only the server writes. */
export function lockedPaths(model: TypeModel): string[] {
  const attributes = model.schemas.flatMap((schema) => schema.attributes).filter((each) => each.mutability === "readOnly");
  return [...fixed, ...attributes.map((each) => each.path)];
}

export interface Taken {
  /** What was written, with the server's own values where only it may write, and with the secrets that are not shown. */
  value: JsonObject;
  /** Paths that were written although only the server sets them. */
  locked: string[];
}

/** Takes what was typed into the draft. */
export function take(model: TypeModel, typed: JsonObject, base: JsonObject, desired: JsonObject): Taken {
  const locked: string[] = [];
  let value = typed;
  for (const path of lockedPaths(model)) {
    const was = readPath(base, path);
    const now = readPath(typed, path);
    if (sameJson(was, now) || (isUnassigned(was) && isUnassigned(now))) continue;
    locked.push(path);
    value = fixed.includes(path) ? withMember(value, path, member(base, path)) : writePath(value, path, was);
  }
  for (const path of secretPaths(model)) value = writePath(value, path, readPath(desired, path));
  return { value, locked };
}

/** The text of a value as people read JSON. */
export const write = (value: JsonValue) => writeJson(value, 2);

/** What was typed, or why it is no record; the editor shows where. */
export function read(typed: string): { value: JsonObject } | { fault: "json" | "object" } {
  try {
    const value = readJson(typed);
    return isObject(value) ? { value } : { fault: "object" };
  } catch {
    return { fault: "json" };
  }
}
