import { useQuery } from "@tanstack/react-query";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { ResourceView } from "@/rpc/types";

export interface Resource {
  /** The newest state known: the server's, else the copy's. */
  view: ResourceView | undefined;
  /** Why the server's state is not there. */
  error: RpcError | null;
  loading: boolean;
  again(): void;
}

/** The copy at once, the server's state as soon as it answers. */
export function useResource(connection: string, typeName: string, id: string): Resource {
  const client = useClient();
  const read = (fromCopy: boolean) => ({
    queryKey: ["resource", connection, typeName, id, fromCopy],
    queryFn: (): Promise<ResourceView> => client.call("resource_get", { connection, typeName, id, fromCopy }),
    gcTime: 60_000,
  });
  const live = useQuery<ResourceView, RpcError>({ ...read(false), staleTime: 30_000 });
  const copy = useQuery<ResourceView, RpcError>(read(true));
  return {
    view: live.data ?? copy.data,
    error: live.error,
    loading: live.isFetching,
    again: () => void live.refetch(),
  };
}
