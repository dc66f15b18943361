import type { AttributeView, JsonValue, TypeModel } from "@/rpc/types";
import { isObject, type JsonObject } from "./json";

/** What every resource has (RFC 7643 §3.1) and every reference may have (§2.4), declared or not. */
const ofAll = ["schemas", "id", "externalid", "meta"];
const ofReference = ["$ref", "value", "display", "type", "primary"];

/** Values whose names the server's schemas do not declare, by their place: at the top, in an extension, in a part of a known attribute. */
export function undeclared(model: TypeModel, resource: JsonObject): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  const core = model.schemas.filter((schema) => !schema.extension);
  const extensions = new Map(model.schemas.filter((schema) => schema.extension).map((schema) => [schema.id.toLowerCase(), schema]));
  const top = core.flatMap((schema) => schema.attributes);
  for (const [name, value] of Object.entries(resource)) {
    const extension = extensions.get(name.toLowerCase());
    const isCore = core.some((schema) => schema.id.toLowerCase() === name.toLowerCase());
    if (ofAll.includes(name.toLowerCase())) continue;
    if ((extension || isCore) && isObject(value)) inside(value, extension?.attributes ?? top, `${name}:`, found);
    else inside({ [name]: value }, top, "", found);
  }
  return found;
}

function inside(object: JsonObject, attributes: readonly AttributeView[], prefix: string, found: Map<string, JsonValue>) {
  for (const [name, value] of Object.entries(object)) {
    const attribute = attributes.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (!attribute) {
      found.set(prefix + name, value);
      continue;
    }
    if (attribute.kind !== "complex" || attribute.subAttributes.length === 0) continue;
    const entries = Array.isArray(value) ? value : [value];
    entries.forEach((entry, index) => {
      if (!isObject(entry)) return;
      const unknown = Object.entries(entry).filter(([part]) => !ofReference.includes(part.toLowerCase()));
      const place = Array.isArray(value) ? `${prefix}${name}[${index}].` : `${prefix}${name}.`;
      inside(Object.fromEntries(unknown), attribute.subAttributes, place, found);
    });
  }
}
