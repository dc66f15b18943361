import d from "@/components/dialog.module.css";
import { Note } from "@/components/marks";
import { formatNumber, Message, t, type MessageKey } from "@/i18n";
import type { CalibrationPlan } from "@/rpc/types";
import s from "./calibration.module.css";

const warnings: Readonly<Record<string, MessageKey>> = { soft: "calibrate.soft", irreversible: "calibrate.irreversible", membership: "calibrate.membership" };

/** What would be made, and every request. */
export function Plan({ plan }: { plan: CalibrationPlan }) {
  const warning = warnings[plan.deleteUser ?? ""];
  const bulk = plan.steps.some((step) => step.stage === "bulk");
  return (
    <div className={d.dialogPad}>
      <div>
        <h3 className={s.h}>{t("calibrate.makes")}</h3>
        <ul className={s.makes}>
          <li><Message id="calibrate.user" values={{ name: plan.userName }} /></li>
          {plan.groupName !== null && <li><Message id="calibrate.group" values={{ name: plan.groupName }} /></li>}
          <li>{t(bulk && plan.groupName !== null ? "calibrate.othersBulk" : "calibrate.others")}</li>
        </ul>
      </div>
      <p>{t("calibrate.bounds", { requests: plan.mostRequests, seconds: plan.mostSeconds })}</p>
      {warning && <Note tone="warn" icon="warning">{t(warning)}</Note>}
      {plan.idpManaged && <Note tone="warn" icon="lock">{t("calibrate.managed")}</Note>}
      <details className={s.requests}>
        <summary>{t("calibrate.requests")}</summary>
        <dl>
          {plan.steps.map((step) => (
            <div key={step.stage}>
              <dt>{t(`calibrateStage.${step.stage}`)}</dt>
              <dd>
                {step.requests.map((request) => (
                  <span key={request.method + request.path}><bdi className="mono">{request.method} {request.path}</bdi> <span className="faint">{t("calibrate.most", { n: formatNumber(request.most) })}</span></span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
