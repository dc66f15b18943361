import { useState, type ReactNode } from "react";
import { IconButton, TextButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Icon } from "@/components/Icon";
import { useToasts } from "@/components/toasts";
import { Message, t } from "@/i18n";
import { about } from "@/i18n/dates";
import { figuresOf, hasEnded } from "@/rpc/jobs";
import { useAct, useRead } from "@/rpc/provider";
import type { JobView } from "@/rpc/types";
import { saySaid } from "@/scim/words";
import s from "./groups.module.css";

/** More pieces than this cannot be told apart. */
const PIECES = 60;

/** Ended jobs that were seen and put away. */
const putAway = new Set<number>();

/** What ended before this window was opened is found in the list of jobs. */
const recent = (job: JobView) => job.endedAt !== null && new Date(job.endedAt).getTime() >= performance.timeOrigin;

interface Props {
  connection: string;
  /** The group's id. */
  group: string;
  name: string;
  onJob(job: number): void;
  /** Asks before the rest of a job is given up. */
  stopping(job: JobView, onClose: () => void): ReactNode;
}

/** The job that changes the members of this group, known by the group's id: how far it is, and its results until they are put away. */
export function RunningChange({ connection, group, name, onJob, stopping }: Props) {
  const jobs = useRead(["jobs"], "job_list", { connection });
  const [, setSeen] = useState(0);
  const started = jobs.data?.filter((each) => each.groups.includes(group) && each.startedAt !== null) ?? [];
  const job = started.find((each) => !hasEnded(each)) ?? started.find((each) => recent(each) && !putAway.has(each.job));
  if (!job) return null;
  if (hasEnded(job)) return <Ended job={job} name={name} onJob={onJob} onClose={() => { putAway.add(job.job); setSeen(job.job); }} />;
  return <Running key={job.job} job={job} name={name} onJob={onJob} stopping={stopping} />;
}

function Running({ job, name, onJob, stopping }: { job: JobView; name: string } & Pick<Props, "onJob" | "stopping">) {
  const [asking, setAsking] = useState(false);
  const pause = useAct("job_pause");
  const resume = useAct("job_resume");
  const toasts = useToasts();
  const { done, failed, needsYou, percent } = figuresOf(job);
  const chunk = Math.max(1, job.memberChunk);
  const requests = Math.ceil(job.changes / chunk);
  const pieces = Math.min(PIECES, requests);
  const passed = Math.floor((done / Math.max(1, job.changes)) * pieces);
  const running = job.state === "running" || job.state === "approved";
  const figures = t("groups.runDone", { done, n: job.changes, failed: failed + needsYou });
  const state = job.state === "paused" ? (saySaid(job.said, job.detail) || t("groups.runPaused")) : job.state === "cancelling" ? t("groups.runStopping") : job.control === "pause" ? t("groups.runPausing") : undefined;
  return (
    <section className={s.run} aria-label={t("groups.runLabel")}>
      <div className="row">
        <span className="strong truncate">{job.groups.length > 1 ? t("groups.runningSeveral", { n: job.groups.length }) : <Message id="groups.running" values={{ name }} />}</span>
        <span className="spacer" />
        {running && <CommandButton size="sm" kind="ghost" icon="pause" command={{ id: "group.pauseJob", label: t("run.pause"), hotkey: "Mod+.", enabled: !pause.isPending && job.control !== "pause", run: () => pause.mutate({ job: job.job }, { onError: toasts.fail }) }} />}
        {job.state === "paused" && <CommandButton size="sm" icon="play" command={{ id: "group.resumeJob", label: t("run.resume"), hotkey: "Mod+.", enabled: !resume.isPending, run: () => resume.mutate({ job: job.job }, { onError: toasts.fail }) }} />}
        {job.state !== "cancelling" && <CommandButton size="sm" kind="ghost" icon="stop" command={{ id: "group.stopJob", label: t("groups.runStop"), run: () => setAsking(true) }} />}
        <TextButton onClick={() => onJob(job.job)}>{t("groups.openJob")}</TextButton>
      </div>
      <div className="chunks" role="progressbar" aria-valuemin={0} aria-valuemax={job.changes} aria-valuenow={done} aria-label={figures}>
        {Array.from({ length: pieces }, (_, index) => <i key={index} className={index < passed ? "is-done" : index === passed && running ? "is-busy" : undefined} />)}
      </div>
      <div className="row xs muted">
        <span>{figures}</span>
        {state && <span className="truncate">{state}</span>}
        <span className="spacer" />
        <span className="nowrap">{t("groups.runChunks", { k: Math.min(requests, Math.floor(done / chunk) + 1), n: requests, size: chunk })}</span>
        {running && job.etaSeconds !== null && <span className="faint nowrap">{t("groups.runLeft", { time: about(job.etaSeconds * 1000) })}</span>}
      </div>
      {/* Said to screen readers every ten percent, not at every row. */}
      <span className="sr-only" role="status" key={Math.floor(percent / 10)}>{figures} {state}</span>
      {asking && stopping(job, () => setAsking(false))}
    </section>
  );
}

function Ended({ job, name, onJob, onClose }: { job: JobView; name: string; onClose(): void } & Pick<Props, "onJob">) {
  const { succeeded, failed, needsYou, cancelled } = figuresOf(job);
  const bad = failed + needsYou;
  return (
    <section className={s.run} aria-label={t("groups.runLabel")}>
      <div className="row" role="status">
        <Icon name={job.state === "cancelled" ? "stop" : bad > 0 ? "warning" : "ok"} size="sm" />
        <span className="strong truncate"><Message id={job.state === "cancelled" ? "groups.ranStopped" : "groups.ran"} values={{ name }} /></span>
        <span className="muted nowrap">{t("groups.ranFigures", { done: succeeded, failed: bad })}{cancelled > 0 && `, ${t("groups.ranRest", { n: cancelled })}`}</span>
        <span className="spacer" />
        <TextButton onClick={() => onJob(job.job)}>{t("groups.results")}</TextButton>
        <IconButton size="sm" icon="x" label={t("groups.ranClose")} onClick={onClose} />
      </div>
    </section>
  );
}
