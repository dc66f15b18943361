import { Overview } from "@/features/overview";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";

/** What is known of the server of a connection. */
export function OverviewPage() {
  const go = useGo();
  const connection = useConnection();
  return connection ? <Overview key={connection.id} connection={connection} onEdit={() => go.editConnection(connection.id)} /> : null;
}
