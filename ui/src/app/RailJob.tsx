import { Link } from "@tanstack/react-router";
import { formatPercent, t } from "@/i18n";
import { about } from "@/i18n/dates";
import { figuresOf, useJobs } from "@/rpc/jobs";
import { jobTitle } from "@/scim/words";
import s from "./shell.module.css";

/** The job under way, at the foot of the rail, whatever else is on screen. */
export function RailJob() {
  const jobs = useJobs();
  const job = jobs.data?.find((each) => each.state === "running");
  if (!job) return null;
  const { percent } = figuresOf(job);
  const left = job.etaSeconds === null ? undefined : about(job.etaSeconds * 1000);
  return (
    <Link to="/jobs/$job" params={{ job: String(job.job) }} className={s.railjob} aria-label={t("rail.job", { title: jobTitle(job), percent })}>
      <span className={`${s.railjobText} row`}>
        <bdi className="truncate">{jobTitle(job)}</bdi>
        <span className="spacer" />
        <span>{formatPercent(percent / 100)}</span>
      </span>
      <span className="bar bar--thin"><i className="fill--accent" style={{ width: `${percent}%` }} /></span>
      <span className={`${s.railjobText} faint`}>{left ? t("rail.jobLeft", { left }) : t("rail.jobRuns")}</span>
    </Link>
  );
}
