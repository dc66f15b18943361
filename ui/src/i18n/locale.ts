import { useSyncExternalStore } from "react";

/** The languages of the catalogues. `pseudo` is English made longer and accented: it shows in a test what no catalogue holds. */
export type Language = "en" | "de" | "pseudo";

/** What a person chose; `system` follows the computer. */
export type LanguageChoice = "system" | "en" | "de";

const system = (): readonly string[] => globalThis.navigator?.languages ?? [];

/** The language for a choice: the first of the computer's languages we speak, else English. */
export function languageOf(choice: LanguageChoice, spoken: readonly string[] = system()): Language {
  if (choice !== "system") return choice;
  for (const tag of spoken) {
    const [language] = tag.toLowerCase().split("-");
    if (language === "de" || language === "en") return language;
  }
  return "en";
}

/** The region's way to write numbers and dates: Austria and Switzerland write German in their own. */
function tagOf(language: Language): string {
  if (language !== "de") return "en-GB";
  return system().find((tag) => /^de-(AT|CH|LI|LU)$/.test(tag)) ?? "de-DE";
}

interface Formats {
  numbers: Intl.NumberFormat;
  /** One place after the point. */
  tenths: Intl.NumberFormat;
  percent: Intl.NumberFormat;
  plurals: Intl.PluralRules;
  order: Intl.Collator;
  day: Intl.DateTimeFormat;
  dayThisYear: Intl.DateTimeFormat;
  clock: Intl.DateTimeFormat;
  exact: Intl.DateTimeFormat;
}

function formatsOf(tag: string): Formats {
  const date = { day: "numeric", month: "short", year: "numeric" } as const;
  return {
    numbers: new Intl.NumberFormat(tag),
    tenths: new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    percent: new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 1 }),
    plurals: new Intl.PluralRules(tag),
    order: new Intl.Collator(tag, { numeric: true, sensitivity: "base" }),
    day: new Intl.DateTimeFormat(tag, date),
    dayThisYear: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }),
    clock: new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" }),
    exact: new Intl.DateTimeFormat(tag, { ...date, hour: "2-digit", minute: "2-digit", second: "2-digit", timeZoneName: "longOffset" }),
  };
}

let current: Language = "en";
const made = new Map<string, Formats>();
const listeners = new Set<() => void>();

export const language = (): Language => current;

/** How this language writes numbers and dates, counts and sorts. */
export function formats(): Formats {
  const tag = tagOf(current);
  let found = made.get(tag);
  if (!found) {
    found = formatsOf(tag);
    made.set(tag, found);
  }
  return found;
}

/** Everything is said in this language from now on; what is on screen is drawn anew by whoever listens. */
export function setLanguage(next: Language) {
  if (globalThis.document) document.documentElement.lang = next === "pseudo" ? "en" : next;
  if (next === current) return;
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language now; the component is drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language, language);
}
