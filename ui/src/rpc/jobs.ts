import { useRead } from "./provider";
import type { JobSummary } from "./types";

export function useJobs() {
  return useRead(["jobs"], "job_list", null);
}

export function useJob(job: number) {
  return useRead(["job", job], "job_status", { job });
}

/** Rows of the job that change something: what a person counts. */
export function jobChanges(job: JobSummary): number {
  const { create, update, reactivate, deactivate, delete: deleted } = job.counts;
  return create + update + reactivate + deactivate + deleted;
}

/** How far a job is, over the rows that change something. */
export function jobProgress(job: JobSummary): { done: number; total: number; percent: number } {
  const total = jobChanges(job);
  const done = Math.min(total, Math.max(0, total - job.rows.pending));
  return { done, total, percent: total === 0 ? 100 : Math.floor((done / total) * 100) };
}

export function hasEnded(job: JobSummary): boolean {
  return job.state === "done" || job.state === "done_with_failures" || job.state === "cancelled";
}
