import type { ReactNode } from "react";
import { IconButton, TextButton } from "@/components/Button";
import v from "@/components/view.module.css";
import { Dot, Status } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { CopyState, ListResult } from "@/rpc/types";
import type { Selected } from "./useChoice";
import { LIVE_LIMIT } from "./useLive";
import { midSentence } from "@/scim/labels";

interface Props {
  types: string;
  count: number;
  narrowed: boolean;
  copy: CopyState | undefined;
  live: ListResult | undefined;
  reading: boolean;
  selected: Selected;
  onSelected(): void;
  onClearSelection(): void;
  /** What can be done with the selection. */
  actions: ReactNode;
}

/** How many there are, and whether that is proven to be all. */
export function BrowseStatus({ types, count, narrowed, copy, live, reading, selected, onSelected, onClearSelection, actions }: Props) {
  const complete = live ? live.complete : copy?.complete;
  const reason = live ? live.incompleteReason : copy?.reason;
  return (
    <div className={v.statusbar} role="status">
      <span>
        <Message id="browse.count" values={{ n: count, types: midSentence(types) }} />
        {narrowed && copy?.syncedAt && <> {t("browse.outOf", { n: copy.count })}</>}
      </span>
      {complete !== undefined && (copy?.syncedAt || live) && !reading && (
        <>
          <Dot />
          {complete
            ? <Status tone="ok" small>{t("common.complete")}</Status>
            : <Status tone="warn" small title={reason ?? ""}>{t("common.incomplete")}{reason ? `: ${reason}` : ""}</Status>}
        </>
      )}
      {live?.cut && <><Dot /><span>{t("browse.cut", { n: LIVE_LIMIT })}</span></>}
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
