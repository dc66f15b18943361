import { useState } from "react";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { Checkbox } from "@/components/inputs";
import { Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, ExchangeView } from "@/rpc/types";
import { RequestList } from "./RequestsTab";
import r from "./requests.module.css";

const PAGE = 100;
const MOST = 500;

const pathOf = ({ path }: ExchangeView) => <bdi>{path}</bdi>;

/** The recorded exchanges with a server, newest first. */
export function RequestsDialog({ connection, failed: onlyFailed, onClose }: { connection: ConnectionView; failed: boolean; onClose(): void }) {
  const [failed, setFailed] = useState(onlyFailed);
  const [limit, setLimit] = useState(PAGE);
  const { data, error, refetch } = useRead(["exchanges", connection.id], "exchanges", { connection: connection.id, limit, before: null, failed });
  return (
    <Dialog
      width={720}
      title={t("requests.all")}
      sub={data && t("requests.newest", { n: data.length })}
      onClose={onClose}
      foot={
        <>
          <Checkbox checked={failed} onChange={setFailed}>{t("requests.onlyFailed")}</Checkbox>
          <span className="spacer" />
          {data?.length === limit && limit < MOST && <Button onClick={() => setLimit(limit + PAGE)}>{t("requests.more")}</Button>}
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.close")}</Button>
        </>
      }
    >
      {error ? <Failed error={error} title={t("requests.failed")} onAgain={() => void refetch()} />
        : !data ? <Skeleton rows={10} />
        : <div className={r.all}><RequestList connection={connection} exchanges={data} none={t(failed ? "requests.noneFailed" : "requests.noneKept")} what={pathOf} /></div>}
    </Dialog>
  );
}
