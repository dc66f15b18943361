import { toClipboard } from "@/components/CopyText";
import { useToasts } from "@/components/toasts";
import type { Cell, Column } from "@/data-grid/types";
import { t } from "@/i18n";
import { fold } from "@/i18n/fold";
import { useClient } from "@/rpc/provider";
import type { Row } from "@/rpc/types";
import type { Choice } from "./useChoice";
import { WINDOW } from "@/rpc/useWindows";
import { writeJson } from "@/scim/whole";
import type { Question } from "./useRows";

/** More than this belongs into a file. */
const MOST_COPIED = 5_000;

const cell = (value: string) => (/[\t\r\n"]/.test(value) ? `"${value.replaceAll("\"", "\"\"")}"` : value);

/** Rows as a spreadsheet takes them. */
export function asTsv(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(column.text?.(row) ?? "")).join("\t"));
  return [columns.map((column) => cell(column.title)).join("\t"), ...lines].join("\n");
}

/** Copying, ranges beyond what is here, and letters that lead to a row. */
export function useGridWork({ connection, question, live, row, count, columns, choice }: {
  connection: string;
  question: Question;
  live: boolean;
  row(index: number): Row | undefined;
  count: number;
  columns: readonly Column<Row>[];
  choice: Choice;
}) {
  const client = useClient();
  const toasts = useToasts();

  const ask = async (offset: number, limit: number) => (await client.call("rows", { connection, rows: { ...question, offset, limit } })).rows;

  /** Rows by place, from the copy where they are not here. */
  async function load(first: number, last: number): Promise<readonly Row[]> {
    if (live) return Array.from({ length: last - first + 1 }, (_, step) => row(first + step)).filter((each) => each !== undefined);
    const found: Row[] = [];
    for (let offset = first; offset <= last; offset += WINDOW) found.push(...await ask(offset, Math.min(WINDOW, last - offset + 1)));
    return found;
  }

  async function chosen(): Promise<readonly Row[]> {
    const { selection } = choice;
    if (selection.all) return (await load(0, Math.min(count, MOST_COPIED + selection.ids.size) - 1)).filter(({ id }) => !selection.ids.has(id));
    const rows = await Promise.all([...selection.ids].slice(0, MOST_COPIED).map(async (id) => {
      const known = choice.seen(id);
      if (known) return known;
      const view = await client.call("resource_get", { connection, typeName: question.typeName, id, fromCopy: true });
      return { id, label: view.label, resource: view.resource };
    }));
    return rows;
  }

  async function copy(what: "cells" | "record", at: Cell<Row>) {
    try {
      const many = choice.selected.count > 0;
      if (choice.selected.count > MOST_COPIED) {
        toasts.show({ tone: "warn", title: t("browse.copyTooMany", { n: MOST_COPIED }) });
        return;
      }
      const rows = many ? await chosen() : at.row ? [at.row] : [];
      if (rows.length === 0) return;
      if (what === "record") await toClipboard(rows.length === 1 ? writeJson(rows[0]?.resource, 2) : writeJson(rows.map(({ resource }) => resource), 2));
      else if (!many && at.column) await toClipboard(at.column.text?.(rows[0] as Row) ?? "");
      else await toClipboard(asTsv(columns, rows));
      toasts.show({ tone: "ok", title: t(what === "record" ? "browse.copiedRecords" : many ? "browse.copiedRows" : "browse.copiedCell", { n: rows.length }) });
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** Looks among the rows that are here, from one place on; then by halves in the copy, which is in the order of names. */
  async function typeAhead(typed: string, from: number): Promise<number | undefined> {
    const wanted = fold(typed);
    const begins = (each: Row | undefined) => each !== undefined && fold(each.label).startsWith(wanted);
    for (let index = from; index < count; index += 1) {
      if (row(index) === undefined) break;
      if (begins(row(index))) return index;
    }
    if (!live && question.sortBy === "displayName") {
      let [low, high] = [0, count];
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const label = fold((row(middle) ?? (await ask(middle, 1))[0])?.label ?? "");
        const after = question.descending ? label <= wanted && !label.startsWith(wanted) : label >= wanted;
        if (after) high = middle;
        else low = middle + 1;
      }
      const found = row(low) ?? (await ask(low, 1))[0];
      if (begins(found)) return low;
    }
    for (let index = 0; index < Math.min(from, count); index += 1) if (begins(row(index))) return index;
    return undefined;
  }

  return { load, copy: (what: "cells" | "record", at: Cell<Row>) => void copy(what, at), typeAhead };
}
