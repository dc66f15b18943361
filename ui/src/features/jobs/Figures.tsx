import { cx } from "@/components/cx";
import jp from "@/components/jobparts.module.css";
import { formatNumber, formatPercent, t, type MessageKey } from "@/i18n";
import { about, dateTime, exact } from "@/i18n/dates";
import { hasEnded, type JobFigures } from "@/rpc/jobs";
import type { JobView } from "@/rpc/types";
import { useNow } from "@/components/useNow";
import { jobLook } from "./looks";
import s from "./jobs.module.css";
import { ResultBar } from "./ResultBar";

/** How many are done and proven, how the others stand, and how long it will take. */
export function Figures({ job, figures }: { job: JobView; figures: JobFigures }) {
  const ended = hasEnded(job);
  const good = ended ? figures.succeeded : figures.done;
  const parts: [string, MessageKey, number, MessageKey][] = [
    ["fill--ok", "run.succeeded", figures.succeeded, "run.succeededSub"],
    ...(ended ? [] : [["fill--wait", "run.waiting", figures.waiting, "run.waitingSub"] as [string, MessageKey, number, MessageKey]]),
    ["fill--warn", "run.unknown", figures.unknown, "run.unknownSub"],
    ["fill--warn", "run.needsYou", figures.needsYou, "run.needsYouSub"],
    ["fill--bad", "run.failed", figures.failed, "run.failedSub"],
    ...(figures.cancelled > 0 ? [["fill--skip", "run.cancelled", figures.cancelled, "run.cancelledSub"] as [string, MessageKey, number, MessageKey]] : []),
  ];
  return (
    <div className={s.rtop}>
      <section className={s.rprog} aria-label={t("jobs.progress")}>
        <div className={cx("row", s.baseline)}>
          <span className={s.rprogN}>{formatNumber(good)}</span>
          <span className="muted">{t(ended ? "run.ofProven" : "run.ofDone", { total: figures.changes })}</span>
          <span className="spacer" />
          <span className="muted">{formatPercent(figures.percent / 100)}</span>
        </div>
        <ResultBar figures={figures} />
        <Announce percent={figures.percent} done={figures.done} total={figures.changes} />
        <div className={s.rss}>
          {parts.map(([fill, key, n, sub]) => (
            <div key={key} className={s.rs}>
              <span className={s.rsL}><span className={cx("swatch", fill)} />{t(key)}</span>
              <b>{formatNumber(n)}</b>
              <span className="xs faint">{t(sub)}</span>
            </div>
          ))}
        </div>
      </section>
      <TimeLeft job={job} ended={ended} />
    </div>
  );
}

/** Said to screen readers every ten percent, not at every row. */
function Announce({ percent, done, total }: { percent: number; done: number; total: number }) {
  const step = Math.floor(percent / 10) * 10;
  return <span className="sr-only" role="status" key={step}>{t("jobs.of", { done, total })}</span>;
}

function TimeLeft({ job, ended }: { job: JobView; ended: boolean }) {
  const now = useNow(1000);
  const begun = job.startedAt ? new Date(job.startedAt).getTime() : undefined;
  const until = job.endedAt ? new Date(job.endedAt).getTime() : now;
  const headline = ended ? jobLook(job).text : job.state === "running" ? (job.etaSeconds === null ? t("run.leftUnknown") : about(job.etaSeconds * 1000)) : t("run.standing");
  return (
    <section className={s.reta} aria-label={t("run.left")}>
      <span className="xs muted">{t(ended ? "run.ended" : "run.left")}</span>
      <span className={s.retaN}>{headline}</span>
      <dl className={cx(jp.kv, s.kv)}>
        {job.startedAt && <><dt>{t("run.started")}</dt><dd title={exact(job.startedAt)}>{dateTime(job.startedAt)}</dd></>}
        {begun !== undefined && <><dt>{t("run.took")}</dt><dd>{about(until - begun)}</dd></>}
        {job.perSecond !== null && !ended && <><dt>{t("run.speed")}</dt><dd>{t("run.perMinute", { n: Math.round(job.perSecond * 60) })}</dd></>}
      </dl>
    </section>
  );
}
