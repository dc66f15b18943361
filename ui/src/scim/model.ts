import type { AttributeView, JsonValue, TypeModel } from "@/rpc/types";
import { member, text, type JsonObject } from "./json";
import { readPath, writePath } from "./path";

/** The attribute at a path, whatever the case of its letters. */
export function findAttribute(model: TypeModel, path: string): AttributeView | undefined {
  const wanted = path.toLowerCase();
  for (const schema of model.schemas) {
    for (const attribute of schema.attributes) {
      if (attribute.path.toLowerCase() === wanted) return attribute;
      const sub = attribute.subAttributes.find((inner) => inner.path.toLowerCase() === wanted);
      if (sub) return sub;
    }
  }
  return undefined;
}

export function hasAttribute(model: TypeModel, name: string): boolean {
  return model.schemas.some((schema) => schema.attributes.some((attribute) => attribute.name.toLowerCase() === name.toLowerCase()));
}

/** A name for people: display name, name, sign-in name, externalId or id. */
export function nameOf(resource: JsonValue | undefined): string {
  const formatted = member(member(resource, "name"), "formatted");
  const given = [member(member(resource, "name"), "givenName"), member(member(resource, "name"), "familyName")].map(text).filter(Boolean).join(" ");
  return [member(resource, "displayName"), formatted, given, member(resource, "userName"), member(resource, "externalId"), member(resource, "id")]
    .map(text)
    .find(Boolean) ?? "";
}

/** The attribute by which people call a record of this type, and rename it. */
export function nameFieldOf(model: TypeModel): string {
  return ["userName", "displayName", "name"].find((name) => hasAttribute(model, name)) ?? model.schemas[0]?.attributes.find((each) => each.kind === "string")?.path ?? "displayName";
}

export type Activity = "active" | "inactive" | "unknown";

/** What the server said about `active`. What it did not send is unknown, not inactive. */
export function activity(resource: JsonValue | undefined): Activity {
  const active = readPath(resource, "active");
  if (active === true || active === "true" || active === "True") return "active";
  if (active === false || active === "false" || active === "False") return "inactive";
  return "unknown";
}

/** Never shown and never kept: what is not returned, or can only be written. */
export function isSecret(attribute: Pick<AttributeView, "returned" | "mutability">): boolean {
  return attribute.returned === "never" || attribute.mutability === "writeOnly";
}

/** Paths of all values that are secrets. */
export function secretPaths(model: TypeModel): string[] {
  return model.schemas.flatMap((schema) => schema.attributes.flatMap((attribute) => [attribute, ...attribute.subAttributes])).filter(isSecret).map((attribute) => attribute.path);
}

/** The record without its secrets. */
export function hideSecrets(model: TypeModel, resource: JsonObject): JsonObject {
  return secretPaths(model).reduce((rest, path) => (readPath(rest, path) === undefined ? rest : writePath(rest, path, undefined)), resource);
}
