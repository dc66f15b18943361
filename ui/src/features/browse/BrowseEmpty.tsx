import { Button } from "@/components/Button";
import { Failed } from "@/components/Failed";
import { Empty, Skeleton } from "@/components/states";
import { useNow } from "@/components/useNow";
import { t } from "@/i18n";
import { ago } from "@/i18n/dates";
import type { RpcError } from "@/rpc/errors";
import type { CopyState } from "@/rpc/types";
import type { SyncHandle } from "@/sync/provider";
import { midSentence } from "@/scim/labels";

interface Props {
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
}

/** Why there is no row: still reading, failed, nothing matches, nothing there, or never read. */
export function BrowseEmpty({ types, text, filtered, copy, sync, notRead, loading, error, onAgain, onClear }: Props) {
  const now = useNow(10_000);
  const lower = midSentence(types);
  const failure = error ?? (copy?.syncedAt ? undefined : notRead);
  if (failure) return <Failed error={failure} onAgain={error ? onAgain : () => sync.start()} />;
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
