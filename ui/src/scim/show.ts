import { dateTime } from "@/i18n/dates";
import { formatNumber, t } from "@/i18n";
import type { JsonValue } from "@/rpc/types";
import { isObject, isUnassigned, member, text } from "./json";

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** A value in one line, for cells, differences and lists. */
export function showValue(value: JsonValue | undefined, kind?: string): string {
  if (isUnassigned(value)) return "";
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "number") return kind === "integer" || kind === "decimal" ? formatNumber(value) : String(value);
  if (typeof value === "string") return kind === "dateTime" || (kind === undefined && isoDate.test(value)) ? dateTime(value) : value;
  if (Array.isArray(value)) return value.map((item) => showValue(item)).filter(Boolean).join(", ");
  return showComplex(value);
}

function showComplex(value: JsonValue | undefined): string {
  if (!isObject(value)) return text(value);
  const main = member(value, "display") ?? member(value, "displayName") ?? member(value, "formatted") ?? member(value, "value");
  const type = member(value, "type");
  if (main !== undefined) return type === undefined ? text(main) : `${text(main)} (${text(type)})`;
  return Object.values(value).filter((part) => typeof part !== "object").map(text).join(" ");
}
