import { language } from "@/i18n/locale";
import type { PresetChoice, PresetView } from "@/rpc/types";

/** A text of a preset in the user's language, where it has one there; else its English one. */
export function textOf(preset: PresetView, path: string, english: string): string {
  return preset.texts[language()]?.[path] ?? english;
}

/** Does a preset fit what was typed into the search? */
export function fits(preset: PresetView, text: string): boolean {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const all = [preset.name, preset.id, preset.template ?? ""].join(" ").toLocaleLowerCase();
  return words.every((word) => all.includes(word));
}

/** A template in pieces: fixed text and names of variables. */
export function piecesOf(template: string): { text: string; variable: boolean }[] {
  return template.split(/(\{\w+\})/).filter(Boolean).map((text) => ({ text, variable: /^\{\w+\}$/.test(text) }));
}

/** A choice with one variable changed. */
export function withVariable(choice: PresetChoice, name: string, value: string): PresetChoice {
  return { ...choice, variables: { ...choice.variables, [name]: value } };
}
