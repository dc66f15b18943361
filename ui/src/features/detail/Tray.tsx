import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { Icon } from "@/components/Icon";
import { Note } from "@/components/marks";
import { useCommand } from "@/commands/registry";
import { useDiscard } from "@/drafts/discard";
import { useDrafts, useSteps } from "@/drafts/provider";
import { changesOf, secretsIn, type Draft, type DraftKey } from "@/drafts/store";
import { t } from "@/i18n";
import { labelOf, typeLabel } from "@/scim/labels";
import { nameOf } from "@/scim/model";
import a from "./actions.module.css";
import s from "./tray.module.css";

const named = (draft: Draft) => nameOf(draft.isNew ? draft.desired : draft.base) || draft.label;
const fieldsOf = (draft: Draft) => changesOf(draft).map((change) => labelOf(change.path)).join(", ");

/** Memberships gathered for somebody: they are sent from that person's groups. */
export interface Gathered {
  id: string;
  typeName: string;
  label: string;
  changes: readonly { label: string; join: boolean }[];
}

interface Props {
  open: DraftKey;
  gathered: readonly Gathered[];
  onReview(): void;
  onOpen(typeName: string, id: string): void;
  onGroups(gathered: Gathered): void;
  onForget(gathered: Gathered): void;
}

const groupsOf = ({ changes }: Gathered) => changes.map((each) => t(each.join ? "tray.join" : "tray.leave", { name: each.label })).join(", ");

/** What is not sent yet, over all people of the connection. Undo and redo are of the record that is open. */
export function Tray({ open, gathered, onReview, onOpen, onGroups, onForget }: Props) {
  const { connection } = open;
  const { drafts, changes } = useDrafts(connection);
  const steps = useSteps(open);
  const discard = useDiscard();
  const [listing, setListing] = useState(false);
  useCommand({ id: "drafts.redo", label: t("tray.redo"), hotkey: "Mod+Shift+Z", enabled: steps.canRedo, run: steps.redo });
  useCommand({ id: "drafts.undo", label: t("tray.undo"), hotkey: "Mod+Z", enabled: steps.canUndo, run: steps.undo });
  const memberships = gathered.reduce((sum, each) => sum + each.changes.length, 0);
  const entries = drafts.length + gathered.length;
  if (entries === 0) return null;
  const list = [...drafts.map((draft) => `${named(draft)}: ${fieldsOf(draft)}`), ...gathered.map((each) => `${each.label}: ${groupsOf(each)}`)].join(" · ");
  const what = [changes > 0 && t("tray.what", { n: changes }), memberships > 0 && t("tray.memberships", { n: memberships })].filter(Boolean).join(" · ");
  const secret = drafts.some((draft) => secretsIn(draft).length > 0);

  return (
    <>
      <div className={s.tray} role="status" data-region="tray">
        <Icon name="pencil" />
        <span className={s.trayWhat}>{what}</span>
        <bdi className={`${s.trayList} truncate`} title={list}>{list}</bdi>
        {steps.canUndo && <Button kind="ghost" hotkey="Mod+Z" title={t("tray.undoHere")} onClick={steps.undo}>{t("tray.undo")}</Button>}
        <CommandButton kind="ghost" command={{ id: "drafts.list", label: t("tray.all"), run: () => setListing(true) }} />
        {changes > 0 && <CommandButton kind="ghost" command={{ id: "drafts.discard", label: t("tray.discard"), run: () => discard(drafts) }} />}
        {changes > 0 && <CommandButton kind="primary" showKey command={{ id: "drafts.review", label: t("tray.review", { n: changes }), hotkey: "Mod+S", run: onReview }} />}
      </div>
      {listing && (
        <Dialog title={t("tray.all")} sub={what} width={560} onClose={() => setListing(false)} foot={<><span className="spacer" /><Button onClick={() => setListing(false)}>{t("common.close")}</Button></>}>
          {secret && <Note tone="draft" icon="key">{t("tray.memoryOnly")}</Note>}
          <ul className={a.list}>
            {drafts.map((draft) => (
              <li key={`${draft.typeName}/${draft.id}`} className={a.row}>
                <Button kind="ghost" size="sm" onClick={() => { setListing(false); onOpen(draft.typeName, draft.id); }}><bdi>{named(draft)}</bdi></Button>
                <span className="xs muted truncate">{typeLabel(draft.typeName)} · {fieldsOf(draft)}</span>
                <span className="spacer" />
                <IconButton size="sm" icon="trash" label={t("tray.discardOne", { name: named(draft) })} onClick={() => { discard([draft]); if (entries === 1) setListing(false); }} />
              </li>
            ))}
            {gathered.map((each) => (
              <li key={`groups/${each.id}`} className={a.row}>
                <Button kind="ghost" size="sm" onClick={() => { setListing(false); onGroups(each); }}><bdi>{each.label}</bdi></Button>
                <span className="xs muted truncate">{t("tray.groups")} · <bdi>{groupsOf(each)}</bdi></span>
                <span className="spacer" />
                <IconButton size="sm" icon="trash" label={t("tray.forget", { name: each.label })} onClick={() => { onForget(each); if (entries === 1) setListing(false); }} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
