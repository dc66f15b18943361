import { useLayoutEffect } from "react";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { CommandProvider } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { openWindow } from "./render";

test("what appears under a dialog while it is open waits until the dialog closes", async () => {
  const [under, inside] = [vi.fn(), vi.fn()];
  const page = (open: boolean, late: boolean) => (
    <CommandProvider>
      {late && <CommandButton command={{ id: "page.go", label: "Go", hotkey: "Mod+Enter", run: under }} />}
      {open && <Dialog title="Sent" onClose={() => {}} foot={<CommandButton command={{ id: "sent.close", label: "Close", hotkey: "Mod+Enter", run: inside }} />}>Done</Dialog>}
    </CommandProvider>
  );
  const { rerender } = render(page(true, false));
  rerender(page(true, true));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect([inside.mock.calls.length, under.mock.calls.length], "the key is the dialog's").toEqual([1, 0]);
  rerender(page(false, true));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect([inside.mock.calls.length, under.mock.calls.length], "and the page's again").toEqual([1, 1]);
});

/** Presses a key when the button is on the page and nothing has been painted yet. */
function AtOnce({ ready }: { ready: boolean }) {
  useLayoutEffect(() => {
    if (ready) globalThis.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true }));
  }, [ready]);
  return null;
}

test("a button that can be pressed takes its key in the same moment", () => {
  const sent = vi.fn();
  const page = (ready: boolean) => (
    <CommandProvider>
      <CommandButton command={{ id: "review.send", label: "Send", hotkey: "Mod+Enter", enabled: ready, run: sent }} />
      <AtOnce ready={ready} />
    </CommandProvider>
  );
  const { rerender } = render(page(false));
  rerender(page(true));
  expect(sent, "the key that the button shows is not lost").toHaveBeenCalledOnce();
});

test("Esc closes a dialog once, wherever the focus is", async () => {
  const close = vi.fn();
  const under = vi.fn();
  render(
    <CommandProvider>
      <CommandButton command={{ id: "page.leave", label: "Leave", hotkey: "Escape", run: under }} />
      <Dialog title="Review" onClose={close} foot={null}>Words, and nothing that takes the focus</Dialog>
    </CommandProvider>,
  );
  await userEvent.keyboard("{Escape}");
  expect(close.mock.calls.length, "the focus was in the dialog").toBe(1);
  globalThis.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect([close.mock.calls.length, under.mock.calls.length], "the focus was nowhere").toEqual([2, 0]);
});

test("a key of what has the focus is shown, and not taken from everything else", async () => {
  const copy = vi.fn();
  render(
    <CommandProvider>
      <CommandButton command={{ id: "grid.copy", label: "Copy cell", hotkey: "Mod+C", local: true, run: copy }} />
      <input aria-label="Text" />
    </CommandProvider>,
  );
  await userEvent.keyboard("{Control>}c{/Control}");
  expect(copy).not.toHaveBeenCalled();
});

test("the keys name what the list copies, its menu and its letters; the palette does it", async () => {
  const made = openWindow({ people: 40 }, "/c/c1/t/User");
  (await screen.findByRole("grid")).focus();
  await made.user.keyboard("{Shift>}?{/Shift}");
  const keys = await screen.findByRole("dialog");
  for (const line of ["Copy cell", "Copy record as JSON", "What can be done with this row", "Go to the row that begins so", "Sort, on the head of a column"]) expect(within(keys).getByText(line)).toBeDefined();
  await made.user.keyboard("{Escape}{Control>}k{/Control}>copy record{Enter}");
  await waitFor(async () => expect(JSON.parse(await navigator.clipboard.readText())).toHaveProperty("userName"));
});
