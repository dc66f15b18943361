import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openWindow } from "./render";

test("a setting is found by any word of it, and what does not fit is gone", async () => {
  const { user } = openWindow({}, "/settings");
  await screen.findByRole("heading", { name: "Settings" });
  await user.keyboard("{Control>}f{/Control}");
  const field = screen.getByRole("textbox", { name: "Find a setting" });
  expect(document.activeElement, "Ctrl+F goes there").toBe(field);
  await user.keyboard("deutsch");
  expect(screen.getByRole("combobox", { name: "Language" }), "found by one of its choices").toBeTruthy();
  expect(screen.queryByRole("radiogroup", { name: "Theme" })).toBeNull();
  expect(screen.getByText("1 setting fits").getAttribute("role"), "how many is said").toBe("status");
  await user.clear(field);
  await user.keyboard("keyboard");
  expect(screen.getByText("Review changes"), "the name of a part brings all of it").toBeTruthy();
});

test("where no setting fits, it says so and brings all of them back", async () => {
  const { user } = openWindow({}, "/settings");
  await user.type(await screen.findByRole("textbox", { name: "Find a setting" }), "xyzzy");
  expect(screen.getByText("None is about “xyzzy”.")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Show all settings" }));
  expect(screen.getByRole("radiogroup", { name: "Theme" })).toBeTruthy();
});

test("the size of the text is shown at once, kept, and ends at 80 and 200 percent", async () => {
  const zoom = vi.fn<(factor: number) => void>();
  const made = openWindow({ settings: { window: { textSize: 175 } } }, "/settings", { zoom });
  const group = await screen.findByRole("group", { name: "Text size" });
  expect(zoom, "as it was kept").toHaveBeenLastCalledWith(1.75);
  await made.user.click(within(group).getByRole("button", { name: "Larger text" }));
  expect(zoom).toHaveBeenLastCalledWith(2);
  expect(within(group).getByRole("button", { name: "Larger text" }).hasAttribute("disabled"), "200 is the end").toBe(true);
  await waitFor(() => expect(made.calls.findLast((call) => call.command === "settings_set")?.payload).toMatchObject({ window: { textSize: 200 } }));
  await made.user.keyboard("{Control>}0{/Control}");
  expect(zoom, "Ctrl+0 is the usual size").toHaveBeenLastCalledWith(1);
  await made.user.keyboard("{Control>}-{/Control}");
  expect(zoom).toHaveBeenLastCalledWith(0.9);
});

test("a browser has its own way to size the text", async () => {
  openWindow({}, "/settings");
  await screen.findByRole("heading", { name: "Settings" });
  expect(screen.queryByRole("group", { name: "Text size" })).toBeNull();
});
