import { TextButton } from "@/components/Button";
import { Message, t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import { figuresOf } from "@/rpc/jobs";
import type { JobView } from "@/rpc/types";
import s from "./groups.module.css";

const CHUNK = 100;
/** More pieces than this cannot be told apart. */
const PIECES = 60;

/** The job that changes the members of this group right now: how many requests are done, and how many follow. */
export function RunningChange({ connection, name, onJob }: { connection: string; name: string; onJob(job: number): void }) {
  const jobs = useRead(["jobs"], "job_list", { connection });
  const job = jobs.data?.find((each) => each.kind === "memberships" && each.title === `Members of ${name}` && ["running", "paused", "approved"].includes(each.state));
  return job ? <Chunks job={job} name={name} onJob={onJob} /> : null;
}

function Chunks({ job, name, onJob }: { job: JobView; name: string; onJob(job: number): void }) {
  const { failed, needsYou } = figuresOf(job);
  const done = Math.max(0, job.changes - (job.rows["pending"] ?? 0));
  const requests = Math.ceil(job.changes / CHUNK);
  const pieces = Math.min(PIECES, requests);
  const passed = Math.floor((done / Math.max(1, job.changes)) * pieces);
  return (
    <div className={s.run} role="status">
      <div className="row"><span className="strong nowrap"><Message id="groups.running" values={{ name }} /></span><span className="spacer" /><TextButton onClick={() => onJob(job.job)}>{t("groups.openJob")}</TextButton></div>
      <div className="chunks" role="progressbar" aria-valuemin={0} aria-valuemax={job.changes} aria-valuenow={done} aria-label={t("groups.runDone", { done, n: job.changes, failed: failed + needsYou })}>
        {Array.from({ length: pieces }, (_, index) => <i key={index} className={index < passed ? "is-done" : index === passed && job.state === "running" ? "is-busy" : undefined} />)}
      </div>
      <div className="row xs muted"><span>{t("groups.runDone", { done, n: job.changes, failed: failed + needsYou })}</span><span className="spacer" /><span>{t("groups.runChunks", { k: Math.min(requests, Math.floor(done / CHUNK) + 1), n: requests, size: CHUNK })}</span></div>
    </div>
  );
}
