import { Navigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { Button } from "@/components/Button";
import { Failed } from "@/components/Failed";
import { Empty, Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { isAboutSignIn } from "@/rpc/errors";
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
    const edit = connection.environment !== "builtIn" && !isAboutSignIn(models.error) && <Button onClick={() => go.editConnection(connection.id)}>{t("title.edit")}</Button>;
    return (
      <>
        <h1 className="sr-only"><bdi>{connection.name}</bdi></h1>
        <Failed error={models.error} onAgain={() => void models.refetch()} more={edit} />
      </>
    );
  }
  if (!models.data) return <Skeleton rows={12} />;
  const [first] = inOrder(models.data);
  if (!first) return <Empty icon="data" title={t("home.noTypes")} actions={<Button kind="primary" onClick={() => void models.refetch()}>{t("common.tryAgain")}</Button>} />;
  return <Navigate to="/c/$connection/t/$type" params={{ connection: connection.id, type: first.name }} replace />;
}
