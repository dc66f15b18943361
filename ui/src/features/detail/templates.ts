import type { AttributeView, JsonValue, TypeModel } from "@/rpc/types";
import { isObject, keyOf, type JsonObject } from "@/scim/json";
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

export const cloneOf = (model: TypeModel, resource: JsonObject): JsonObject => copy(model, resource, (name) => personal.has(name) && !named.has(name));
export const templateOf = (model: TypeModel, resource: JsonObject): JsonObject => copy(model, resource, (name) => personal.has(name));

/** What was kept, as far as it still has the shape of templates. */
export function readTemplates(kept: JsonValue | undefined): Template[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((each) => isObject(each) && ["id", "connection", "typeName", "name"].every((key) => typeof each[key] === "string") && isObject(each["resource"])) as unknown as Template[];
}
