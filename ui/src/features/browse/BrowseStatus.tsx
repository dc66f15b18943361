import v from "@/components/view.module.css";
import { Dot, Status } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { CopyState, ListResult } from "@/rpc/types";
import { LIVE_LIMIT } from "./useLive";

interface Props {
  types: string;
  count: number;
  narrowed: boolean;
  copy: CopyState | undefined;
  live: ListResult | undefined;
  reading: boolean;
}

/** How many there are, and whether that is proven to be all. */
export function BrowseStatus({ types, count, narrowed, copy, live, reading }: Props) {
  const complete = live ? live.complete : copy?.complete;
  const reason = live ? live.incompleteReason : copy?.reason;
  return (
    <div className={v.statusbar} role="status">
      <span>
        <Message id="browse.count" values={{ n: count, types: types.toLowerCase() }} />
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
    </div>
  );
}
