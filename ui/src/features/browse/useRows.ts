import { useWindows, type WindowedRows } from "@/rpc/useWindows";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { CopyState, Row, RowsRequest, RowsWindow } from "@/rpc/types";

export type Question = Omit<RowsRequest, "offset" | "limit">;

export interface Rows {
  source: WindowedRows<Row>;
  copy: CopyState | undefined;
  error: RpcError | null;
  loading: boolean;
}

/** Any number of rows of the copy. */
export function useRows(connection: string, question: Question, enabled = true): Rows {
  const client = useClient();
  const { source, answer, error, loading } = useWindows<Row, RowsWindow>({
    key: ["rows", connection, question.typeName, "rows", question],
    enabled,
    ask: (offset, limit) => client.call("rows", { connection, rows: { ...question, offset, limit } }),
    rowsOf: (window) => window,
  });
  return { source, copy: answer?.copy, error, loading };
}
