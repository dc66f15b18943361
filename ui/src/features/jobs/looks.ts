import type { IconName } from "@/components/Icon";
import type { Tone } from "@/components/marks";
import { isMessage, t } from "@/i18n";
import type { JobRow, JobView } from "@/rpc/types";
import { figuresOf } from "@/rpc/jobs";

export const actions = ["create", "update", "reactivate", "deactivate", "delete", "unchanged", "blocked"] as const;

/** The word for a value of a closed list; the value itself where we do not know it. */
export function word(prefix: string, value: string): string {
  const key = `${prefix}.${value}`;
  return isMessage(key) ? t(key) : value;
}

export interface Look {
  tone: Tone;
  icon: IconName;
  text: string;
}

export function jobLook(job: JobView): Look {
  const text = job.state === "paused" && job.reason ? word("job.reason", job.reason) : word("job.state", job.state).replace("{n}", "");
  switch (job.state) {
    case "planned":
    case "draft":
      return { tone: "draft", icon: "pencil", text };
    case "running":
    case "approved":
      return { tone: "server", icon: "play", text };
    case "paused":
      return { tone: "warn", icon: job.reason === "auth" ? "key" : job.reason === "offline" ? "offline" : "pause", text };
    case "needs_release":
      return { tone: "warn", icon: "shield", text };
    case "done":
      return { tone: "ok", icon: "ok", text };
    case "done_with_failures": {
      const { failed, needsYou } = figuresOf(job);
      const bad = failed + needsYou;
      return { tone: "warn", icon: "warning", text: bad > 0 ? t("job.state.done_with_failures", { n: bad }) : t("job.state.done_blocked", { n: job.counts["blocked"] ?? 0 }) };
    }
    case "cancelled":
      return { tone: "off", icon: "stop", text };
    default:
      return { tone: "off", icon: "clock", text };
  }
}

export const actionIcons: Readonly<Record<string, IconName>> = {
  create: "plus", update: "pencil", reactivate: "refresh", deactivate: "off", delete: "trash", unchanged: "off", blocked: "error",
};

export function rowLook(row: JobRow): Look {
  if (row.action === "blocked") return { tone: "bad", icon: "error", text: t("run.rowState.blocked") };
  const text = word("run.rowState", row.state);
  switch (row.state) {
    case "succeeded":
      return row.proof === "adopted" ? { tone: "server", icon: "data", text: t("run.adopted") } : { tone: "ok", icon: "ok", text };
    case "failed":
      return { tone: "bad", icon: "error", text };
    case "conflict":
      return { tone: "warn", icon: "merge", text };
    case "needs_human":
      return { tone: "warn", icon: "help", text };
    case "cancelled":
      return { tone: "off", icon: "stop", text };
    default:
      return { tone: "off", icon: "clock", text };
  }
}

/** Does the job wait for a person? */
export function needsYou(job: JobView): boolean {
  return ["planned", "needs_release"].includes(job.state) || (job.state === "paused" && job.reason !== "rate" && job.reason !== "window");
}
