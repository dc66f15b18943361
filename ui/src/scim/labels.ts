import { isMessage, notOurs, t } from "@/i18n";
import { language } from "@/i18n/locale";
import type { AttributeView, SchemaView } from "@/rpc/types";
import { splitPath } from "./path";

/** "costCenter" → "Cost center". */
export function humanise(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/ [A-Z](?=[a-z ])/g, (word) => word.toLowerCase());
}

/** The plain word of an attribute: ours where the field has one, else the server's name made readable. */
export function labelOf(path: string): string {
  const { names } = splitPath(path);
  for (const key of [`attr.${names.join(".")}`, `attr.${names.at(-1) ?? ""}`]) if (isMessage(key)) return t(key);
  return notOurs(humanise(names.at(-1) ?? path));
}

/** The server's own term, when it says more than the plain word. */
export function termOf(attribute: Pick<AttributeView, "path" | "name">, label: string): string | undefined {
  const { names } = splitPath(attribute.path);
  const term = names.join(".");
  return humanise(attribute.name).toLowerCase() === label.toLowerCase() ? undefined : term;
}

/** "Work" for the enterprise extension, else the schema's own name. */
export function schemaLabel(schema: SchemaView): string {
  const key = `schema.${schema.id.split(":").slice(-3).join(":")}`;
  return isMessage(key) ? t(key) : notOurs(schema.name || schema.id);
}

/** The name of a resource type in the plural, for the rail: Users, Groups, Roles. */
export function typesLabel(name: string): string {
  const key = `types.${name}`;
  if (isMessage(key)) return t(key);
  const word = humanise(name);
  if (/[^aeiou]y$/i.test(word)) return notOurs(`${word.slice(0, -1)}ies`);
  return notOurs(/(s|x|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`);
}

export function typeLabel(name: string): string {
  const key = `type.${name}`;
  return isMessage(key) ? t(key) : notOurs(humanise(name));
}

/** A word of ours inside a sentence: German keeps its capitals. */
export const midSentence = (word: string): string => (language() === "de" ? word : word.toLowerCase());
