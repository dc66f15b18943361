import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useClient } from "@/rpc/provider";
import type { Row, TypeModel } from "@/rpc/types";
import { fold } from "@/i18n/fold";

const FEW = 5;
const MANY = 25;
/** Read at once, as the contract advises, and put into order here. */
const READ = 200;

export interface Found {
  type: string;
  rows: readonly Row[];
  total: number;
}

/** Who is called so comes before those in whose record the words merely stand, as a manager's name does. */
export function namedFirst(rows: readonly Row[], words: readonly string[]): Row[] {
  const named = (row: Row) => {
    const label = fold(row.label);
    return words.every((word) => label.includes(word));
  };
  return [...rows.filter(named), ...rows.filter((row) => !named(row))];
}

/** What the copy has for a text, type by type; of one type alone more is shown. */
export function useFound(connection: string | undefined, types: readonly TypeModel[], text: string, only: string | undefined): { found: Found[]; noCopy: boolean; busy: boolean } {
  const client = useClient();
  const words = fold(text).split(/\s+/).filter(Boolean);
  const asked = connection === undefined || text === "" ? [] : types.filter((type) => only === undefined || type.name === only);
  return useQueries({
    queries: asked.map((type) => {
      const rows = { typeName: type.name, text, filter: null, sortBy: null, descending: false, offset: 0, limit: READ };
      return {
        queryKey: ["rows", connection, "palette", rows],
        queryFn: () => client.call("rows", { connection: connection ?? "", rows }),
        placeholderData: keepPreviousData,
        gcTime: 30_000,
      };
    }),
    combine: (answers) => ({
      found: answers.flatMap((answer, index) => {
        const type = asked[index];
        return type && answer.data && answer.data.total > 0 ? [{ type: type.name, rows: namedFirst(answer.data.rows, words).slice(0, only === undefined ? FEW : MANY), total: answer.data.total }] : [];
      }),
      noCopy: answers.length > 0 && answers.every((answer) => answer.error !== null || (answer.data !== undefined && !answer.data.copy.syncedAt)),
      busy: answers.some((answer) => answer.isPending || answer.isPlaceholderData),
    }),
  });
}
