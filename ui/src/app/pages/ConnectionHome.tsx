import { Navigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { Button } from "@/components/Button";
import { Empty, Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { tell } from "@/rpc/errors";
import { useRead } from "@/rpc/provider";
import type { ConnectionView } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { inOrder } from "../Rail";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";

/** Opens the first view of a connection: its people. */
export function ConnectionHome() {
  const connection = useConnection();
  return connection ? <Open key={connection.id} connection={connection} /> : null;
}

function Open({ connection }: { connection: ConnectionView }) {
  const go = useGo();
  const { settings, remember } = useSettings();
  const models = useRead(["models", connection.id], "models", { connection: connection.id, refresh: false });
  const known = settings.window["connection"] === connection.id;
  useEffect(() => {
    if (!known) remember("connection", connection.id);
  }, [known, remember, connection.id]);
  if (models.error) {
    const told = tell(models.error);
    return (
      <>
      <h1 className="sr-only"><bdi>{connection.name}</bdi></h1>
      <Empty
        live
        icon="error"
        tone="bad"
        title={told.what}
        detail={{ label: t("common.details"), text: told.detail }}
        actions={(
          <>
            <Button kind="primary" icon="refresh" onClick={() => void models.refetch()}>{t("common.tryAgain")}</Button>
            {connection.environment !== "builtIn" && <Button onClick={() => go.editConnection(connection.id)}>{t("title.edit")}</Button>}
          </>
        )}
      >
        {told.why} {told.action}
      </Empty>
      </>
    );
  }
  if (!models.data) return <Skeleton rows={12} />;
  const [first] = inOrder(models.data);
  if (!first) return <Empty icon="data" title={t("home.noTypes")} actions={<Button kind="primary" onClick={() => void models.refetch()}>{t("common.tryAgain")}</Button>} />;
  return <Navigate to="/c/$connection/t/$type" params={{ connection: connection.id, type: first.name }} replace />;
}
