import type { AttributeView, JsonValue, SchemaView, TypeModel } from "@/rpc/types";
import { isUnassigned } from "@/scim/json";
import { readPath } from "@/scim/path";

/** Shown in tabs of their own, or never to be seen. */
const elsewhere = new Set(["groups", "members", "schemas", "id", "meta", "externalid"]);

export interface Section {
  schema: SchemaView;
  /** Single values, parts of a complex one laid out flat. */
  fields: AttributeView[];
  lists: AttributeView[];
}

const common = (name: string, path: string, kind: string, mutability: string): AttributeView => ({
  path, name, kind, multiValued: false, description: "", required: false, canonicalValues: [], caseExact: true, mutability,
  returned: "default", uniqueness: "none", referenceTypes: [], subAttributes: [],
});

/** Attributes every resource has (RFC 7643 §3.1), as far as a person wants to see them. */
const everywhere: readonly AttributeView[] = [
  common("externalId", "externalId", "string", "readWrite"),
  common("created", "meta.created", "dateTime", "readOnly"),
  common("lastModified", "meta.lastModified", "dateTime", "readOnly"),
];

/** What to lay out, schema by schema, in the order the server gives. */
export function sectionsOf(model: TypeModel): Section[] {
  return model.schemas.map((schema) => {
    const section: Section = { schema, fields: [], lists: [] };
    for (const attribute of schema.attributes) {
      if ((!schema.extension && elsewhere.has(attribute.name.toLowerCase())) || isSecret(attribute)) continue;
      if (attribute.multiValued) section.lists.push(attribute);
      else if (attribute.kind === "complex") section.fields.push(...attribute.subAttributes.filter((part) => !isSecret(part) && part.name !== "$ref"));
      else section.fields.push(attribute);
    }
    if (!schema.extension) section.fields.push(...everywhere);
    return section;
  });
}

/** Never returned: not to be seen, and set in another way than by a field. */
export function isSecret(attribute: AttributeView): boolean {
  return attribute.returned === "never" || attribute.mutability === "writeOnly";
}

export function isLocked(attribute: AttributeView, before: JsonValue | undefined): boolean {
  return attribute.mutability === "readOnly" || attribute.kind === "binary" || (attribute.mutability === "immutable" && !isUnassigned(before));
}

/** Worth a line although it is empty: required, or what people fill in most. */
const usual = new Set(["username", "name.givenname", "name.familyname", "displayname", "title", "active", "emails"]);

export function isShown(attribute: AttributeView, ...states: readonly JsonValue[]): boolean {
  return attribute.required || usual.has(attribute.path.toLowerCase().replace(/^urn:.*:/, "")) || states.some((state) => !isUnassigned(readPath(state, attribute.path)));
}

export type Fault = "detail.notNumber" | "detail.notWhole" | "detail.notDate";

/** What was typed as a value of the attribute's kind, or what is wrong with it. Empty takes the value away. */
export function parseTyped(kind: string, typed: string): { value: JsonValue | undefined } | { fault: Fault } {
  if (typed === "") return { value: undefined };
  if (kind === "integer") return /^[+-]?\d+$/.test(typed.trim()) ? { value: Number(typed) } : { fault: "detail.notWhole" };
  if (kind === "decimal") return Number.isFinite(Number(typed)) && typed.trim() !== "" ? { value: Number(typed) } : { fault: "detail.notNumber" };
  if (kind === "dateTime") return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed) && !Number.isNaN(Date.parse(typed)) ? { value: typed } : { fault: "detail.notDate" };
  return { value: typed };
}
