import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync("src/design/tokens.css", "utf8") + readFileSync("src/design/contrast.css", "utf8");

function tokens(theme: "light" | "dark" | "contrast"): Map<string, string> {
  const start = css.indexOf(`[data-theme="${theme}"] {`);
  const block = css.slice(start, css.indexOf("\n}", start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
}

/** Relative luminance and contrast, WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const surfaces = ["--bg-surface", "--bg-subtle", "--bg-selected", "--bg-selected-strong", "--bg-window"];
const texts = ["--text", "--text-muted", "--text-faint", "--accent-text", "--ok-text", "--warn-text", "--bad-text"];
const tinted = [["--draft-text", "--draft-tint"], ["--server-text", "--server-tint"], ["--ok-text", "--ok-tint"], ["--warn-text", "--warn-tint"], ["--bad-text", "--bad-tint"], ["--accent-text", "--accent-tint"], ["--on-accent", "--accent"], ["--on-env-production", "--env-production"]] as const;

describe.each([["light", 4.5], ["dark", 4.5], ["contrast", 7]] as const)("%s", (theme, least) => {
  const all = tokens(theme);
  const of = (a: string, b: string) => contrast(all.get(a) ?? "#000000", all.get(b) ?? "#000000");
  test(`every text reaches ${least}:1 on every surface it lies on, selected rows too`, () => {
    const low = surfaces.flatMap((surface) => texts.map((text) => [text, surface, of(text, surface)] as const)).concat(tinted.map(([text, surface]) => [text, surface, of(text, surface)] as const)).filter(([, , ratio]) => ratio < least);
    expect(low).toEqual([]);
  });
  test("borders of controls and the focus ring reach 3:1", () => {
    const low = ["--bg-surface", "--bg-window"].flatMap((surface) => ["--line-control", "--ring", "--accent"].map((line) => [line, surface, of(line, surface)] as const)).filter(([, , ratio]) => ratio < 3);
    expect(low).toEqual([]);
  });
});
