import { Fragment } from "react";
import { t } from "@/i18n";
import { cx } from "./cx";
import { Icon } from "./Icon";
import s from "./steps.module.css";

/** The way of a job: to do, current, done. */
export function Steps({ steps, current }: { steps: readonly string[]; current: number }) {
  return (
    <ol className={s.steps} aria-label={t("import.steps")}>
      {steps.map((step, index) => (
        <Fragment key={step}>
          {index > 0 && <li className={s.stepsLine} aria-hidden="true" />}
          <li className={cx(s.step, index < current && s.isDone, index === current && s.isCurrent)} aria-current={index === current ? "step" : undefined}>
            <span className={s.stepMark}>{index < current ? <Icon name="check" /> : index + 1}</span>
            {step}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}
