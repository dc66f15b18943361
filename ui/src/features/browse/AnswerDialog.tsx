import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Status } from "@/components/marks";
import { formatNumber, t } from "@/i18n";
import { midSentence } from "@/scim/labels";
import { sayGap } from "@/scim/words";
import f from "./chips.module.css";
import type { LiveAnswer } from "./useLive";

/** The evidence for what the meter says of a server's answer. */
export function AnswerDialog({ live, types, onAgain, onClose }: { live: LiveAnswer; types: string; onAgain(): void; onClose(): void }) {
  const { received, total, end, rows, filteredBy } = live;
  const missing = total === null || end?.cut ? 0 : Math.max(0, total - received);
  return (
    <Dialog
      title={t("integrity.answer", { types: midSentence(types) })}
      width={520}
      onClose={onClose}
      foot={(
        <>
          <Button kind="ghost" icon="refresh" onClick={() => { onAgain(); onClose(); }}>{t("integrity.askAgain")}</Button>
          <span className="spacer" />
          <Button kind="primary" onClick={onClose}>{t("common.close")}</Button>
        </>
      )}
    >
      <dl className={f.facts}>
        <dt>{t("integrity.state")}</dt>
        <dd><Status tone={end?.complete ? "ok" : "warn"} small>{t(end?.complete ? "common.complete" : "common.incomplete")}</Status></dd>
        <dt>{t("integrity.how")}</dt>
        <dd>{t(filteredBy === "rollcall" ? "browse.filteredHere" : filteredBy === "server" ? "browse.filteredServer" : "integrity.unfiltered")}</dd>
        <dt>{t("integrity.received")}</dt><dd>{formatNumber(received)}</dd>
        <dt>{t("integrity.said")}</dt><dd>{total === null ? t("integrity.saidNothing") : formatNumber(total)}</dd>
        <dt>{t("integrity.shown")}</dt><dd>{formatNumber(rows.length)}{end?.cut && <>. {t("browse.cut", { n: rows.length })}</>}</dd>
        {missing > 0 && <><dt>{t("integrity.missing")}</dt><dd>{formatNumber(missing)}</dd></>}
        {end && !end.complete && (end.incompleteReason !== null || end.gap) && <><dt>{t("integrity.reason")}</dt><dd>{sayGap({ reason: end.incompleteReason, gap: end.gap, received, total })}</dd></>}
      </dl>
    </Dialog>
  );
}
