import type { IconName } from "@/components/Icon";
import type { Tone } from "@/components/marks";
import { t } from "@/i18n";
import { language } from "@/i18n/locale";
import type { Difference, HistoryEntry, HistoryOutcome } from "@/rpc/types";
import { sameJson } from "@/scim/json";
import { jobTitle, sayNotice, saySaid } from "@/scim/words";

export type Filter = "all" | "ours" | "observed";

/** Jobs are ours too. */
export const isOurs = (entry: HistoryEntry) => entry.source !== "observed";

export function passes(entry: HistoryEntry, filter: Filter): boolean {
  return filter === "all" || (filter === "ours") === isOurs(entry);
}

export function iconOf(entry: HistoryEntry): IconName {
  if (entry.source === "observed") return entry.kind === "delete" ? "trash" : "data";
  if (entry.source === "job") return "jobs";
  return entry.undoes === null ? "user" : "undo";
}

/** What is noted with it: in the user's language, but for a server's words. */
export function noteOf({ message, note }: HistoryEntry): string | null {
  if (note.said) return saySaid(note.said, message);
  if (note.notices.length > 0) return note.notices.map(sayNotice).join(" ");
  if (note.code === null || language() === "en") return message;
  return [t(`error.${note.code}.what`, { connection: t("error.theServer") }), note.theirs && t("error.said", { said: note.theirs })].filter(Boolean).join(" ");
}

/** Who did it, in a few words. */
export function titleOf(entry: HistoryEntry): string {
  if (entry.source === "observed") return t(entry.kind === "create" ? "history.appeared" : entry.kind === "delete" ? "history.gone" : "history.byOthers");
  if (entry.job) return t("history.byJob", { title: jobTitle(entry.job) });
  if (entry.undoes !== null) return t("history.undid", { who: entry.who ?? "" });
  return entry.who ?? t("history.here");
}

export const outcomeTone: Readonly<Record<HistoryOutcome, Tone>> = { stored: "ok", differs: "warn", unread: "warn", refused: "bad", unknown: "warn", seen: "server" };

/**
 * What is different after one entry from what it was after another, whichever is older: of each attribute the first value and
 * the last. `entries` stand newest first. Attributes that came back to what they were are left out.
 */
export function between(entries: readonly HistoryEntry[], one: string, other: string): Difference[] {
  const places = [one, other].map((id) => entries.findIndex((entry) => entry.id === id));
  const [newer = 0, older = 0] = places.toSorted((a, b) => a - b);
  const found = new Map<string, Difference>();
  for (const entry of entries.slice(newer, older).toReversed()) {
    if (entry.outcome === "refused") continue;
    for (const difference of entry.differences) {
      const before = found.get(difference.path)?.before ?? (found.has(difference.path) ? null : difference.before);
      found.set(difference.path, { ...difference, before });
    }
  }
  return [...found.values()]
    .filter((difference) => difference.secret || !sameJson(difference.before, difference.after))
    .map((difference): Difference => ({ ...difference, kind: difference.before === null ? "added" : difference.after === null ? "removed" : "changed" }));
}

/** The day of an entry in local time, as a key to group by. */
export function dayOf(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
