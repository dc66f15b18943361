import { Button, IconButton, TextButton } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { toggled } from "@/data-grid/selection";
import { t } from "@/i18n";
import { midSentence } from "@/scim/labels";
import type { Choice } from "./useChoice";
import s from "./choose.module.css";

/** The list of what is selected; each can be taken out. */
export function SelectionDialog({ choice, type, types, onOpen, onClose }: { choice: Choice; type: string; types: string; onOpen(id: string): void; onClose(): void }) {
  const { selection, selected } = choice;
  const ids = [...selection.ids];
  return (
    <Dialog
      title={t("browse.selected", { n: selected.count })}
      sub={selection.all ? t("browse.allMeant", { n: selected.count, type: midSentence(type), types: midSentence(types) }) : undefined}
      width={480}
      onClose={onClose}
      foot={(
        <>
          <Button kind="ghost" onClick={() => { choice.clear(); onClose(); }}>{t("browse.clearSelection")}</Button>
          <span className="spacer" />
          <Button kind="primary" onClick={onClose}>{t("common.close")}</Button>
        </>
      )}
    >
      {selection.all && ids.length > 0 && <p className={s.chosenHead}>{t("browse.leftOut", { n: ids.length })}</p>}
      <ul className={s.chosen} aria-label={t("browse.selected", { n: selected.count })}>
        {ids.map((id) => (
          <li key={id} className={s.chosenRow}>
            <TextButton className="truncate" onClick={() => { onClose(); onOpen(id); }}><bdi>{choice.seen(id)?.label ?? id}</bdi></TextButton>
            <span className="spacer" />
            <IconButton size="sm" icon="x" label={t(selection.all ? "browse.takeBack" : "browse.takeOut")} onClick={() => choice.select(toggled(selection, id))} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
