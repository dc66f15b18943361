import { useRead } from "./provider";
import type { JobView } from "./types";

export function useJobs(connection: string | null = null) {
  return useRead(["jobs"], "job_list", { connection });
}

export function useJob(job: number, enabled = true) {
  return useRead(["job", job], "job_status", { job }, { enabled });
}

/** The rows of a job that change something, by how they ended. Unchanged and blocked rows ended with the plan. */
export interface JobFigures {
  changes: number;
  done: number;
  percent: number;
  succeeded: number;
  failed: number;
  needsYou: number;
  cancelled: number;
  /** Sent, and not yet known whether applied. */
  unknown: number;
  waiting: number;
}

export function figuresOf(job: JobView): JobFigures {
  const rows = (state: string) => job.rows[state] ?? 0;
  const counts = (action: string) => job.counts[action] ?? 0;
  const pending = rows("pending");
  const unknown = Math.min(pending, (job.ops["unknown"] ?? 0) + (job.ops["verifying"] ?? 0));
  const done = Math.max(0, job.changes - pending);
  return {
    changes: job.changes,
    done,
    percent: job.changes === 0 ? 100 : Math.floor((done / job.changes) * 100),
    succeeded: Math.max(0, rows("succeeded") - counts("unchanged")),
    failed: Math.max(0, rows("failed") - counts("blocked")),
    needsYou: rows("conflict") + rows("needs_human"),
    cancelled: rows("cancelled"),
    unknown,
    waiting: pending - unknown,
  };
}

export function hasEnded(job: JobView): boolean {
  return job.state === "done" || job.state === "done_with_failures" || job.state === "cancelled";
}

/** Has it ever been let go? Before that it is a plan. */
export function isPlan(job: JobView): boolean {
  return job.startedAt === null && !hasEnded(job) && job.state !== "running" && job.state !== "cancelling";
}
