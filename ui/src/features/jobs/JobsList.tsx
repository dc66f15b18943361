import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { EnvDot, Status } from "@/components/marks";
import { Empty, Skeleton } from "@/components/states";
import v from "@/components/view.module.css";
import jp from "@/components/jobparts.module.css";
import { CommandButton } from "@/components/CommandButton";
import { Message, t, type MessageKey } from "@/i18n";
import { dateTime, exact } from "@/i18n/dates";
import { figuresOf, hasEnded, isPlan, useJobs } from "@/rpc/jobs";
import type { JobView } from "@/rpc/types";
import { jobTitle } from "@/scim/words";
import { jobLook, needsYou } from "./looks";
import s from "./jobs.module.css";
import { ResultBar } from "./ResultBar";

interface Props {
  connection: string;
  onOpen(job: number): void;
  onImport(): void;
}

/** All jobs of a connection; those that wait for a person first. */
export function JobsList({ connection, onOpen, onImport }: Props) {
  const jobs = useJobs(connection);
  const all = jobs.data ?? [];
  const groups: [MessageKey, JobView[]][] = [
    ["jobs.needsYou", all.filter(needsYou)],
    ["jobs.underWay", all.filter((job) => !needsYou(job) && !hasEnded(job))],
    ["jobs.ended", all.filter(hasEnded)],
  ];
  return (
    <>
      <div className={v.viewbar}>
        <h1 className={v.viewbarTitle}>{t("jobs.title")}</h1>
        <span className="spacer" />
        <CommandButton icon="upload" command={{ id: "import.open", label: t("jobs.import"), hotkey: "Mod+I", run: onImport }} />
      </div>
      {jobs.error ? (
        <Failed error={jobs.error} onAgain={() => void jobs.refetch()} />
      ) : jobs.isLoading ? <Skeleton rows={6} />
        : all.length === 0 ? <Empty icon="jobs" title={t("jobs.none")} actions={<Button kind="primary" icon="upload" onClick={onImport}>{t("jobs.import")}</Button>}>{t("jobs.noneText")}</Empty>
        : (
          <div className={s.list}>
            {groups.filter(([, group]) => group.length > 0).map(([key, group]) => (
              <section key={key} aria-label={t(key)}>
                <h2 className={jp.gh}>{t(key)}, {group.length}</h2>
                {group.map((job) => <JobLine key={job.job} job={job} onOpen={() => onOpen(job.job)} />)}
              </section>
            ))}
          </div>
        )}
      <div className={v.statusbar}><span><Message id="jobs.count" values={{ n: all.length }} /></span></div>
    </>
  );
}

function JobLine({ job, onOpen }: { job: JobView; onOpen(): void }) {
  const look = jobLook(job);
  const figures = figuresOf(job);
  const bad = figures.failed + figures.needsYou;
  const when = job.endedAt ?? job.startedAt ?? job.createdAt;
  return (
    <button type="button" className={s.job} onClick={onOpen} aria-label={t("jobs.open", { title: jobTitle(job) })}>
      <Status tone={look.tone} icon={look.icon}>{look.text}</Status>
      <span className={s.jn}>
        <bdi className="truncate">{jobTitle(job)}</bdi>
        <span className={cx(s.jnS, "row")}>
          {job.environment && <EnvDot environment={job.environment} />}
          <span className="truncate"><bdi>{job.connectionName}</bdi>, {t("jobs.changes", { n: job.changes, source: job.sourceName ?? job.kind })}</span>
        </span>
      </span>
      <span className={s.jp}>
        {isPlan(job) ? t("jobs.planned") : (
          <>
            {bad > 0 ? t("jobs.ofFailed", { done: figures.done, total: figures.changes, failed: bad }) : t("jobs.of", { done: figures.done, total: figures.changes })}
            <ResultBar figures={figures} thin />
          </>
        )}
      </span>
      <span className={s.jw} title={exact(when)}>{dateTime(when)}</span>
    </button>
  );
}
