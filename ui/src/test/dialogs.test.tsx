import axe from "axe-core";
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { dialog, dialogs, goTo } from "./dialogs";
import { failure } from "./fixture-host";

test.each(Object.entries(dialogs))("%s has no fault axe can find", async (_, each) => {
  await goTo(each);
  await waitFor(() => expect(document.querySelector(each.ready ?? dialog), document.body.textContent ?? "").not.toBeNull());
  // Colours are proven by the token pairs in all themes; jsdom paints nothing.
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)).toEqual([]);
});

test("a message that comes while a dialog is open stands in it, above its foot, and outlives it", async () => {
  const made = await goTo({ place: "/settings", steps: [["settings.forget"]], more: { answers: { exchanges_clear: () => { throw failure("store", "The local store failed."); } } } });
  await made.user.keyboard("{Control>}{Enter}{/Control}");
  const message = await screen.findByRole("alert");
  const open = screen.getByRole("alertdialog");
  expect(open.contains(message), "one can reach and hear it").toBe(true);
  const close = within(open).getAllByRole("button").at(-1) as HTMLElement;
  expect(message.compareDocumentPosition(close) & Node.DOCUMENT_POSITION_FOLLOWING, "the buttons come after it").not.toBe(0);
  await made.user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(message.isConnected, "the same message").toBe(true);
});
