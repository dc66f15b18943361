import { MOST_COPIED, useCopying } from "@/data-grid/copying";
import { beginsAt } from "@/data-grid/typeAhead";
import type { Column } from "@/data-grid/types";
import { useClient } from "@/rpc/provider";
import type { Row } from "@/rpc/types";
import type { Choice } from "./useChoice";
import { WINDOW } from "@/rpc/useWindows";
import { text } from "@/scim/json";
import { readPath } from "@/scim/path";
import type { Question } from "./useRows";

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

  const copy = useCopying<Row>({ columns, chosen: choice.selected.count, rows: chosen, record: ({ resource }) => resource });

  const key = (each: Row) => (question.sortBy === null || question.sortBy === "displayName" ? each.label : text(readPath(each.resource, question.sortBy)));
  /** The copy has the order of the screen; of a server's answer only what is here is known. */
  const typeAhead = (typed: string, from: number) => beginsAt(typed, from, {
    count, row, key, descending: question.descending, name: ({ label }) => label,
    ...(live ? {} : { ask: async (index: number) => (await ask(index, 1))[0] }),
  });

  return { load, copy, typeAhead };
}
