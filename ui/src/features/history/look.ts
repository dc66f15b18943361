import type { IconName } from "@/components/Icon";
import type { Tone } from "@/components/marks";
import { t } from "@/i18n";
import type { HistoryEntry, HistoryOutcome } from "@/rpc/types";

export type Filter = "all" | "ours" | "observed";

/** Jobs are ours too. */
export const isOurs = (entry: HistoryEntry) => entry.source !== "observed";

export function passes(entry: HistoryEntry, filter: Filter): boolean {
  return filter === "all" || (filter === "ours") === isOurs(entry);
}

export function iconOf(entry: HistoryEntry): IconName {
  if (entry.source === "observed") return "data";
  if (entry.source === "job") return "jobs";
  return entry.undoes === null ? "user" : "undo";
}

/** Who did it, in a few words. */
export function titleOf(entry: HistoryEntry): string {
  if (entry.source === "observed") return t("history.byOthers");
  if (entry.job) return t("history.byJob", { title: entry.job.title });
  if (entry.undoes !== null) return t("history.undid", { who: entry.who ?? "" });
  return entry.who ?? t("history.here");
}

export const outcomeTone: Readonly<Record<HistoryOutcome, Tone>> = { stored: "ok", differs: "warn", unread: "warn", refused: "bad", unknown: "warn", seen: "server" };

/** The day of an entry in local time, as a key to group by. */
export function dayOf(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
