import { useParams } from "@tanstack/react-router";
import { ConnectionEditor } from "@/features/connection";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";
import { useStoreMode } from "./useStoreMode";

/** Adds a connection, or edits the one in the address. */
export function ConnectionPage() {
  const go = useGo();
  const mode = useStoreMode();
  const { connection: id } = useParams({ strict: false });
  const connection = useConnection();
  if (id !== undefined && !connection) return null;
  return (
    <ConnectionEditor
      key={id ?? "new"}
      connection={connection}
      mode={mode}
      onSaved={go.connection}
      onCancel={() => (connection ? go.connection(connection.id) : go.home())}
      onRemoved={go.home}
    />
  );
}
