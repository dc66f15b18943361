import type { ReactNode } from "react";
import { IconButton, TextButton } from "@/components/Button";
import v from "@/components/view.module.css";
import { Dot, Status } from "@/components/marks";
import { useNow } from "@/components/useNow";
import { Message, t } from "@/i18n";
import { ago } from "@/i18n/dates";
import type { CopyState } from "@/rpc/types";
import type { Selected } from "./useChoice";
import { integrityOf } from "./IntegrityDialog";
import type { LiveAnswer } from "./useLive";
import { midSentence } from "@/scim/labels";
import { sayGap } from "@/scim/words";

interface Props {
  type: string;
  types: string;
  count: number;
  narrowed: boolean;
  copy: CopyState | undefined;
  /** The server's answer, when its rows are shown. */
  live: LiveAnswer | undefined;
  /** The copy stands in until the server answers. */
  asking: boolean;
  reading: boolean;
  /** How far the reading is. */
  progress: { received: number; total: number | null } | undefined;
  onCancel(): void;
  selected: Selected;
  onSelected(): void;
  onIntegrity(): void;
  onClearSelection(): void;
  /** What can be done with the selection. */
  actions: ReactNode;
}

/** How many there are, and whether that is proven to be all. */
export function BrowseStatus({ type, types, count, narrowed, copy, live, asking, reading, progress, onCancel, selected, onSelected, onIntegrity, onClearSelection, actions }: Props) {
  const now = useNow(30_000);
  const complete = live ? live.end?.complete : copy?.complete;
  const reason = live ? sayGap({ reason: live.end?.incompleteReason ?? null, gap: live.end?.gap, received: live.received, total: live.total }) : copy && sayGap(copy);
  return (
    <div className={v.statusbar} role="status">
      <span>
        <Message id="browse.count" values={{ n: count, type: midSentence(type), types: midSentence(types) }} />
        {narrowed && copy?.syncedAt && <> {t("browse.outOf", { n: copy.count })}</>}
      </span>
      {complete !== undefined && (copy?.syncedAt || copy?.count || live) && (live || !reading) && (
        <>
          <Dot />
          {!live && copy ? (
            <button type="button" className={v.meter} onClick={onIntegrity}><Status tone={integrityOf(copy) === "complete" ? "ok" : "warn"} small title={reason ?? ""}>{t(`integrity.${integrityOf(copy)}`)}</Status></button>
          ) : (
            <button type="button" className={v.meter} onClick={onIntegrity}>
              {complete
                ? <Status tone="ok" small>{t("common.complete")}</Status>
                : <Status tone="warn" small title={reason ?? ""}>{t("common.incomplete")}{reason && !live?.end?.cut ? `: ${reason}` : ""}</Status>}
            </button>
          )}
        </>
      )}
      {!live && copy?.syncedAt && !reading && <><Dot /><span>{t("browse.age", { ago: ago(copy.syncedAt, now) })}</span></>}
      {progress && (
        <>
          <Dot />
          <span>{t(progress.total === null ? "browse.readingSome" : "browse.readingOf", { n: progress.received, total: progress.total ?? 0 })}</span>
          <TextButton onClick={onCancel}>{t("browse.stopReading")}</TextButton>
        </>
      )}
      {asking && <><Dot /><span>{t("browse.asking")}</span></>}
      {live?.end?.cut && <><Dot /><span>{t("browse.cut", { n: live.rows.length })}</span></>}
      {live && live.filteredBy !== "nobody" && (
        <>
          <Dot />
          <span>{t(live.filteredBy === "server" ? "browse.filteredServer" : "browse.filteredHere")}</span>
        </>
      )}
      <Dot />
      {selected.count === 0 ? <span>{t("browse.noneSelected")}</span> : (
        <>
          <TextButton onClick={onSelected}>{t(selected.all ? "browse.allSelected" : "browse.selected", { n: selected.count })}</TextButton>
          <IconButton size="sm" icon="x" label={t("browse.clearSelection")} onClick={onClearSelection} />
        </>
      )}
      {actions && <><span className="spacer" />{actions}</>}
    </div>
  );
}
