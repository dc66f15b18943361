import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { RowSource, Sort } from "@/data-grid/types";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { ListResult, Row } from "@/rpc/types";
import { text } from "@/scim/json";
import { nameOf } from "@/scim/model";
import { readPath } from "@/scim/path";
import { NAME } from "./columns";

/** Enough to see whether a filter is right; more is what the copy is for. */
export const LIVE_LIMIT = 2000;

export interface Live {
  source: RowSource<Row>;
  result: ListResult | undefined;
  error: RpcError | null;
  loading: boolean;
  again(): void;
  /** Asks the server though it is known not to answer such a filter. */
  askAnyway(): void;
}

const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** What the server answers to a filter, sorted here: servers sort as they like, if at all. */
export function useLive(connection: string, typeName: string, filter: string | undefined, sought: string, sort: Sort): Live {
  const client = useClient();
  const [anyway, setAnyway] = useState<string>();
  const answer = useQuery<ListResult, RpcError>({
    enabled: filter !== undefined,
    gcTime: 60_000,
    placeholderData: filter === undefined ? undefined : keepPreviousData,
    queryKey: ["rows", connection, typeName, "resource_list", filter, anyway === filter],
    queryFn: () => client.call("resource_list", {
      connection,
      list: { typeName, filter: filter ?? null, attributes: [], excludedAttributes: [], sortBy: null, descending: false, limit: LIVE_LIMIT, askAnyway: anyway === filter },
    }),
  });
  const { data } = answer;
  const source = useMemo<RowSource<Row>>(() => {
    const wanted = sought.trim().toLocaleLowerCase();
    const rows = (data?.resources ?? [])
      .filter((resource) => wanted === "" || JSON.stringify(resource).toLocaleLowerCase().includes(wanted))
      .map((resource): Row => ({ id: text(readPath(resource, "id")), label: nameOf(resource), resource }));
    const key = (row: Row) => (sort.column === NAME ? row.label : text(readPath(row.resource, sort.column)));
    rows.sort((a, b) => order.compare(key(a), key(b)) * (sort.descending ? -1 : 1));
    return { count: rows.length, row: (index) => rows[index] };
  }, [data, sought, sort]);
  return { source, result: data, error: answer.error, loading: answer.isFetching, again: () => void answer.refetch(), askAnyway: () => setAnyway(filter) };
}
