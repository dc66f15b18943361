import type { AttributeView, TypeModel } from "@/rpc/types";
import { labelOf, schemaLabel } from "@/scim/labels";

export interface PathOption {
  path: string;
  label: string;
  section: string;
}

const skipped = new Set(["groups", "members", "schemas", "meta", "id"]);

/** Every place of a record a cell can go to. */
export function pathsOf(model: TypeModel): PathOption[] {
  const options: PathOption[] = [];
  for (const schema of model.schemas) {
    const section = schemaLabel(schema);
    const add = (path: string, label: string) => options.push({ path, label, section });
    for (const attribute of schema.attributes) {
      if (!writable(attribute) || (!schema.extension && skipped.has(attribute.name.toLowerCase()))) continue;
      if (attribute.kind !== "complex") add(attribute.path, labelOf(attribute.path));
      else if (!attribute.multiValued) for (const part of attribute.subAttributes.filter(writable)) add(part.path, labelOf(part.path));
      else listPaths(attribute, add);
    }
    if (!schema.extension) add("externalId", labelOf("externalId"));
  }
  return options;
}

function listPaths(attribute: AttributeView, add: (path: string, label: string) => void) {
  const value = attribute.subAttributes.find((part) => part.name === "value");
  if (!value) return;
  const label = labelOf(`${attribute.name}.value`) === labelOf("value") ? labelOf(attribute.path) : labelOf(`${attribute.name}.value`);
  add(`${attribute.path}.value`, label);
  const types = attribute.subAttributes.find((part) => part.name === "type")?.canonicalValues ?? [];
  for (const type of types) add(`${attribute.path}[type eq "${type}"].value`, `${label} (${type})`);
}

function writable(attribute: AttributeView): boolean {
  return attribute.mutability !== "readOnly" && attribute.name !== "$ref" && attribute.name !== "display";
}

/** The plain word of a path, filters and all. */
export function pathLabel(options: readonly PathOption[], path: string): string {
  return options.find((option) => option.path.toLowerCase() === path.toLowerCase())?.label ?? labelOf(path.replace(/\[[^\]]*\]/g, ""));
}
