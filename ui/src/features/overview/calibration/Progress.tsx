import { cx } from "@/components/cx";
import d from "@/components/dialog.module.css";
import { Icon } from "@/components/Icon";
import { t } from "@/i18n";
import type { CalibrationProgress, CalibrationStep } from "@/rpc/types";
import s from "./calibration.module.css";

/** Which measurement is under way. */
export function Progress({ steps, progress }: { steps: readonly CalibrationStep[]; progress: CalibrationProgress | undefined }) {
  const now = steps.findIndex((step) => step.stage === (progress?.stage ?? "create"));
  return (
    <div className={d.dialogPad}>
      <ol className={s.stages} aria-label={t("calibrate.running")}>
        {steps.map((step, index) => (
          <li key={step.stage} className={cx(index > now && "faint")} aria-current={index === now ? "step" : undefined}>
            {index < now ? <Icon name="check" size="sm" /> : index === now ? <Icon name="chev-r" size="sm" /> : <span className={s.todo} />}
            {t(`calibrateStage.${step.stage}`)}
          </li>
        ))}
      </ol>
      <p className="xs muted" role="status">{t("calibrate.made", { requests: progress?.requests ?? 0 })}</p>
    </div>
  );
}
