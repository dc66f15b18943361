import { Button } from "@/components/Button";
import { Empty, Skeleton } from "@/components/states";
import { useNow } from "@/components/useNow";
import { t } from "@/i18n";
import { ago } from "@/i18n/dates";
import { isAboutSignIn, tell, type RpcError } from "@/rpc/errors";
import type { ConnectionView, CopyState } from "@/rpc/types";
import type { SyncHandle } from "@/sync/provider";
import { midSentence } from "@/scim/labels";

interface Props {
  connection: ConnectionView;
  types: string;
  text: string;
  filtered: boolean;
  copy: CopyState | undefined;
  sync: SyncHandle;
  /** Why the last reading of this type failed. */
  notRead: RpcError | undefined;
  loading: boolean;
  error: RpcError | null;
  onAgain(): void;
  onClear(): void;
  onEditConnection(): void;
}

/** Why there is no row: still reading, failed, nothing matches, nothing there, or never read. */
export function BrowseEmpty({ connection, types, text, filtered, copy, sync, notRead, loading, error, onAgain, onClear, onEditConnection }: Props) {
  const now = useNow(10_000);
  const lower = midSentence(types);
  const failure = error ?? (copy?.syncedAt ? undefined : notRead);
  if (failure) {
    const told = tell(failure);
    const secret = isAboutSignIn(failure);
    return (
      <Empty
        live
        icon={secret ? "key" : "error"}
        tone="bad"
        title={told.what}
        detail={{ label: t("common.details"), text: told.detail }}
        actions={(
          <>
            {secret && connection.environment !== "builtIn" && <Button kind="primary" icon="key" onClick={onEditConnection}>{t("browse.enterSecret")}</Button>}
            <Button kind={secret ? "plain" : "primary"} icon="refresh" onClick={error ? onAgain : () => sync.start()}>{t("common.tryAgain")}</Button>
          </>
        )}
      >
        {told.why} {told.action}
      </Empty>
    );
  }
  if (loading) return <Skeleton rows={12} />;
  if (filtered || text !== "") {
    return (
      <Empty icon="search" title={t("browse.noneTitle")} actions={<Button kind="primary" onClick={onClear}>{t(filtered ? "browse.clearFilter" : "browse.clearSearch")}</Button>}>
        {filtered ? t("browse.noneFilter", { types: lower }) : t("browse.noneText", { types: lower, text })}
      </Empty>
    );
  }
  if (sync.running) {
    const received = [...sync.progress.values()].reduce((sum, progress) => sum + progress.received, 0);
    return <Empty icon="refresh" title={t("browse.loadingTitle", { types: lower })}>{received > 0 && t("browse.loadingText", { n: received })}</Empty>;
  }
  if (copy?.syncedAt) return <Empty icon="users" title={t("browse.emptyTitle", { types: lower })}>{t("browse.emptyText", { ago: ago(copy.syncedAt, now) })}</Empty>;
  return (
    <Empty icon="data" title={t("browse.neverTitle", { types: lower })} actions={<Button kind="primary" icon="download" onClick={() => sync.start()}>{t("browse.read")}</Button>}>
      {t("browse.neverText")}
    </Empty>
  );
}
