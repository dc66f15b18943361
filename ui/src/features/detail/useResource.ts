import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { ResourceView, RowsWindow } from "@/rpc/types";

export interface Resource {
  /** The newest state known: the server's, else the copy's. */
  view: ResourceView | undefined;
  /** Why the server's state is not there. */
  error: RpcError | null;
  loading: boolean;
  again(): void;
}

/** As a list that was read from the copy has it: there is something to see in the moment it is opened. */
function fromList(cache: QueryClient, connection: string, typeName: string, id: string): ResourceView | undefined {
  for (const [, window] of cache.getQueriesData<RowsWindow>({ queryKey: ["rows", connection, typeName, "rows"] })) {
    const row = window?.rows.find((each) => each.id === id);
    if (window && row) return { typeName, id, label: row.label, resource: row.resource, etag: null, readAt: window.copy.syncedAt ?? "", fromCopy: true };
  }
  return undefined;
}

/** The copy at once, the server's state as soon as it answers. */
export function useResource(connection: string, typeName: string, id: string): Resource {
  const client = useClient();
  const cache = useQueryClient();
  const read = (fromCopy: boolean) => ({
    queryKey: ["resource", connection, typeName, id, fromCopy],
    queryFn: (): Promise<ResourceView> => client.call("resource_get", { connection, typeName, id, fromCopy }),
    gcTime: 60_000,
  });
  const live = useQuery<ResourceView, RpcError>({ ...read(false), staleTime: 30_000 });
  const copy = useQuery<ResourceView, RpcError>({ ...read(true), placeholderData: () => fromList(cache, connection, typeName, id) });
  return {
    view: live.data ?? copy.data,
    error: live.error,
    loading: live.isFetching,
    again: () => void live.refetch(),
  };
}
