import d from "@/components/dialog.module.css";
import { Note, Scim } from "@/components/marks";
import { t } from "@/i18n";
import { took } from "@/i18n/dates";
import type { CalibrationReport } from "@/rpc/types";
import { factLabel, hasLabel, valueLabel } from "@/scim/facts";
import { promiseTone, sayPromise } from "@/scim/promise";
import { sayEvidence } from "@/scim/words";
import s from "./calibration.module.css";
import { LeftList } from "./LeftList";

const seen = (ms: number | null) => (ms === null ? t("calibrate.notSeen") : ms === 0 ? t("calibrate.atOnce") : took(ms));

const notes = { ok: ["ok", "ok"], warn: ["warn", "warning"], bad: ["bad", "error"] } as const;

/** What was found, what jobs can promise by it, and what is left. */
export function Result({ report }: { report: CalibrationReport }) {
  const [tone, icon] = notes[promiseTone(report.guarantee)];
  const { lag, left } = report;
  return (
    <div className={d.dialogPad}>
      {report.stopped !== null && <Note tone="warn" icon="warning">{t(`calibrateStop.${report.stopped}`)} {report.refusal !== null && <bdi>{report.refusal}</bdi>}</Note>}
      <Note tone={tone} icon={icon}><b>{t("promise.title")}:</b> {sayPromise(report.guarantee)}</Note>
      {left.length > 0
        ? <Note tone="bad" icon="error"><b>{t("calibrate.left", { count: left.length })}</b><LeftList entries={left} /></Note>
        : report.made > 0 && <Note tone="ok" icon="ok">{t("calibrate.clean")}</Note>}
      {report.made > 0 && (
        <p><b className="medium">{t("calibrate.lag")}</b>: {[t("calibrate.lagId", { time: seen(lag.byId) }), t("calibrate.lagFilter", { time: seen(lag.byFilter) }), t("calibrate.lagList", { time: seen(lag.inList) })].join(", ")}</p>
      )}
      {report.findings.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the dialog scrolls, and a key must be able to
        <div role="region" tabIndex={0} aria-label={t("calibrate.findings")}>
          <table className={s.findings}>
            <thead><tr><th scope="col">{t("calibrate.finding")}</th><th scope="col">{t("calibrate.value")}</th><th scope="col">{t("calibrate.evidence")}</th></tr></thead>
            <tbody>
              {report.findings.map((found) => (
                <tr key={found.feature}>
                  <th scope="row">{hasLabel(found.feature) ? <>{factLabel(found.feature)} <Scim>({found.feature})</Scim></> : <span className="mono">{found.feature}</span>}</th>
                  <td><bdi>{valueLabel(found.value)}</bdi></td>
                  <td className="xs muted"><bdi>{sayEvidence(found.said, found.evidence)}</bdi></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
