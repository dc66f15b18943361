import { afterEach, describe, expect, test } from "vitest";
import { de } from "@/i18n/de";
import { en, type MessageKey } from "@/i18n/en";
import { parse, type Part } from "@/i18n/format";
import { formatNumber, t } from "@/i18n";
import { dateTime, took } from "@/i18n/dates";
import { languageOf, setLanguage } from "@/i18n/locale";

afterEach(() => setLanguage("en"));

const keys = Object.keys(en) as MessageKey[];

/** The values a message uses, and whether it counts, chooses or only shows them. */
function uses(parts: readonly Part[], into = new Set<string>()): Set<string> {
  for (const part of parts) {
    if (part.kind === "bold") uses(part.parts, into);
    if (part.kind === "value" || part.kind === "number") into.add(part.name);
    if (part.kind === "plural" || part.kind === "select") {
      into.add(part.name);
      for (const option of part.options.values()) uses(option, into);
    }
  }
  return into;
}

describe.each([["English", en], ["German", de]] as const)("%s", (_, catalogue) => {
  test("every message can be read", () => {
    for (const key of keys) expect(() => parse(catalogue[key]), `${key} has the grammar of a message`).not.toThrow();
  });
  test("no message is empty, and every choice has its last resort", () => {
    const faults = keys.filter((key) => catalogue[key].trim() === "" || /\{\w+, (plural|select),(?![^]*other \{)/.test(catalogue[key]));
    expect(faults).toEqual([]);
  });
});

test("German uses the same values as English, so that nothing is left out or shown raw", () => {
  const differ = keys.filter((key) => [...uses(parse(en[key]))].toSorted().join() !== [...uses(parse(de[key]))].toSorted().join());
  expect(differ).toEqual([]);
});

test("German has no sentence left in English", () => {
  // Words both languages share, terms of the protocol, and names.
  const shared = /^(?:\{|name$|code$)/i;
  const same = keys.filter((key) => en[key] === de[key] && / [a-z]+ /.test(en[key]) && !shared.test(en[key]) && !/Example|Placeholder/.test(key));
  expect(same).toEqual([]);
});

test("German addresses with Sie and without exclamation marks", () => {
  const faults = keys.filter((key) => /\b(du|dein|deine|dir|dich|bitte)\b/i.test(de[key]) || /!/.test(de[key]));
  expect(faults).toEqual([]);
});

test("numbers, dates and plurals follow the language", () => {
  setLanguage("de");
  expect(formatNumber(86_310)).toBe("86.310");
  expect(dateTime("2027-01-31T10:05", new Date("2026-11-01"))).toBe("31. Jan. 2027, 10:05");
  expect(took(1340)).toBe("1,3 s");
  expect(t("tray.review", { n: 1 })).toBe("1 Änderung prüfen");
  expect(t("tray.review", { n: 2100 })).toBe("2.100 Änderungen prüfen");
  setLanguage("en");
  expect(dateTime("2027-01-31T10:05", new Date("2026-11-01"))).toBe("31 Jan 2027, 10:05");
});

test("as the system is the first of its languages that Rollcall speaks", () => {
  expect(languageOf("system", ["fr-FR", "de-AT", "en-US"])).toBe("de");
  expect(languageOf("system", ["ja-JP"]), "English when there is none").toBe("en");
  expect(languageOf("en", ["de-DE"]), "a choice goes before").toBe("en");
});
