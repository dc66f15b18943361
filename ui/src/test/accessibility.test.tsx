import axe from "axe-core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { App } from "@/app/App";
import { createClient } from "@/rpc/client";
import { failure } from "./fixture-host";
import { openWindow } from "./render";
import { scenes } from "./scenes";
import { screens } from "./screens";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";

/** What axe finds. Colours are proven by the token pairs in all three themes; jsdom paints nothing. */
async function faults(): Promise<string[]> {
  const result = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  return result.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

test.each(screens)("%s at %s has no fault axe can find", async (scene, place, ready) => {
  globalThis.location.hash = place;
  const made = scenes[scene]?.("light");
  if (!made) throw new Error(`There is no scene ${scene}`);
  const { container } = render(<App client={createClient(made.host)} />);
  await waitFor(() => expect(container.querySelector(ready)).not.toBeNull());
  expect(await faults()).toEqual([]);
});

/** What opens over a screen: [what, place, keys or the name of what is pressed]. */
const opened: readonly [string, string, string | RegExp][] = [
  ["the palette", "/c/c1/t/User", "{Control>}k{/Control}"],
  ["the palette, with something found", "/c/c1/t/User", "{Control>}k{/Control}okafor"],
  ["the keys", "/c/c1/t/User", "{Shift>}?{/Shift}"],
  ["the help", "/settings", "{F1}"],
  ["the plan of a calibration", "/c/c2/overview", /Calibrate…/],
  ["forgetting the record", "/settings", /Forget all requests/],
];

test.each(opened)("%s has no fault axe can find, and gives focus back", async (_, place, open) => {
  const made = openWindow({}, place);
  await waitFor(() => expect(document.querySelector(place === "/settings" ? "[role=radiogroup]" : place.endsWith("/overview") ? "main table" : "[role=grid]")).not.toBeNull());
  const before = typeof open === "string" ? screen.getByRole("link", { name: /Settings/ }) : await screen.findByRole("button", { name: open });
  before.focus();
  await made.user.keyboard(typeof open === "string" ? open : "{Enter}");
  const dialog = await waitFor(() => {
    const found = document.querySelector("[role=dialog], [role=alertdialog]");
    expect(found).not.toBeNull();
    return found;
  });
  expect(dialog?.contains(document.activeElement), "focus is inside").toBe(true);
  expect(await faults()).toEqual([]);
  await made.user.keyboard("{Escape}");
  await waitFor(() => expect(document.querySelector("[role=dialog], [role=alertdialog]")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(before));
});

test("every control says what it is, in words, on the busiest screen", async () => {
  openWindow({}, `/c/c1/t/User?id=${MARISOL}`);
  await screen.findByRole("complementary");
  const nameless = [...document.querySelectorAll("button, a[href], input, select, [role=switch]")].filter((element) => {
    const labelled = element.getAttribute("aria-label") ?? element.textContent ?? "";
    return labelled.trim() === "" && !(element as HTMLInputElement).labels?.length && !element.getAttribute("aria-labelledby");
  });
  expect(nameless.map((element) => element.outerHTML.slice(0, 120))).toEqual([]);
});

test("a success is said politely, a failure at once, and a failure stays until it is closed", async () => {
  const made = openWindow({ answers: { exchanges_clear: () => { throw failure("store", "The local store failed.", { why: "The disk is full.", action: "Free some space." }); } } }, "/settings");
  await made.user.click(await screen.findByRole("button", { name: /Forget all requests/ }));
  await made.user.keyboard("{Control>}{Enter}{/Control}");
  const alert = await screen.findByRole("alert", { hidden: true });
  expect(alert.textContent).toContain("Free some space");
  made.answers.exchanges_clear = () => ({ gone: 3 });
  await made.user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(screen.getAllByRole("status", { hidden: true }).some((each) => each.textContent?.includes("3 requests forgotten"))).toBe(true));
  expect(alert.isConnected, "the failure is still there to be read").toBe(true);
});

test("the theme, the rows and the language are chosen by keyboard alone", async () => {
  const user = userEvent.setup();
  const made = openWindow({}, "/settings");
  const light = await screen.findByRole("radio", { name: "Light" });
  light.focus();
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(document.documentElement.dataset["theme"]).toBe("contrast");
  await waitFor(() => expect(made.calls.findLast((call) => call.command === "settings_set")?.payload).toMatchObject({ theme: "highContrast" }));
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("radio", { name: "Regular" }));
});
