import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { CommandProvider } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";

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
