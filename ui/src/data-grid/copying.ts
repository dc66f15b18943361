import { toClipboard } from "@/components/CopyText";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import type { JsonValue } from "@/rpc/types";
import { writeJson } from "@/scim/whole";
import type { Cell, Column } from "./types";

/** More than this belongs into a file. */
export const MOST_COPIED = 5_000;

const cell = (value: string) => (/[\t\r\n"]/.test(value) ? `"${value.replaceAll("\"", "\"\"")}"` : value);

/** Rows as a spreadsheet takes them. */
export function asTsv<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(column.text?.(row) ?? "")).join("\t"));
  return [columns.map((column) => cell(column.title)).join("\t"), ...lines].join("\n");
}

interface Copied<R> {
  columns: readonly Column<R>[];
  /** How many are selected. */
  chosen: number;
  rows(): Promise<readonly R[]>;
  record(row: R): JsonValue;
}

/** Copies a cell, or all that is selected, and says what was copied. */
export function useCopying<R>({ columns, chosen, rows: selected, record }: Copied<R>): (what: "cells" | "record", at: Cell<R>) => void {
  const toasts = useToasts();
  async function copy(what: "cells" | "record", at: Cell<R>) {
    try {
      if (chosen > MOST_COPIED) {
        toasts.show({ tone: "warn", title: t("browse.copyTooMany", { n: MOST_COPIED }) });
        return;
      }
      const many = chosen > 0;
      const rows = many ? await selected() : at.row ? [at.row] : [];
      const [first] = rows;
      if (first === undefined) return;
      if (what === "record") await toClipboard(writeJson(rows.length === 1 ? record(first) : rows.map(record), 2));
      else if (!many && at.column) await toClipboard(at.column.text?.(first) ?? "");
      else await toClipboard(asTsv(columns, rows));
      toasts.show({ tone: "ok", title: t(what === "record" ? "browse.copiedRecords" : many ? "browse.copiedRows" : "browse.copiedCell", { n: rows.length }) });
    } catch (error) {
      toasts.fail(error);
    }
  }
  return (what, at) => void copy(what, at);
}
