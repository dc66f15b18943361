import { Button } from "@/components/Button";
import { Icon } from "@/components/Icon";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { useDrafts, useDraftStore } from "@/drafts/provider";
import { changesOf } from "@/drafts/store";
import { t } from "@/i18n";
import { labelOf } from "@/scim/labels";
import s from "./tray.module.css";
import { useCommand } from "@/commands/registry";

/** What is not sent yet, over all people of the connection. */
export function Tray({ connection, onReview }: { connection: string; onReview(): void }) {
  const { drafts, changes } = useDrafts(connection);
  const store = useDraftStore();
  const toasts = useToasts();
  useCommand({ id: "drafts.redo", label: t("tray.redo"), hotkey: "Mod+Shift+Z", enabled: store.canRedo, run: store.redo });
  useCommand({ id: "drafts.undo", label: t("tray.undo"), hotkey: "Mod+Z", enabled: store.canUndo, run: store.undo });
  if (changes === 0) return null;
  const list = drafts.map((draft) => `${draft.label}: ${changesOf(draft).map((change) => labelOf(change.path)).join(", ")}`).join(" · ");

  function discard() {
    store.dropAll(connection);
    toasts.show({ tone: "draft", title: t("tray.discarded", { n: changes }), action: { label: t("tray.bringBack"), run: store.undo } });
  }

  return (
    <div className={s.tray} role="status" data-region="tray">
      <Icon name="pencil" />
      <span className={s.trayWhat}>{t("tray.what", { n: changes })}</span>
      <bdi className={`${s.trayList} truncate`} title={list}>{list}</bdi>
      <span className="spacer" />
      {store.canUndo && <Button kind="ghost" hotkey="Mod+Z" onClick={store.undo}>{t("tray.undo")}</Button>}
      <CommandButton kind="ghost" command={{ id: "drafts.discard", label: t("tray.discard"), run: discard }} />
      <CommandButton kind="primary" showKey command={{ id: "drafts.review", label: t("tray.review", { n: changes }), hotkey: "Mod+S", run: onReview }} />
    </div>
  );
}
