import { useQuery, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { RowSource, Sort } from "@/data-grid/types";
import { fold, hasWords } from "@/i18n/fold";
import type { Client } from "@/rpc/client";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { JsonValue, ListPiece, ListRequest, Row } from "@/rpc/types";
import { text } from "@/scim/json";
import { nameOf } from "@/scim/model";
import { readPath } from "@/scim/path";
import { NAME } from "./columns";

/** Up to here each piece is shown as it comes; then only when there is a quarter more: the rows are sorted each time. */
const ALWAYS_SHOWN = 2_000;

/** What has come of an answer so far. */
export interface LiveAnswer extends Omit<ListPiece, "resources"> {
  rows: readonly Row[];
}

export interface Live {
  source: RowSource<Row>;
  answer: LiveAnswer | undefined;
  error: RpcError | null;
  /** There is more to come. */
  loading: boolean;
  again(): void;
  /** Wants no more; what is here stays. */
  stop(): void;
  /** Asks the server though it is known not to answer such a filter. */
  askAnyway(): void;
}

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const rowOf = (resource: JsonValue): Row => ({ id: text(readPath(resource, "id")), label: nameOf(resource), resource });

/** The values a person may look for: never the names of attributes. */
const valuesIn = (value: JsonValue): string[] => (typeof value === "object" && value !== null ? Object.values(value).flatMap((part) => (part === undefined ? [] : valuesIn(part))) : [text(value)]);

/** Nobody waits for it: a list that is over needs no end. */
const stopList = (client: Client, connection: string, listing: number) => void client.call("list_stop", { connection, listing }).catch(() => {});

/** Reads a list to its end and says what has come on the way; ends it when nobody wants it any more. */
async function follow(client: Client, connection: string, list: ListRequest, signal: AbortSignal, hear: (answer: LiveAnswer) => void): Promise<LiveAnswer> {
  const all: Row[] = [];
  let shown: readonly Row[] = [];
  let piece = await client.call("list_start", { connection, list });
  const { listing } = piece;
  const stop = () => stopList(client, connection, listing);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted && !piece.end) stop();
    for (;;) {
      for (const resource of piece.resources) all.push(rowOf(resource));
      if (piece.end || all.length <= ALWAYS_SHOWN || all.length >= shown.length * 1.25) shown = all.length === shown.length ? shown : [...all];
      const { resources: _, ...rest } = piece;
      const answer = { ...rest, rows: shown };
      if (piece.end || signal.aborted) return answer;
      hear(answer);
      piece = await client.call("list_more", { connection, listing });
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What the server answers to a filter, page after page, sorted here: servers sort as they like, if at all. */
export function useLive(connection: string, typeName: string, filter: string | undefined, sought: string, sort: Sort): Live {
  const client = useClient();
  const cache = useQueryClient();
  const [anyway, setAnyway] = useState<string>();
  const queryKey: QueryKey = ["rows", connection, typeName, "list", filter, anyway === filter];
  const { data, error, isFetching, refetch } = useQuery<LiveAnswer, RpcError>({
    enabled: filter !== undefined,
    gcTime: 0,
    structuralSharing: false,
    queryKey,
    queryFn({ signal }) {
      const list: ListRequest = { typeName, filter: filter ?? null, attributes: [], excludedAttributes: [], sortBy: null, descending: false, limit: null, askAnyway: anyway === filter };
      // Read again, the list that is here stays until the new one is whole.
      const known = cache.getQueryData<LiveAnswer>(queryKey)?.end;
      return follow(client, connection, list, signal, (answer) => { if (!known && !signal.aborted) cache.setQueryData(queryKey, answer); });
    },
  });
  const rows = data?.rows;
  const source = useMemo<RowSource<Row>>(() => {
    const words = fold(sought).split(/\s+/).filter(Boolean);
    const found = (rows ?? []).filter((row) => words.length === 0 || hasWords(fold(valuesIn(row.resource).join("\n")), words));
    const keys = new Map(found.map((row) => [row, sort.column === NAME ? row.label : text(readPath(row.resource, sort.column))]));
    found.sort((a, b) => order.compare(keys.get(a) ?? "", keys.get(b) ?? "") * (sort.descending ? -1 : 1));
    return { count: found.length, row: (index) => found[index] };
  }, [rows, sought, sort]);
  return {
    source, answer: data, error, loading: isFetching,
    again: () => void refetch(),
    stop: () => { if (data) stopList(client, connection, data.listing); },
    askAnyway: () => setAnyway(filter),
  };
}
