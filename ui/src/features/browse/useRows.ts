import { useQueries } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { RowSource } from "@/data-grid/types";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { CopyState, Row, RowsRequest, RowsWindow } from "@/rpc/types";

/** Rows asked for at once, as the contract advises. */
export const WINDOW = 200;

export type Question = Omit<RowsRequest, "offset" | "limit">;

export interface Rows {
  source: RowSource<Row>;
  copy: CopyState | undefined;
  error: RpcError | null;
  /** Nothing has been answered yet. */
  loading: boolean;
}

/** Any number of rows of the copy, read in windows as they come into view. */
export function useRows(connection: string, question: Question, enabled = true): Rows {
  const client = useClient();
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const asked = JSON.stringify(question);
  const pages = useMemo(() => {
    const [first, last] = seen;
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }, [seen]);

  const answers = useQueries({
    queries: pages.map((page) => {
      const request: RowsRequest = { ...question, offset: page * WINDOW, limit: WINDOW };
      return {
        enabled,
        gcTime: 60_000,
        queryKey: ["rows", connection, question.typeName, "rows", request],
        queryFn: (): Promise<RowsWindow> => client.call("rows", { connection, rows: request }),
      };
    }),
  });

  const loaded = answers.flatMap((answer) => (answer.data ? [answer.data] : []));
  // While the first answer to a new question is on its way, the rows of the last one stay.
  const shown = useRef<{ asked: string; windows: Map<number, RowsWindow> }>({ asked: "", windows: new Map() });
  const version = answers.map((answer) => answer.dataUpdatedAt).join();

  const source = useMemo<RowSource<Row>>(() => {
    if (loaded.length > 0) shown.current = { asked, windows: new Map(loaded.map((window) => [window.offset, window])) };
    const { windows } = shown.current;
    const [any] = windows.values();
    return {
      count: any?.total ?? 0,
      row: (index) => windows.get(Math.floor(index / WINDOW) * WINDOW)?.rows[index % WINDOW],
      want(first, last) {
        const next = [Math.floor(first / WINDOW), Math.floor(last / WINDOW)] as const;
        setSeen((now) => (now[0] === next[0] && now[1] === next[1] ? now : next));
      },
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `version` stands for the answers
  }, [asked, version]);

  const error = answers.find((answer) => answer.error)?.error as RpcError | undefined;
  return {
    source,
    copy: loaded[0]?.copy,
    error: error ?? null,
    loading: loaded.length === 0 && source.count === 0 && !error && enabled,
  };
}
