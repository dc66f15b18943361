import { Fragment, type ReactNode } from "react";
import { en, type MessageKey } from "./en";
import { branch, format, parse, show, type Part, type Value, type Values } from "./format";
import { language, setLanguage, type Language } from "./locale";
import { pseudo } from "./pseudo";

export type { MessageKey } from "./en";
export type { Values } from "./format";
export { formatNumber, formatPercent } from "./format";
export { notOurs } from "./pseudo";

type Catalogue = Readonly<Record<MessageKey, string>>;

/** English comes with the window; other languages when somebody speaks them. */
const catalogues: Partial<Record<Language, Catalogue>> = { en, pseudo: en };
let wanted: Language = "en";

/** Has the sentences of a language here. */
export function learn(spoken: Language, sentences: Catalogue) {
  catalogues[spoken] = sentences;
}

/** Says everything in this language, as soon as its sentences are here. Without them the language stays as it was. */
export async function speak(next: Language) {
  wanted = next;
  if (next === "de" && !catalogues.de) learn("de", (await import("./de")).de);
  if (wanted === next) setLanguage(next);
}

const disguised = new Map<MessageKey, Part[]>();

function read(key: MessageKey): Part[] {
  const now = language();
  const parts = parse((catalogues[now] ?? en)[key]);
  if (now !== "pseudo") return parts;
  let found = disguised.get(key);
  if (!found) {
    found = pseudo(parts);
    disguised.set(key, found);
  }
  return found;
}

/** The message in the user's language with its values put in. */
export function t(key: MessageKey, values: Values = {}): string {
  return format(read(key), values);
}

/** Is this text the key of a message? For sentences chosen by a code of the engine. */
export function isMessage(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** The same with emphasis kept. Values stand in `<bdi>`: they may be a person's name in any script. */
export function Message({ id, values = {} }: { id: MessageKey; values?: Values }): ReactNode {
  return <>{nodes(read(id), values)}</>;
}

function nodes(parts: readonly Part[], values: Values, count?: Value): ReactNode[] {
  return parts.map((part, index) => {
    if (part.kind === "text") return part.text;
    if (part.kind === "value") return <bdi key={index}>{show(values[part.name])}</bdi>;
    if (part.kind === "number") return show(values[part.name]);
    if (part.kind === "count") return show(count);
    if (part.kind === "bold") return <b key={index}>{nodes(part.parts, values, count)}</b>;
    return <Fragment key={index}>{nodes(branch(part, values), values, values[part.name])}</Fragment>;
  });
}
