import { cx } from "@/components/cx";
import { t } from "@/i18n";
import type { JobFigures } from "@/rpc/jobs";
import s from "./jobs.module.css";

const part = (n: number) => ({ flex: `${n} 0 0`, ...(n === 0 ? { display: "none" } : {}) });

/** How the rows ended, as a bar; the same numbers stand beside it in words. */
export function ResultBar({ figures, thin }: { figures: JobFigures; thin?: boolean }) {
  return (
    <span className={cx("bar", thin ? "bar--thin" : s.rbar)} role="progressbar" aria-label={t("jobs.progress")} aria-valuemin={0} aria-valuemax={figures.changes} aria-valuenow={figures.done}>
      <i className="fill--ok" style={part(figures.succeeded)} />
      <i className="fill--warn" style={part(figures.unknown + figures.needsYou)} />
      <i className="fill--bad" style={part(figures.failed)} />
      <i className="fill--skip" style={part(figures.cancelled)} />
      <i className={cx("fill--wait", s.wait)} style={part(figures.waiting)} />
    </span>
  );
}
