import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "@/i18n/en";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("i18n/en") && !name.startsWith("test/") && !name.startsWith("bindings/"))
  .map((name) => readFileSync(join("src", name), "utf8"))
  .join("\n");

/** Keys that are put together: `status.${is}`. */
const prefixes = [...sources.matchAll(/`([\w.]+\.)\$\{/g)].map(([, prefix]) => prefix ?? "").concat([...sources.matchAll(/word\("([\w.]+)"/g)].map(([, prefix]) => `${prefix}.`));

test("every sentence of the catalogue is used somewhere", () => {
  const unused = Object.keys(en).filter((key) => !sources.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)));
  expect(unused, "a sentence nobody shows is one nobody keeps true").toEqual([]);
});
