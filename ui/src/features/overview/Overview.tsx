import { type ReactNode, useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Failed } from "@/components/Failed";
import { Banner, Empty, Skeleton } from "@/components/states";
import { Status } from "@/components/marks";
import v from "@/components/view.module.css";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { language } from "@/i18n/locale";
import { useAct, useRead } from "@/rpc/provider";
import type { ConnectionView } from "@/rpc/types";
import { Calibrate } from "./calibration/Calibrate";
import { Left } from "./calibration/Left";
import { Promised } from "./calibration/Promised";
import { Facts } from "./Facts";
import { FactTable, type ExchangeSlot } from "./FactTable";
import s from "./overview.module.css";
import { Recent } from "./Recent";
import { rowsOf } from "./rows";
import { Types } from "./Types";
import { Versions } from "./Versions";
import { Warnings } from "./Warnings";
import type { Ways } from "./ways";

/** How often the figures are drawn anew: each request changes them a little. */
const AGAIN_MS = 30_000;

/** What is known of a server: who says it, since when and why, and what Rollcall goes by. */
export function Overview({ connection, ways: { edit, jobs, record, job }, renderExchange, renderRequests }: { connection: ConnectionView; ways: Omit<Ways, "look" | "failed">; renderExchange: ExchangeSlot; renderRequests(failed: boolean, onClose: () => void): ReactNode }) {
  const [requests, setRequests] = useState<"all" | "failed">();
  const glance = useRead(["history", connection.id], "overview", { connection: connection.id }, { staleTime: 0, refetchInterval: AGAIN_MS });
  const table = useRead(["capabilities", connection.id], "capabilities", { connection: connection.id });
  const look = useAct("connection_probe");
  const toasts = useToasts();
  const rows = rowsOf(table.data ?? []);
  const differences = rows.filter((row) => row.differs).length;
  const preset = connection.preset?.preset ?? undefined;
  const lookCloser = () => look.mutate({ connection: connection.id }, {
    onSuccess: (report) => toasts.show({
      tone: report.stopped === null ? "ok" : "warn",
      title: t("overview.looked", { requests: report.requests, found: report.found }),
      ...(report.stopped === null ? {} : { text: t(`overview.stopped.${report.stopped}`) }),
    }),
    onError: toasts.fail,
  });
  const ways: Ways = { edit, jobs, record, job, look: lookCloser, failed: () => setRequests("failed") };
  return (
    <div className={s.view}>
      <div className={`${v.viewbar} ${v.wraps}`}>
        <h1 className={v.viewbarTitle}>{t("overview.nav")}</h1>
        <bdi className="mono xs muted truncate">{connection.url}</bdi>
        <span className="spacer" />
        <CommandButton
          icon="search"
          command={{ id: "connection.look", label: t(look.isPending ? "overview.looking" : "overview.look"), enabled: !look.isPending, run: lookCloser }}
        />
        <Calibrate connection={connection} />
        <Button icon="audit" onClick={() => setRequests("all")}>{t("requests.open")}</Button>
        {connection.environment !== "builtIn" && <Button icon="settings" onClick={edit}>{t("overview.edit")}</Button>}
      </div>
      {preset?.idpManaged && (
        <Banner icon="lock" tone="warn">
          {t("overview.managed", { name: preset.name })} {preset.warning !== null && (preset.texts[language()]?.["safety.warn"] ?? preset.warning)}
        </Banner>
      )}
      <Facts connection={connection} health={glance.data?.health ?? (glance.error ? null : undefined)} />
      {glance.error && <Failed part error={glance.error} onAgain={() => void glance.refetch()} />}
      <Warnings connection={connection.id} warnings={(glance.data?.warnings ?? []).filter((each) => each.code !== "kept_elsewhere")} ways={ways} />
      <Left connection={connection} />
      <Promised connection={connection.id} />
      <div className={s.over}>
        <div className={s.scroll}>
          <div className={s.head}>
            <h2 className={s.title}>{t("overview.title")}</h2>
            {differences > 0 && <Status tone="warn" small icon="warning">{t("overview.conflicts", { count: differences })}</Status>}
          </div>
          {table.error ? <Failed error={table.error} onAgain={() => void table.refetch()} />
            : !table.data ? <Skeleton rows={10} />
            : rows.length === 0 ? <Empty icon="search" title={t("overview.nothing")} />
            : <FactTable connection={connection.id} rows={rows} renderExchange={renderExchange} />}
          <Types connection={connection.id} />
        </div>
        <Recent recent={glance.data?.recent ?? (glance.error ? null : undefined)} ways={ways} />
      </div>
      <Versions connection={connection.id} />
      {requests && renderRequests(requests === "failed", () => setRequests(undefined))}
    </div>
  );
}
