import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Every file below src with this ending, by its path. */
function files(ending: string): Record<string, string> {
  const names = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending));
  return Object.fromEntries(names.map((name) => [`/src/${name}`, readFileSync(join("src", name), "utf8")]));
}

const sources = files(".tsx");
const styles = files(".module.css");

const camel = (name: string) => name.split(/[-_]+/).filter(Boolean).map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join("");

function resolve(from: string, to: string): string {
  if (to.startsWith("@/")) return `/src/${to.slice(2)}`;
  return new URL(to, `file://${from}`).pathname;
}

test("every class a component names is in the stylesheet it names", () => {
  const missing: string[] = [];
  for (const [path, text] of Object.entries(sources)) {
    for (const [, name, to] of text.matchAll(/import (\w+) from "([^"]+\.module\.css)"/g)) {
      if (!name || !to) continue;
      const sheet = styles[resolve(path, to)];
      if (sheet === undefined) {
        missing.push(`${path}: no ${to}`);
        continue;
      }
      const plain = sheet.replace(/\/\*[\s\S]*?\*\//g, "").replace(/:global\([^)]*\)/g, "");
      const known = new Set([...plain.matchAll(/\.(-?[_a-zA-Z][\w-]*)/g)].map(([, found]) => camel(found ?? "")));
      for (const [, used] of text.matchAll(new RegExp(`\\b${name}\\.([a-zA-Z]\\w*)`, "g"))) if (used && !known.has(used)) missing.push(`${path}: ${name}.${used}`);
    }
  }
  expect(missing, "a misspelt class is a part without its looks").toEqual([]);
});

test("no source speaks of markup from text", () => {
  const found = Object.entries(sources).filter(([path, text]) => !path.includes("/test/") && /dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML/.test(text)).map(([path]) => path);
  expect(found, "everything a server sends stays text").toEqual([]);
});
