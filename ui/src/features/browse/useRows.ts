import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Sort } from "@/data-grid/types";
import { firstWindow, useWindows, windowOf, type WindowedRows } from "@/rpc/useWindows";
import type { Client } from "@/rpc/client";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { CopyState, Row, RowsRequest, RowsWindow } from "@/rpc/types";
import { NAME } from "./columns";

export type Question = Omit<RowsRequest, "offset" | "limit">;

export interface Rows {
  source: WindowedRows<Row>;
  copy: CopyState | undefined;
  error: RpcError | null;
  loading: boolean;
  /** Asks once more for what failed. */
  again(): void;
}

/** What the copy is asked for a screen. */
export function questionOf(typeName: string, text: string, filter: string | null, sort: Sort): Question {
  return { typeName, text, filter, sortBy: sort.column === NAME ? "displayName" : sort.column, descending: sort.descending };
}

const asking = (client: Client, connection: string, question: Question) => ({
  key: ["rows", connection, question.typeName, "rows", question],
  ask: (offset: number, limit: number) => client.call("rows", { connection, rows: { ...question, offset, limit } }),
});

/** Reads the first rows of screens that are not shown, so that going there shows them at once. */
export function useReadAhead(connection: string, questions: readonly Question[], ready: boolean) {
  const client = useClient();
  const cache = useQueryClient();
  const wanted = JSON.stringify(questions);
  useEffect(() => {
    if (ready) for (const question of JSON.parse(wanted) as Question[]) void cache.prefetchQuery(firstWindow(asking(client, connection, question)));
  }, [client, cache, connection, wanted, ready]);
}

/** Asks a question before the screen does: what it needs of the way there is over when it asks. */
export function useAskEarly(connection: string): (question: Question) => void {
  const client = useClient();
  const cache = useQueryClient();
  return (question) => void cache.prefetchQuery(windowOf(asking(client, connection, question), 0));
}

/** Any number of rows of the copy. */
export function useRows(connection: string, question: Question, enabled = true): Rows {
  const client = useClient();
  const { source, answer, error, loading, again } = useWindows<Row, RowsWindow>({
    ...asking(client, connection, question),
    enabled,
    rowsOf: (window) => window,
  });
  return { source, copy: answer?.copy, error, loading, again };
}
