import { midSentence } from "@/scim/labels";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Status } from "@/components/marks";
import { formatNumber, t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import type { CopyState } from "@/rpc/types";
import { sayGap } from "@/scim/words";
import f from "./chips.module.css";

/** How many the server says there are beyond what came; undefined where nothing is said. */
export function gapOf(copy: CopyState): number {
  return copy.changesOnly || copy.total === null ? 0 : Math.max(0, copy.total - copy.received);
}

/** What is known of the copy's wholeness, in one word. */
export function integrityOf(copy: CopyState): "complete" | "duplicates" | "gaps" | "incomplete" {
  if (gapOf(copy) > 0) return "gaps";
  if (!copy.complete) return "incomplete";
  return copy.duplicates > 0 ? "duplicates" : "complete";
}

/** The evidence for what the integrity meter says. */
export function IntegrityDialog({ copy, types, reading, onRead, onClose }: { copy: CopyState; types: string; reading: boolean; onRead(): void; onClose(): void }) {
  const state = integrityOf(copy);
  const gap = gapOf(copy);
  return (
    <Dialog
      title={t("integrity.title", { types: midSentence(types) })}
      width={520}
      onClose={onClose}
      foot={(
        <>
          <Button kind="ghost" icon="refresh" disabled={reading} onClick={() => { onRead(); onClose(); }}>{t("integrity.readAll")}</Button>
          <span className="spacer" />
          <Button kind="primary" onClick={onClose}>{t("common.close")}</Button>
        </>
      )}
    >
      <dl className={f.facts}>
        <dt>{t("integrity.state")}</dt>
        <dd><Status tone={state === "complete" ? "ok" : "warn"} small>{t(`integrity.${state}`)}</Status></dd>
        {copy.syncedAt && <><dt>{t("integrity.readAt")}</dt><dd>{dateTime(copy.syncedAt)}</dd></>}
        <dt>{t("integrity.how")}</dt>
        <dd>{t(copy.changesOnly ? "integrity.changesOnly" : "integrity.whole")}</dd>
        <dt>{t("integrity.received")}</dt><dd>{formatNumber(copy.received)}</dd>
        <dt>{t("integrity.said")}</dt><dd>{copy.total === null ? t("integrity.saidNothing") : formatNumber(copy.total)}</dd>
        <dt>{t("integrity.kept")}</dt><dd>{formatNumber(copy.count)}</dd>
        <dt>{t("integrity.twice")}</dt><dd>{formatNumber(copy.duplicates)}</dd>
        {gap > 0 && <><dt>{t("integrity.missing")}</dt><dd>{formatNumber(gap)}</dd></>}
        {copy.reason && <><dt>{t("integrity.reason")}</dt><dd>{sayGap(copy)}</dd></>}
      </dl>
    </Dialog>
  );
}
