import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { Icon } from "@/components/Icon";
import { Note } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { useCommand } from "@/commands/registry";
import { useDrafts, useDraftStore } from "@/drafts/provider";
import { changesOf, secretsIn, type Draft } from "@/drafts/store";
import { t } from "@/i18n";
import { labelOf, typeLabel } from "@/scim/labels";
import { nameOf } from "@/scim/model";
import a from "./actions.module.css";
import s from "./tray.module.css";

const named = (draft: Draft) => nameOf(draft.isNew ? draft.desired : draft.base) || draft.label;
const fieldsOf = (draft: Draft) => changesOf(draft).map((change) => labelOf(change.path)).join(", ");

/** What is not sent yet, over all people of the connection. */
export function Tray({ connection, onReview, onOpen }: { connection: string; onReview(): void; onOpen(typeName: string, id: string): void }) {
  const { drafts, changes } = useDrafts(connection);
  const store = useDraftStore();
  const toasts = useToasts();
  const [listing, setListing] = useState(false);
  useCommand({ id: "drafts.redo", label: t("tray.redo"), hotkey: "Mod+Shift+Z", enabled: store.canRedo, run: store.redo });
  useCommand({ id: "drafts.undo", label: t("tray.undo"), hotkey: "Mod+Z", enabled: store.canUndo, run: store.undo });
  if (changes === 0) return null;
  const list = drafts.map((draft) => `${named(draft)}: ${fieldsOf(draft)}`).join(" · ");
  const secret = drafts.some((draft) => secretsIn(draft).length > 0);

  function discard() {
    store.dropAll(connection);
    toasts.show({ tone: "draft", title: t("tray.discarded", { n: changes }), action: { label: t("tray.bringBack"), run: store.undo } });
  }

  return (
    <>
      <div className={s.tray} role="status" data-region="tray">
        <Icon name="pencil" />
        <span className={s.trayWhat}>{t("tray.what", { n: changes })}</span>
        <bdi className={`${s.trayList} truncate`} title={list}>{list}</bdi>
        <span className="spacer" />
        {store.canUndo && <Button kind="ghost" hotkey="Mod+Z" onClick={store.undo}>{t("tray.undo")}</Button>}
        <CommandButton kind="ghost" command={{ id: "drafts.list", label: t("tray.all"), run: () => setListing(true) }} />
        <CommandButton kind="ghost" command={{ id: "drafts.discard", label: t("tray.discard"), run: discard }} />
        <CommandButton kind="primary" showKey command={{ id: "drafts.review", label: t("tray.review", { n: changes }), hotkey: "Mod+S", run: onReview }} />
      </div>
      {listing && (
        <Dialog title={t("tray.all")} sub={t("tray.what", { n: changes })} width={560} onClose={() => setListing(false)} foot={<><span className="spacer" /><Button onClick={() => setListing(false)}>{t("common.close")}</Button></>}>
          {secret && <Note tone="draft" icon="key">{t("tray.memoryOnly")}</Note>}
          <ul className={a.list}>
            {drafts.map((draft) => (
              <li key={`${draft.typeName}/${draft.id}`} className={a.row}>
                <Button kind="ghost" size="sm" onClick={() => { setListing(false); onOpen(draft.typeName, draft.id); }}><bdi>{named(draft)}</bdi></Button>
                <span className="xs muted truncate">{typeLabel(draft.typeName)} · {fieldsOf(draft)}</span>
                <span className="spacer" />
                <IconButton size="sm" icon="trash" label={t("tray.discardOne", { name: named(draft) })} onClick={() => { store.drop(draft); if (drafts.length === 1) setListing(false); }} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
