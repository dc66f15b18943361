import { Navigate } from "@tanstack/react-router";
import { useRead } from "@/rpc/provider";
import { useSettings } from "@/settings/provider";

/** Where one was the last time, else the first connection, else the welcome. */
export function Home() {
  const connections = useRead(["connections"], "connection_list", null);
  const { settings } = useSettings();
  if (!connections.data) return null;
  const last = settings.window["connection"];
  const open = connections.data.find((each) => each.id === last) ?? connections.data[0];
  return open ? <Navigate to="/c/$connection" params={{ connection: open.id }} replace /> : <Navigate to="/welcome" replace />;
}
