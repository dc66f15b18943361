import type { AttributeView, TypeModel } from "@/rpc/types";
import { findAttribute } from "@/scim/model";

export interface Completion {
  /** What is put in. */
  text: string;
  /** What it is: a kind of value, an operator, a filter used before. */
  kind: "attribute" | "operator" | "value" | "word" | "history";
  type?: string;
}

export interface Completions {
  /** The part of the text that a completion takes the place of. */
  from: number;
  to: number;
  options: readonly Completion[];
}

const words = ["and", "or", "not"];
const comparing = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
const MOST = 12;

const shown = (attribute: AttributeView) => attribute.returned !== "never" && attribute.mutability !== "writeOnly";
const typeOf = (attribute: AttributeView) => (attribute.multiValued ? `${attribute.kind}[]` : attribute.kind);

function attributes(model: TypeModel): { path: string; name: string; type: string }[] {
  const all = model.schemas.flatMap((schema) => schema.attributes).filter(shown).flatMap((attribute) => [attribute, ...attribute.subAttributes.filter(shown)]);
  const common = ["id", "externalId", "meta.created", "meta.lastModified"].filter((path) => !all.some((attribute) => attribute.path === path));
  return [
    ...all.map((attribute) => ({ path: attribute.path, name: attribute.path.slice(attribute.path.lastIndexOf(":") + 1), type: typeOf(attribute) })),
    ...common.map((path) => ({ path, name: path, type: path.startsWith("meta.") ? "dateTime" : "string" })),
  ];
}

/** What may stand at the caret, from the server's schema (RFC 7644 §3.4.2.2). Nothing inside a text in quotes. */
export function complete(model: TypeModel, text: string, caret: number, history: readonly string[]): Completions {
  const none: Completions = { from: caret, to: caret, options: [] };
  if (text.trim() === "") return { from: 0, to: text.length, options: history.slice(0, MOST).map((each) => ({ text: each, kind: "history" })) };
  const before = text.slice(0, caret);
  if (((before.match(/(?<!\\)"/g) ?? []).length) % 2 === 1) return none;
  const token = /[\w.:$-]*$/.exec(before)?.[0] ?? "";
  const from = caret - token.length;
  const parts = before.slice(0, from).replace(/"(?:[^"\\]|\\.)*"/g, "\"\"").match(/[^\s()[\]]+|[()[\]]/g) ?? [];
  const last = parts.at(-1)?.toLowerCase() ?? "";
  const starts = (each: string) => each.toLowerCase().startsWith(token.toLowerCase());
  const here = (options: readonly Completion[]): Completions => ({ from, to: caret, options: options.filter((option) => option.text !== token).slice(0, MOST) });
  const isBegin = parts.length === 0 || ["and", "or", "not", "(", "["].includes(last);
  if (isBegin) {
    const found = attributes(model).filter(({ path, name }) => starts(name) || starts(path)).toSorted((a, b) => a.name.length - b.name.length);
    return here([...found.map(({ path, type }): Completion => ({ text: path, kind: "attribute", type })), ...(token !== "" && starts("not") ? [{ text: "not (", kind: "word" } as const] : [])]);
  }
  if (comparing.includes(last)) {
    const attribute = findAttribute(model, parts.at(-2) ?? "");
    const values = attribute?.kind === "boolean" ? ["true", "false"] : (attribute?.canonicalValues ?? []).map((value) => JSON.stringify(value));
    return here(values.filter((value) => starts(value) || starts(value.slice(1))).map((value) => ({ text: value, kind: "value" })));
  }
  const isDone = last === "pr" || last === ")" || last === "]" || comparing.includes(parts.at(-2)?.toLowerCase() ?? "");
  if (isDone) return here(words.slice(0, 2).filter(starts).map((word) => ({ text: word, kind: "word" })));
  return here([...comparing, "pr"].filter(starts).map((word) => ({ text: word, kind: "operator" })));
}

/** The text with a completion put in, and where the caret goes. */
export function put(text: string, { from, to }: Pick<Completions, "from" | "to">, option: Completion): { text: string; caret: number } {
  const after = option.kind === "history" || text[to] === " " ? "" : " ";
  return { text: text.slice(0, from) + option.text + after + text.slice(to), caret: from + option.text.length + after.length };
}
