import { dateTime } from "@/i18n/dates";
import { formatNumber, t } from "@/i18n";
import type { JsonValue } from "@/rpc/types";
import { digitsOf } from "./whole";
import { isObject, isUnassigned, member, text } from "./json";

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** A value in one line, for cells, differences and lists. */
export function showValue(value: JsonValue | undefined, kind?: string): string {
  if (isUnassigned(value)) return "";
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return kind === "integer" || kind === "decimal" ? formatNumber(value) : String(value);
  const digits = digitsOf(value);
  if (digits !== undefined) return kind === "integer" || kind === "decimal" ? formatNumber(BigInt(digits)) : digits;
  if (typeof value === "string") return kind === "dateTime" || (kind === undefined && isoDate.test(value)) ? dateTime(value) : value;
  if (Array.isArray(value)) return value.map((item) => showValue(item)).filter(Boolean).join(", ");
  return showComplex(value);
}

/** The same at a known place: `active` is said as people say it. */
export function showAt(path: string, value: JsonValue | null | undefined): string {
  if (typeof value === "boolean" && /(^|[:.])active$/i.test(path)) return t(value ? "status.active" : "status.inactive");
  return showValue(value ?? undefined);
}

/** A list this long is shown by what changes in it. */
const LONG = 4;
const NAMED = 8;

/** What makes an entry of a list the same entry. */
const key = (entry: JsonValue) => text(member(entry, "value") ?? entry);

function someOf(entries: readonly JsonValue[]): string {
  const named = entries.slice(0, NAMED).map((entry) => showValue(entry)).join(", ");
  return entries.length > NAMED ? `${named} ${t("value.more", { n: entries.length - NAMED })}` : named;
}

/** What leaves, joins and stays between two lists. */
function between(was: readonly JsonValue[], will: readonly JsonValue[]): { leaving: string; joining: string; kept: string } {
  const there = new Set(was.map(key));
  const wanted = new Set(will.map(key));
  return {
    leaving: someOf(was.filter((entry) => !wanted.has(key(entry)))),
    joining: someOf(will.filter((entry) => !there.has(key(entry)))),
    kept: t("value.kept", { n: will.filter((entry) => there.has(key(entry))).length }),
  };
}

/** Before and after beside each other. Of long lists only what leaves and what joins is named, with how many stay. */
export function showPair(path: string, before: JsonValue | null | undefined, after: JsonValue | null | undefined): { before: string; after: string } {
  const was = Array.isArray(before) ? before : [];
  const will = Array.isArray(after) ? after : [];
  if (Math.max(was.length, will.length) <= LONG) return { before: showAt(path, before), after: showAt(path, after) };
  const { leaving, joining, kept } = between(was, will);
  return { before: leaving || kept, after: joining ? `${joining} · ${kept}` : kept };
}

/** A value, of a long list only how it differs from what was there. */
export function showSince(path: string, was: JsonValue | null | undefined, now: JsonValue | null | undefined): string {
  if (!Array.isArray(was) || !Array.isArray(now) || Math.max(was.length, now.length) <= LONG) return showAt(path, now);
  const { leaving, joining, kept } = between(was, now);
  return [joining && `+ ${joining}`, leaving && `− ${leaving}`, kept].filter(Boolean).join(" · ");
}

function showComplex(value: JsonValue | undefined): string {
  if (!isObject(value)) return text(value);
  const main = member(value, "display") ?? member(value, "displayName") ?? member(value, "formatted") ?? member(value, "value");
  const type = member(value, "type");
  if (main !== undefined) return type === undefined ? text(main) : `${text(main)} (${text(type)})`;
  const parts = Object.entries(value).filter(([name, part]) => typeof part === "string" && name !== "type" && name !== "$ref").map(([, part]) => text(part)).join(", ");
  return type === undefined ? parts : `${parts} (${text(type)})`;
}
