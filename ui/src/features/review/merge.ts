import { t } from "@/i18n";
import type { JsonValue, MergeBy, MergeRow, MergeSide } from "@/rpc/types";
import { isObject } from "@/scim/json";
import { labelOf } from "@/scim/labels";
import { splitPath } from "@/scim/path";
import { showAt } from "@/scim/show";

/** The engine's word for a value that is never shown. */
const HIDDEN = "(hidden)";

/** The order on screen: what asks comes first. */
export const groupsInOrder: readonly MergeBy[] = ["both", "yours", "server", "alike"];

/** The three keys, in the order of the columns they stand for. */
export const keys: Readonly<Record<MergeSide, string>> = { yours: "1", server: "2", before: "3" };

export const valueOf = (row: MergeRow, side: MergeSide): JsonValue | null => row[side];

export function shown(row: MergeRow, side: MergeSide): string {
  const value = valueOf(row, side);
  if (value === HIDDEN) return t("review.secret");
  return showAt(row.attribute, value) || t("value.notSet");
}

/** "enterprise: department", "emails, work": the server's own words for the place. */
export function termOf(row: MergeRow): string {
  const { urn, names } = splitPath(row.attribute);
  const term = urn === undefined ? names.join(".") : `${urn.split(":").at(-3) ?? ""}: ${names.join(".")}`;
  return row.entry === null ? term : `${term}, ${row.entry}`;
}

export const nameOfRow = (row: MergeRow): string => (row.entry === null ? labelOf(row.attribute) : `${labelOf(row.attribute)}, ${row.entry}`);

/** A secret was taken out before the engine told of the conflict: merging would lose it. */
export function holdsHidden(value: JsonValue | null): boolean {
  if (value === HIDDEN) return true;
  if (Array.isArray(value)) return value.some(holdsHidden);
  return isObject(value ?? undefined) && Object.values(value as Record<string, JsonValue>).some(holdsHidden);
}

/** The next row without a decision, from a place on and round again. */
export function nextOpen(rows: readonly MergeRow[], from: string | undefined): MergeRow | undefined {
  const at = rows.findIndex((row) => row.path === from);
  return [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find((row) => row.by === "both" && row.chosen === null);
}
