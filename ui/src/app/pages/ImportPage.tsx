import { Failed } from "@/components/Failed";
import { Empty, Skeleton } from "@/components/states";
import { ImportWizard } from "@/features/import";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import { useGo } from "../useGo";
import { useConnection } from "./useConnection";
import { useStoreMode } from "./useStoreMode";

export function ImportPage() {
  const go = useGo();
  const mode = useStoreMode();
  const connection = useConnection();
  const models = useRead(["models", connection?.id ?? ""], "models", { connection: connection?.id ?? "", refresh: false }, { enabled: connection !== undefined });
  const model = models.data?.find((each) => each.name === "User");
  if (mode === "session") return <Empty icon="info" tone="warn" title={t("import.sessionTitle")}>{t("import.sessionText")}</Empty>;
  if (models.error) return <><h1 className="sr-only">{t("import.title")}</h1><Failed error={models.error} onAgain={() => void models.refetch()} /></>;
  if (connection && models.data && !model) return <Empty icon="users" title={t("import.noUsers")}>{t("home.noTypeText")}</Empty>;
  if (!connection || !model) return <Skeleton rows={12} />;
  return <ImportWizard key={connection.id} connection={connection} model={model} onPlanned={go.job} onCancel={() => go.type(connection.id, "User")} />;
}
