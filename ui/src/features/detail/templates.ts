import type { AttributeView, JsonValue, TypeModel } from "@/rpc/types";
import { isObject, keyOf, member, text, type JsonObject } from "@/scim/json";
import { isSecret } from "@/scim/model";

/** What new records of a type can start from. */
export interface Template {
  id: string;
  connection: string;
  typeName: string;
  name: string;
  resource: JsonObject;
}

/** Belongs to one person alone, whatever the schema says. */
const personal = new Set(["id", "externalid", "meta", "schemas", "groups", "members", "username", "displayname", "nickname", "name", "emails", "phonenumbers", "ims", "photos", "profileurl", "x509certificates", "employeenumber", "badge", "addresses"]);
/** A clone keeps the name as a start; a template does not. */
const named = new Set(["displayname", "name", "addresses"]);

function keeps(attribute: AttributeView): boolean {
  return attribute.mutability !== "readOnly" && !isSecret(attribute) && attribute.uniqueness === "none";
}

/** What may be taken over from one record into another: no identifiers, nothing unique, secret or set by the server. */
function copy(model: TypeModel, resource: JsonObject, own: (name: string) => boolean): JsonObject {
  const made: JsonObject = {};
  for (const schema of model.schemas) {
    const from = schema.extension ? resource[keyOf(resource, schema.id) ?? ""] : resource;
    if (!isObject(from)) continue;
    const part: JsonObject = {};
    for (const attribute of schema.attributes) {
      const key = keyOf(from, attribute.name);
      const value = key === undefined ? undefined : from[key];
      if (value === undefined || !keeps(attribute) || own(attribute.name.toLowerCase())) continue;
      part[attribute.name] = parts(attribute, value);
    }
    if (!schema.extension) Object.assign(made, part);
    else if (Object.keys(part).length > 0) made[schema.id] = part;
  }
  return made;
}

/** A complex value without the parts that the server sets. */
function parts(attribute: AttributeView, value: JsonValue): JsonValue {
  const locked = new Set(attribute.subAttributes.filter((sub) => !keeps(sub)).map((sub) => sub.name.toLowerCase()));
  const strip = (each: JsonValue): JsonValue => (isObject(each) ? Object.fromEntries(Object.entries(each).filter(([name]) => !locked.has(name.toLowerCase()))) : each);
  return Array.isArray(value) ? value.map(strip) : strip(value);
}

const secretName = /passw|secret|token|credential/i;
const idName = /^(id|guid|uuid)$|[a-z]I[Dd]$|[_-](id|guid|uuid)$/;
const nothing: ReadonlySet<string> = new Set();

/** The words by which this one person is known; a value that holds one of them is about this person. */
function tellsApart(resource: JsonObject): (value: JsonValue) => boolean {
  const addresses = [member(resource, "emails")].flat().map((each) => member(each, "value"));
  const words = [member(resource, "id"), member(resource, "userName"), member(resource, "externalId"), ...addresses].map((each) => text(each).toLowerCase()).filter(Boolean);
  return (value) => words.some((word) => JSON.stringify(value).toLowerCase().includes(JSON.stringify(word).slice(1, -1)));
}

const names = (of: TypeModel["schemas"]) => of.flatMap((schema) => schema.attributes.map((attribute) => attribute.name.toLowerCase()));

/** What no schema declares, but for what seems to be one person's, an identifier or a secret. */
function others(model: TypeModel, resource: JsonObject, made: JsonObject): JsonObject {
  const isOwn = tellsApart(resource);
  function kept(from: JsonObject, declared: ReadonlySet<string>): JsonObject {
    const found: JsonObject = {};
    for (const [name, value] of Object.entries(from)) {
      if (declared.has(name.toLowerCase()) || personal.has(name.toLowerCase()) || secretName.test(name) || idName.test(name)) continue;
      if (isObject(value)) {
        const inner = kept(value, nothing);
        if (Object.keys(inner).length > 0) found[name] = inner;
      } else if (!isOwn(value)) found[name] = value;
    }
    return found;
  }
  const extensions = model.schemas.filter((schema) => schema.extension);
  const all = { ...made, ...kept(resource, new Set([...names(model.schemas.filter((schema) => !schema.extension)), ...extensions.map((schema) => schema.id.toLowerCase())])) };
  for (const schema of extensions) {
    const from = member(resource, schema.id);
    const more = isObject(from) ? kept(from, new Set(names([schema]))) : {};
    const had = all[schema.id];
    if (Object.keys(more).length > 0) all[schema.id] = { ...(isObject(had) && had), ...more };
  }
  return all;
}

export const cloneOf = (model: TypeModel, resource: JsonObject): JsonObject => others(model, resource, copy(model, resource, (name) => personal.has(name) && !named.has(name)));
export const templateOf = (model: TypeModel, resource: JsonObject): JsonObject => others(model, resource, copy(model, resource, (name) => personal.has(name)));

/** The type with what a template of it may hold. */
export const templateModel = (model: TypeModel): TypeModel => ({
  ...model,
  schemas: model.schemas.map((schema) => ({ ...schema, attributes: schema.attributes.filter((attribute) => keeps(attribute) && !personal.has(attribute.name.toLowerCase())) })),
});

/** What was kept, as far as it still has the shape of templates. */
export function readTemplates(kept: JsonValue | undefined): Template[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((each) => isObject(each) && ["id", "connection", "typeName", "name"].every((key) => typeof each[key] === "string") && isObject(each["resource"])) as unknown as Template[];
}
