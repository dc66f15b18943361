import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { exact, took } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { ConnectionView } from "@/rpc/types";
import { originOf } from "./curl";
import { Detail } from "./RequestsTab";
import r from "./requests.module.css";

/** One recorded exchange, by its number in the record. */
export function ExchangeDialog({ connection, seq, onClose }: { connection: ConnectionView; seq: number; onClose(): void }) {
  const { data, error, refetch } = useRead(["exchanges", connection.id], "exchange", { connection: connection.id, seq });
  return (
    <Dialog
      width={720}
      title={t("requests.one")}
      sub={data && t("requests.oneAt", { time: exact(data.at), took: took(data.durationMs) })}
      onClose={onClose}
      foot={<><span className="spacer" /><Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.close")}</Button></>}
    >
      {error ? <Failed error={error} title={t("requests.failed")} onAgain={() => void refetch()} />
        : data === undefined ? <Skeleton rows={6} />
        : data === null ? <p className={r.none}>{t("requests.gone")}</p>
        : <Detail exchange={data} origin={originOf(connection.url)} />}
    </Dialog>
  );
}
