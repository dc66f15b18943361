import { waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setLanguage } from "@/i18n/locale";
import { dialog, dialogs, goTo } from "./dialogs";
import { uncatalogued } from "./uncatalogued";

// The settings choose a language; here it stays the one that shows what no catalogue holds.
vi.mock(import("@/i18n/locale"), async (original) => ({ ...(await original()), languageOf: () => "pseudo" as const }));

beforeEach(() => setLanguage("pseudo"));
afterEach(() => setLanguage("en"));

test.each(Object.entries(dialogs))("%s: every word is from the catalogue", async (_, each) => {
  await goTo(each);
  await waitFor(() => expect(document.querySelector(each.ready ?? dialog), document.body.textContent ?? "").not.toBeNull());
  expect(uncatalogued(document.body)).toEqual([]);
});
