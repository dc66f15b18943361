import { useCommandList } from "@/commands/registry";
import type { RowSource } from "@/data-grid/types";
import { t } from "@/i18n";

/** With a record open, the one before and after it in the order of the list. */
export function useSteps(source: RowSource<{ id: string }>, current: string | undefined, onOpen: (id: string) => void) {
  function step(by: number) {
    for (let at = 0; at < source.count; at += 1) {
      if (source.row(at)?.id !== current) continue;
      const next = source.row(at + by);
      if (next) onOpen(next.id);
      return;
    }
  }
  useCommandList(current === undefined ? [] : [
    { id: "detail.previous", label: t("detail.previous"), hotkey: "Alt+ArrowUp", run: () => step(-1) },
    { id: "detail.next", label: t("detail.next"), hotkey: "Alt+ArrowDown", run: () => step(1) },
  ]);
}
