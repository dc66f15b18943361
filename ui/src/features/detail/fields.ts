import type { AttributeView, JsonValue, SchemaView, TypeModel } from "@/rpc/types";
import { isUnassigned } from "@/scim/json";
import { isSecret } from "@/scim/model";
import { readPath } from "@/scim/path";
import { saysOfTarget } from "@/scim/reference";
import { whole } from "@/scim/whole";

/** Shown in tabs of their own, or never to be seen. */
const elsewhere = new Set(["groups", "members", "schemas", "id", "meta", "externalid"]);

export interface Section {
  schema: SchemaView;
  /** Single values, parts of a complex one laid out flat. */
  fields: AttributeView[];
  lists: AttributeView[];
  /** Set, never seen: passwords. */
  secrets: AttributeView[];
  /** Which types the ids in a field belong to, by path. */
  refers: ReadonlyMap<string, readonly string[]>;
}

/** The types whose ids a part of a complex attribute holds (RFC 7643 §2.4: `$ref` says it). */
export function typesOf(attribute: AttributeView): readonly string[] {
  const reference = attribute.subAttributes.find((part) => part.name === "$ref");
  const types = reference?.referenceTypes.filter((type) => type !== "uri" && type !== "external") ?? [];
  // RFC 7643 §4.3: a manager is a user, although the schema leaves it to the reference.
  return types.length === 0 && attribute.name === "manager" ? ["User"] : types;
}

/** The types a reference by address points to; none where it is an address of anything. */
export function typesOfAddress(attribute: AttributeView): readonly string[] {
  return attribute.kind === "reference" ? attribute.referenceTypes.filter((type) => type !== "uri" && type !== "external") : [];
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
    const refers = new Map<string, readonly string[]>();
    const section: Section = { schema, fields: [], lists: [], secrets: [], refers };
    for (const attribute of schema.attributes) {
      if ((!schema.extension && elsewhere.has(attribute.name.toLowerCase()))) continue;
      const types = typesOf(attribute);
      if (types.length > 0) refers.set(`${attribute.path}.value`, types);
      if (isSecret(attribute)) section.secrets.push(attribute);
      else if (attribute.multiValued) section.lists.push(attribute);
      else if (attribute.kind === "complex") section.fields.push(...attribute.subAttributes.filter((part) => !isSecret(part) && part.name !== "$ref" && !(types.length > 0 && saysOfTarget(part.name))));
      else section.fields.push(attribute);
    }
    if (!schema.extension) section.fields.push(...everywhere);
    return section;
  });
}

export function isLocked(attribute: AttributeView, before: JsonValue | undefined): boolean {
  return attribute.mutability === "readOnly" || (attribute.mutability === "immutable" && !isUnassigned(before));
}

/** Worth a line although it is empty: required, or what people fill in most. */
const usual = new Set(["username", "name.givenname", "name.familyname", "displayname", "title", "active", "emails"]);

export function isShown(attribute: AttributeView, ...states: readonly JsonValue[]): boolean {
  return attribute.required || usual.has(attribute.path.toLowerCase().replace(/^urn:.*:/, "")) || states.some((state) => !isUnassigned(readPath(state, attribute.path)));
}

export type Fault = "detail.tooLong" | "detail.notNumber" | "detail.notWhole" | "detail.notDate";

/** What was typed as a value of the attribute's kind, or what is wrong with it. Empty takes the value away. */
export function parseTyped(kind: string, typed: string): { value: JsonValue | undefined } | { fault: Fault } {
  if (typed === "") return { value: undefined };
  if (kind === "integer") {
    if (!/^[+-]?\d+$/.test(typed.trim())) return { fault: "detail.notWhole" };
    const value = whole(typed);
    return value === undefined ? { fault: "detail.tooLong" } : { value };
  }
  if (kind === "decimal") return Number.isFinite(Number(typed)) && typed.trim() !== "" ? { value: Number(typed) } : { fault: "detail.notNumber" };
  // A day alone begins at midnight; a time without a zone is meant in UTC.
  if (kind === "dateTime" && /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$/.test(typed.trim())) {
    const [day, time] = typed.trim().split(" ");
    const value = `${day}T${time ?? "00:00"}:00Z`;
    return Number.isNaN(Date.parse(value)) ? { fault: "detail.notDate" } : { value };
  }
  if (kind === "binary") return { value: typed.replace(/-----[A-Z ]+-----/g, "").replace(/\s+/g, "") };
  if (kind === "dateTime") return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(typed) && !Number.isNaN(Date.parse(typed)) ? { value: typed } : { fault: "detail.notDate" };
  return { value: typed };
}
