import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Failed } from "@/components/Failed";
import { answerOf, emptyGuard } from "@/components/guard";
import { Checkbox } from "@/components/inputs";
import { EnvBadge } from "@/components/marks";
import { Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { useAct, useClient, useEvents } from "@/rpc/provider";
import type { CalibrationProgress, CalibrationReport, ConnectionView, EngineEvent } from "@/rpc/types";
import { Plan } from "./Plan";
import { Progress } from "./Progress";
import { Result } from "./Result";

/** What a calibration would do, the consent to it, how it goes, and what it found. */
export function CalibrateDialog({ connection, onClose }: { connection: ConnectionView; onClose(): void }) {
  const { id, name } = connection;
  const client = useClient();
  const { mutate: prepare, data: plan, error: refused } = useAct("calibration_plan");
  const calibrate = useAct("calibrate");
  const [guard, setGuard] = useState(emptyGuard);
  const [progress, setProgress] = useState<CalibrationProgress>();
  const [report, setReport] = useState<CalibrationReport>();
  const [failed, setFailed] = useState<unknown>();
  const [running, setRunning] = useState(false);
  const [stopping, setStopping] = useState(false);
  const asked = useRef(false);
  useEffect(() => {
    // A plan is made once: a new one would be another to agree to.
    if (!asked.current) prepare({ connection: id });
    asked.current = true;
  }, [prepare, id]);
  useEvents(useCallback((event: EngineEvent) => {
    if (event.kind === "calibration" && event.connection === id) setProgress(event);
  }, [id]));

  const answer = plan ? answerOf(plan.guard, guard) : "missing";
  async function run() {
    if (!plan || answer === "missing") return;
    setRunning(true);
    try {
      const confirmation = answer ? await client.call("change_confirm", { connection: id, fingerprint: plan.fingerprint, count: plan.count, answer }) : null;
      setReport(await calibrate.mutateAsync({ connection: id, fingerprint: plan.fingerprint, confirmation }));
    } catch (error) {
      setFailed(error);
    } finally {
      setRunning(false);
    }
  }
  const stop = () => {
    setStopping(true);
    void client.call("calibration_cancel", { connection: id });
  };
  const error = refused ?? failed;
  /** Another plan, which is agreed to anew. */
  const again = () => {
    setFailed(undefined);
    setGuard(emptyGuard);
    prepare({ connection: id });
  };

  return (
    <Dialog
      width={720}
      title={t(report ? "calibrate.done" : "calibrate.title", { name })}
      sub={report ? t("calibrate.doneSub", { requests: report.requests }) : t("calibrate.sub")}
      // While it runs there is a way to stop it, which cleans up.
      onClose={running ? stop : onClose}
      guard={plan && !running && !report && !error && (
        <div className={`${d.guard} ${d.guardCalm}`}>
          <EnvBadge environment={connection.environment} />
          <div className={d.guardText}>
            <Checkbox checked={guard.yes} onChange={(yes) => setGuard({ ...guard, yes })}>{t("calibrate.agree", { count: plan.count, name })}</Checkbox>
          </div>
        </div>
      )}
      foot={(
        <>
          <span className="spacer" />
          {running ? <Button size="lg" disabled={stopping} onClick={stop}>{t(stopping ? "calibrate.stopping" : "calibrate.stop")}</Button>
            : report || error ? <Button kind="primary" size="lg" hotkey="Escape" onClick={onClose}>{t("common.close")}</Button> : (
              <>
                <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
                <CommandButton kind="primary" size="lg" showKey command={{ id: "calibrate.run", label: t("calibrate.do"), hotkey: "Mod+Enter", enabled: answer !== "missing", run: () => void run() }} />
              </>
            )}
        </>
      )}
    >
      {error ? <Failed error={error} onAgain={again} />
        : report ? <Result report={report} />
        : running && plan ? <Progress steps={plan.steps} progress={progress} />
        : plan ? <Plan plan={plan} />
        : <div className={d.dialogPad} role="status" aria-label={t("calibrate.preparing")}><Skeleton rows={5} /></div>}
    </Dialog>
  );
}
