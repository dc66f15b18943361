import { useState } from "react";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { answerOf, emptyGuard, Typed } from "@/components/guard";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { Message, t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { Guard, JobView } from "@/rpc/types";

/** Lifts the caps for one plan: always typed, wherever it runs. */
export function ReleaseDialog({ job, onClose }: { job: JobView; onClose(): void }) {
  const release = useAct("job_release");
  const toasts = useToasts();
  const [state, setState] = useState(emptyGuard);
  const guard: Extract<Guard, { kind: "askTyped" }> = { kind: "askTyped", name: job.connectionName, count: job.changes, irreversible: false };
  const answer = answerOf(guard, state);
  return (
    <Dialog
      role="alertdialog"
      width={780}
      title={t("releaseDialog.title")}
      onClose={onClose}
      guard={<div className={d.guard}><div className={d.guardText}><bdi className="medium">{job.connectionName}</bdi></div><Typed guard={guard} state={state} onState={setState} /></div>}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton
            kind="danger"
            size="lg"
            showKey
            command={{
              id: "job.release", label: t("releaseDialog.do"), hotkey: "Mod+Enter", enabled: !release.isPending && answer !== "missing",
              run: () => { if (answer && answer !== "missing") release.mutate({ job: job.job, answer }, { onSuccess: onClose, onError: toasts.fail }); },
            }}
          />
        </>
      )}
    >
      <div className={d.dialogPad}><p><Message id="releaseDialog.text" values={{ deactivate: job.counts["deactivate"] ?? 0, delete: job.counts["delete"] ?? 0 }} /></p></div>
    </Dialog>
  );
}
