import { expect, test } from "vitest";
import { en } from "@/i18n/en";
import { format, parse } from "@/i18n/format";
import { t } from "@/i18n";

test("every message of the catalogue can be read", () => {
  for (const [key, message] of Object.entries(en)) expect(() => parse(message), `${key} has the grammar of a message`).not.toThrow();
});

test("a plural chooses its form and writes the number with separators", () => {
  const message = parse("{n, plural, =0 {none} one {# row} other {# rows}}");
  expect(format(message, { n: 0 }), "an exact form comes before the rule of the language").toBe("none");
  expect(format(message, { n: 1 })).toBe("1 row");
  expect(format(message, { n: 86310 }), "thousands are separated").toBe("86,310 rows");
});

test("a value that looks like markup stays text", () => {
  expect(t("jobs.open", { title: "<b>{n}</b>" }), "values are put in after the message was read").toBe("Open <b>{n}</b>");
});

test("a message that ends too early says where", () => {
  expect(() => parse("{n, plural, one {row}")).toThrow(/missing|ends/);
});
