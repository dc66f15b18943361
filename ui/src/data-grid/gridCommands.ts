import type { CommandSpec } from "@/commands/registry";
import { t } from "@/i18n";

/** What the grid does by keys of its own, so that the palette, the keys and the menu know it too. */
export function gridCommands({ selected, ofRow, copy, menu }: { selected: number; ofRow: readonly CommandSpec[]; copy: ((what: "cells" | "record") => void) | undefined; menu: (() => void) | undefined }): CommandSpec[] {
  const n = selected;
  return [
    ...(copy ? [
      { id: "grid.copy", label: t(n > 0 ? "menu.copyRows" : "menu.copyCell", { n }), hotkey: "Mod+C", local: true, run: () => copy("cells") },
      { id: "grid.record", label: t(n > 0 ? "menu.copyRecords" : "menu.copyRecord", { n }), hotkey: "Mod+Shift+C", local: true, run: () => copy("record") },
    ] : []),
    ...(menu ? [{ id: "grid.menu", label: t("grid.openMenu"), hotkey: "Shift+F10", local: true, run: menu }] : []),
    ...ofRow.map((command) => ({ ...command, local: true })),
  ];
}
