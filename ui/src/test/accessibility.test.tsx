import axe from "axe-core";
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { render } from "@testing-library/react";
import { App } from "@/app/App";
import { createClient } from "@/rpc/client";
import { scenes } from "./scenes";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";

/** Every screen at rest: [scene, place, what shows that it is there]. */
const screens: readonly [string, string, RegExp][] = [
  ["firstRun", "/", /Use the keychain/],
  ["noKeychain", "/", /has no keychain/],
  ["passphrase", "/", /Enter your passphrase/],
  ["stopped", "/", /What to do/],
  ["empty", "/", /Connect to a server/],
  ["users", "/connections/new", /Add a connection/],
  ["drafts", `/c/c1/t/User?id=${MARISOL}`, /RC-2000-K/],
  ["users", "/c/c1/t/Group?id=g1", /Paste list/],
  ["jobs", "/c/c1/jobs", /Needs you/],
  ["plan", "/jobs/7", /How it runs/],
  ["run", "/jobs/7", /Time left/],
  ["results", "/jobs/7", /every row ends/],
  ["plan", "/c/c1/import", /Bring a list of people/],
  ["users", "/settings", /Usage data/],
];

test.each(screens)("%s at %s has no fault axe can find", async (scene, place, sign) => {
  globalThis.location.hash = place;
  const made = scenes[scene]?.("light");
  if (!made) throw new Error(`There is no scene ${scene}`);
  const { container } = render(<App client={createClient(made.host)} />);
  await screen.findAllByText(sign);
  // Colours are proven by the token pairs; jsdom paints nothing.
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
});
