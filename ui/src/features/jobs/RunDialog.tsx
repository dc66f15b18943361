import { useState } from "react";
import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { answerOf, emptyGuard, Typed } from "@/components/guard";
import { Checkbox, TextInput } from "@/components/inputs";
import { EnvBadge, Note } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { formatNumber, Message, t } from "@/i18n";
import { useAct, useClient } from "@/rpc/provider";
import type { JobView } from "@/rpc/types";
import { actions, word } from "./looks";
import { midSentence } from "@/scim/labels";
import { promiseTone, sayPromise } from "@/scim/promise";
import s from "./jobs.module.css";

const FIRST_WAVE = 5;

/** The last question before a job sends: what, where, and on production the name and the number typed. */
export function RunDialog({ job, onClose }: { job: JobView; onClose(): void }) {
  const client = useClient();
  const start = useAct("job_start");
  const toasts = useToasts();
  const [guard, setGuard] = useState(emptyGuard);
  const [wave, setWave] = useState(job.environment === "production" && job.changes > FIRST_WAVE);
  const [first, setFirst] = useState(String(FIRST_WAVE));
  const [busy, setBusy] = useState(false);
  const answer = answerOf(job.guard, guard);
  const size = Number(first);
  const fits = !wave || (Number.isInteger(size) && size > 0);
  const what = actions.filter((action) => action !== "unchanged" && action !== "blocked" && (job.counts[action] ?? 0) > 0)
    .map((action) => `${midSentence(word("plan.action", action))} ${formatNumber(job.counts[action] ?? 0)}`).join(", ");

  async function run() {
    if (answer === "missing") return;
    setBusy(true);
    try {
      const confirmation = answer ? await client.call("job_confirm", { job: job.job, answer }) : null;
      await start.mutateAsync({ job: job.job, run: { first: wave ? size : null, confirmation } });
      onClose();
    } catch (error) {
      toasts.fail(error);
      setBusy(false);
    }
  }

  return (
    <Dialog
      role="alertdialog"
      width={780}
      title={t("runDialog.title", { n: job.changes })}
      onClose={onClose}
      guard={(
        <div className={cx(d.guard, job.environment !== "production" && job.guard.kind !== "askTyped" && d.guardCalm)}>
          {job.environment && <EnvBadge environment={job.environment} />}
          <div className={d.guardText}>
            <bdi className="medium">{job.connectionName}</bdi>
            {job.guard.kind === "askYes" && <div><Checkbox checked={guard.yes} onChange={(yes) => setGuard({ ...guard, yes })}>{t("runDialog.agree")}</Checkbox></div>}
            {job.guard.kind === "readOnly" && <div><Message id="review.readOnly" values={{ name: job.connectionName }} /></div>}
            {job.guard.kind === "locked" && <div><Message id="review.locked" values={{ name: job.connectionName }} /></div>}
          </div>
          {job.guard.kind === "askTyped" && <Typed guard={job.guard} state={guard} onState={setGuard} />}
        </div>
      )}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("runDialog.back")}</Button>
          <CommandButton kind="primary" size="lg" icon="play" showKey command={{ id: "job.run", label: t("runDialog.do"), hotkey: "Mod+Enter", enabled: !busy && fits && answer !== "missing", run: () => void run() }} />
        </>
      )}
    >
      <div className={d.dialogPad}>
        <p><Message id="runDialog.text" values={{ n: job.changes, name: job.connectionName, what }} /></p>
        {job.guard.kind === "askTyped" && job.guard.irreversible && <Note tone="bad" icon="error">{t((job.counts["delete"] ?? 0) > 0 ? "notice.delete_is_irreversible" : "notice.deactivate_destroys")}</Note>}
        {job.guarantee && <Note tone={promiseTone(job.guarantee)} icon={promiseTone(job.guarantee) === "ok" ? "shield" : "warning"}><b>{t("promise.title")}:</b> {sayPromise(job.guarantee)}</Note>}
        <div className={s.wave}>
          <Checkbox checked={wave} onChange={setWave}>{t("runDialog.first")}</Checkbox>
          <TextInput className={s.waveN} inputMode="numeric" name="first-wave" aria-label={t("runDialog.first")} disabled={!wave} invalid={!fits} value={first} onChange={(event) => setFirst(event.target.value)} />
          <span>{t("runDialog.rows")}</span>
        </div>
        <p className="xs faint">{t("runDialog.firstHint")}</p>
      </div>
    </Dialog>
  );
}
