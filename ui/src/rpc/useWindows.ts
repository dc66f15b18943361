import { useQueries } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { RpcError } from "./errors";

/** Rows asked for at once: some screens full. Each letter of a search asks for so many. */
export const WINDOW = 100;
/** So many rows beyond those in view are asked for: who scrolls finds them there. */
const AHEAD = 50;

/** Any number of rows: all counted, some here. The grid reads from it. */
export interface WindowedRows<R> {
  readonly count: number;
  /** The rows answer an earlier question; those of the new one are on their way. */
  readonly busy: boolean;
  row(index: number): R | undefined;
  want(first: number, last: number): void;
}

export interface Windows<R, A> {
  source: WindowedRows<R>;
  /** One of the answers, for what they say beside the rows. */
  answer: A | undefined;
  error: RpcError | null;
  /** Nothing has been answered yet. */
  loading: boolean;
  /** Asks once more for what failed. */
  again(): void;
}

interface Asking<R, A> {
  /** The question without its window; another question starts anew, while the old rows stay until it is answered. */
  key: readonly unknown[];
  enabled?: boolean;
  ask(offset: number, limit: number): Promise<A>;
  rowsOf(answer: A): { rows: readonly R[]; total: number };
}

/** The query of one window of rows. */
export const windowOf = <R, A>({ key, ask }: Pick<Asking<R, A>, "key" | "ask">, page: number) => ({
  gcTime: 60_000,
  queryKey: [...key, page],
  queryFn: () => ask(page * WINDOW, WINDOW),
});

/** The query of the first rows, to be read ahead; kept for ten minutes. */
export const firstWindow = <R, A>(asking: Pick<Asking<R, A>, "key" | "ask">) => ({ ...windowOf(asking, 0), gcTime: 600_000 });

/** Reads a long list in windows of 100 rows as they come into view. */
export function useWindows<R, A>({ key, enabled = true, ask, rowsOf }: Asking<R, A>): Windows<R, A> {
  const [seen, setSeen] = useState<readonly [number, number]>([0, 0]);
  const asked = JSON.stringify(key);
  const [first, last] = seen;
  const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const answers = useQueries({
    queries: pages.map((page) => ({ ...windowOf({ key, ask }, page), enabled })),
  });

  const loaded = new Map<number, A>();
  answers.forEach((answer, index) => {
    const page = pages[index];
    if (answer.data !== undefined && page !== undefined) loaded.set(page, answer.data as A);
  });
  // While the first answer to a new question is on its way, the rows of the last one stay.
  const shown = useRef<ReadonlyMap<number, A>>(new Map());
  const version = answers.map((answer, index) => `${pages[index]}:${answer.dataUpdatedAt}`).join();
  const error = (answers.find((answer) => answer.error)?.error ?? null) as RpcError | null;
  const busy = enabled && loaded.size === 0 && !error;
  const source = useMemo<WindowedRows<R>>(() => {
    if (loaded.size > 0) shown.current = loaded;
    const windows = shown.current;
    const [any] = windows.values();
    return {
      count: any === undefined ? 0 : rowsOf(any).total,
      busy,
      row(index) {
        const window = windows.get(Math.floor(index / WINDOW));
        return window === undefined ? undefined : rowsOf(window).rows[index % WINDOW];
      },
      want(from, to) {
        const end = any === undefined ? to : Math.min(to + AHEAD, rowsOf(any).total - 1);
        const next = [Math.floor(Math.max(0, from - AHEAD) / WINDOW), Math.floor(Math.max(to, end) / WINDOW)] as const;
        setSeen((now) => (now[0] === next[0] && now[1] === next[1] ? now : next));
      },
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `version` stands for the answers
  }, [asked, version, busy]);

  return { source, answer: [...loaded.values()][0], error, loading: busy && source.count === 0, again: () => { for (const answer of answers) if (answer.error) void answer.refetch(); } };
}
