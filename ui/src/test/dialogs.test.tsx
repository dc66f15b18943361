import axe from "axe-core";
import { waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { dialog, dialogs, goTo } from "./dialogs";

test.each(Object.entries(dialogs))("%s has no fault axe can find", async (_, each) => {
  await goTo(each);
  await waitFor(() => expect(document.querySelector(each.ready ?? dialog), document.body.textContent ?? "").not.toBeNull());
  // Colours are proven by the token pairs in all themes; jsdom paints nothing.
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
});
