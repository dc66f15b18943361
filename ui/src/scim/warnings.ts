import { t } from "@/i18n";
import { day } from "@/i18n/dates";
import type { ConnectionWarning } from "@/rpc/types";
import { typesLabel } from "./labels";

/** What to look at, in the user's language. */
export function sayWarning({ code, params }: ConnectionWarning): string {
  const { date, type } = params;
  return t(`warning.${code}`, { ...params, ...(date === undefined ? {} : { date: day(date) }), ...(type === undefined ? {} : { type: typesLabel(type) }) });
}
