import { useParams } from "@tanstack/react-router";
import { useRead } from "@/rpc/provider";
import type { ConnectionView } from "@/rpc/types";

/** The connection named in the address, once the list is there. */
export function useConnection(): ConnectionView | undefined {
  const { connection } = useParams({ strict: false });
  const connections = useRead(["connections"], "connection_list", null);
  return connections.data?.find((each) => each.id === connection);
}
