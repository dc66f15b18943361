import type { Part } from "./format";
import { language } from "./locale";

const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const accented = [..."áƀćđéƒǵħíǰķļɱñóƥɋŕšŧúṽŵẋýžÁƁĆĐÉƑǴĦÍĴĶĻṀÑÓƤɊŔŠŦÚṼŴẊÝŽ"];

const accent = (text: string) => [...text].map((char) => accented[plain.indexOf(char)] ?? char).join("");

/** German needs about a third more room than English; so does this. */
const PADDING = 0.35;

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (part.kind === "text" ? part.text.length : part.kind === "bold" ? lengthOf(part.parts) : 0), 0);
}

function within(parts: readonly Part[]): Part[] {
  return parts.map((part) => {
    if (part.kind === "text") return { kind: "text", text: accent(part.text) };
    if (part.kind === "bold") return { kind: "bold", parts: within(part.parts) };
    if (part.kind === "plural" || part.kind === "select") return { ...part, options: new Map([...part.options].map(([key, option]) => [key, within(option)])) };
    return part;
  });
}

/** A message of the catalogue in brackets, accented and longer. Text on screen with plain letters comes from no catalogue. */
export function pseudo(parts: readonly Part[]): Part[] {
  const more = Math.ceil(lengthOf(parts) * PADDING);
  return [{ kind: "text", text: "[" }, ...within(parts), { kind: "text", text: `${more > 0 ? ` ${"~".repeat(more)}` : ""}]` }];
}

/** Marks a value of the data where the pseudo-language is on, so that a test tells it from words of ours. */
export const notOurs = (text: string): string => (language() === "pseudo" ? `\u2068${text}\u2069` : text);
