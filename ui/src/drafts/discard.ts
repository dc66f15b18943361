import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useDraftStore } from "./provider";
import { changesOf, type Draft } from "./store";

/** Gives up drafts, and offers the way back for a while. */
export function useDiscard(): (drafts: readonly Draft[]) => void {
  const store = useDraftStore();
  const toasts = useToasts();
  return (drafts) => {
    const n = drafts.reduce((sum, draft) => sum + changesOf(draft).length, 0);
    toasts.show({ tone: "draft", title: t("tray.discarded", { n }), action: { label: t("tray.bringBack"), run: store.drop(drafts) } });
  };
}
