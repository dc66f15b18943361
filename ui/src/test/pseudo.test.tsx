import { render, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { App } from "@/app/App";
import { setLanguage } from "@/i18n/locale";
import { createClient } from "@/rpc/client";
import { scenes } from "./scenes";
import { screens } from "./screens";
import { uncatalogued } from "./uncatalogued";

// The settings choose a language; here it stays the one that shows what no catalogue holds.
vi.mock(import("@/i18n/locale"), async (original) => ({ ...(await original()), languageOf: () => "pseudo" as const }));

beforeEach(() => setLanguage("pseudo"));
afterEach(() => setLanguage("en"));

test.each(screens)("%s at %s takes every word from the catalogue", async (scene, place, ready) => {
  globalThis.location.hash = place;
  const made = scenes[scene]?.("light");
  if (!made) throw new Error(`There is no scene ${scene}`);
  const { container } = render(<App client={createClient(made.host)} />);
  await waitFor(() => expect(container.querySelector(ready), container.textContent ?? "").not.toBeNull());
  expect(uncatalogued(document.body)).toEqual([]);
});
