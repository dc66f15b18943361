import { useEffect, useMemo } from "react";
import type { RowSource, Sort } from "@/data-grid/types";
import { isUnreachable, type RpcError } from "@/rpc/errors";
import type { CopyState, Row } from "@/rpc/types";
import type { SyncHandle } from "@/sync/provider";
import { useLive, type Live } from "./useLive";
import { questionOf, useRows, type Question } from "./useRows";

export interface Shown {
  source: RowSource<Row>;
  /** What the copy is asked; also for those who read more of it. */
  question: Question;
  /** The server's answer, when its rows are shown. */
  live: Live | undefined;
  /** The server was asked, and until it answers the copy stands in. */
  asking: boolean;
  loading: boolean;
  error: RpcError | null;
  /** Asks once more. */
  again(): void;
}

interface Wanted {
  connection: string;
  typeName: string;
  text: string;
  filter: string | undefined;
  /** A filter is the server's to answer. */
  onServer: boolean;
  sort: Sort;
  copy: CopyState | undefined;
  sync: SyncHandle;
}

/** The rows of a screen. A filter is evaluated on the copy at once; the server's answer takes its place, unless the server cannot be reached. */
export function useShown({ connection, typeName, text, filter, onServer, sort, copy, sync }: Wanted): Shown {
  const hasCopy = Boolean(copy?.syncedAt);
  const cut = sync.error !== undefined && hasCopy;
  const wanted = filter !== undefined && onServer && !cut;
  const live = useLive(connection, typeName, wanted ? filter : undefined, text, sort);
  const asking = wanted && hasCopy && live.answer === undefined && (live.error === null || live.loading || isUnreachable(live.error));
  const fromServer = wanted && !asking;
  const question = useMemo(() => questionOf(typeName, text, fromServer ? null : filter ?? null, sort), [typeName, text, fromServer, filter, sort]);
  const rows = useRows(connection, question, !fromServer);
  // From here on the copy is all there is, and the window says so, until the server is read again.
  const lost = wanted && live.error && isUnreachable(live.error) ? live.error : undefined;
  useEffect(() => {
    if (lost) sync.lost(lost);
  });
  return fromServer
    ? { source: live.source, question, live, asking, loading: live.loading, error: live.error, again: live.again }
    : { source: rows.source, question, live: undefined, asking, loading: rows.loading, error: rows.error, again: rows.again };
}
