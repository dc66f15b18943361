import { useParams } from "@tanstack/react-router";
import { ConnectionEditor } from "@/features/connection";
import { useAct } from "@/rpc/provider";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";
import { useStoreMode } from "./useStoreMode";

/** Adds a connection, or edits the one in the address. */
export function ConnectionPage() {
  const go = useGo();
  const mode = useStoreMode();
  const look = useAct("connection_probe");
  const { connection: id } = useParams({ strict: false });
  const connection = useConnection();
  if (id !== undefined && !connection) return null;
  return (
    <ConnectionEditor
      key={id ?? "new"}
      connection={connection}
      mode={mode}
      onSaved={(saved) => {
        // A new server is looked at a little closer, with a few requests that only read. What it answers or not is told
        // where it is asked for.
        if (!connection) look.mutate({ connection: saved });
        go.connection(saved);
      }}
      // What comes next is its secret.
      onImported={go.editConnection}
      onCancel={() => (connection ? go.connection(connection.id) : go.home())}
      onRemoved={go.home}
    />
  );
}
