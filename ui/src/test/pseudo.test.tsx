import { render, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "@/app/App";
import { setLanguage } from "@/i18n/locale";
import { createClient } from "@/rpc/client";
import { scenes } from "./scenes";
import { screens } from "./screens";

// The settings choose a language; here it stays the one that shows what no catalogue holds.
vi.mock(import("@/i18n/locale"), async (original) => ({ ...(await original()), languageOf: () => "pseudo" as const }));

beforeEach(() => setLanguage("pseudo"));
afterEach(() => setLanguage("en"));

/** Where words are data: a person's, a server's, a file's; a term of SCIM; a key. */
const DATA = "bdi, code, pre, kbd, .kbd, .mono, .scim, textarea, [translate=no]";

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription", "aria-valuetext"];

/** Without the values put into a message, has it plain letters? Messages have none: theirs are accented. */
const plain = (text: string) => /[A-Za-z]{2,}/.test(text.replace(/\u2068[^\u2069]*\u2069/g, ""));

function uncatalogued(root: HTMLElement): string[] {
  const found = new Set<string>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? "";
    const parent = node.parentElement;
    // A choice the schema names stands for itself.
    if (plain(text) && !parent?.closest(DATA) && !(parent instanceof HTMLOptionElement && parent.value === text)) found.add(text.trim());
  }
  for (const element of root.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) {
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute(name) ?? "";
      // A label with a message in it may hold data as well; a tooltip may repeat what is shown, or be the protocol's name of it.
      if (!plain(text) || text.includes("[") || element.closest(DATA)) continue;
      // A row is named by what it is about.
      if (name === "aria-label" && element.closest("[role=row]")?.textContent?.includes(text)) continue;
      if (name === "title" && (element.textContent?.includes(text) || !/\s/.test(text))) continue;
      found.add(`${name}: ${text}`);
    }
  }
  return [...found];
}

test.each(screens)("%s at %s takes every word from the catalogue", async (scene, place, ready) => {
  globalThis.location.hash = place;
  const made = scenes[scene]?.("light");
  if (!made) throw new Error(`There is no scene ${scene}`);
  const { container } = render(<App client={createClient(made.host)} />);
  await waitFor(() => expect(container.querySelector(ready), container.textContent ?? "").not.toBeNull());
  expect(uncatalogued(document.body)).toEqual([]);
});
