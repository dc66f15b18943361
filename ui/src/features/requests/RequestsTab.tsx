import { type ReactNode, useState } from "react";
import { CopyText } from "@/components/CopyText";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Skeleton } from "@/components/states";
import { isMessage, t } from "@/i18n";
import { exact, time, took } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, ExchangeView } from "@/rpc/types";
import { readJson, writeJson } from "@/scim/whole";
import { asCurl, originOf } from "./curl";
import r from "./requests.module.css";

/** The recorded exchanges about one record. Secrets were taken out before they were kept. */
export function RequestsTab({ connection, typeName, id }: { connection: ConnectionView; typeName: string; id: string }) {
  const { data, error, refetch } = useRead(["exchanges", connection.id], "exchanges_about", { connection: connection.id, typeName, id, limit: 200 });
  if (error) return <Failed error={error} title={t("requests.failed")} onAgain={() => void refetch()} />;
  if (!data) return <Skeleton rows={6} />;
  return (
    <div className={r.requests}>
      <RequestList connection={connection} exchanges={data} none={t("requests.none")} what={what} />
      <div className={r.foot}><span className="xs muted">{t("requests.kept", { n: data.length })}</span></div>
    </div>
  );
}

/** Exchanges, one line each; opened, with what was sent and answered. */
export function RequestList({ connection, exchanges, none, what }: { connection: ConnectionView; exchanges: readonly ExchangeView[]; none: string; what(exchange: ExchangeView): ReactNode }) {
  const [open, setOpen] = useState<number>();
  return (
    <ul className={r.list}>
      {exchanges.length === 0 && <li className={r.none}>{none}</li>}
      {exchanges.map((exchange) => (
        <li key={exchange.seq}>
          <button type="button" className={r.rq} aria-expanded={exchange.seq === open} onClick={() => setOpen(exchange.seq === open ? undefined : exchange.seq)}>
            <span className="faint" title={exact(exchange.at)}>{time(exchange.at)}</span>
            <span className={cx(r.verb, exchange.method !== "GET" && r.verbWrite)}>{exchange.method}</span>
            <span className="truncate" title={exchange.path}>{what(exchange)}</span>
            <span className={cx(r.answer, tone(exchange.status))}>{exchange.status ?? t("requests.noAnswer")}</span>
            <span className={r.num}>{took(exchange.durationMs)}</span>
          </button>
          {exchange.seq === open && <Detail exchange={exchange} origin={originOf(connection.url)} />}
        </li>
      ))}
    </ul>
  );
}

/** What was sent and what was answered. */
export function Detail({ exchange, origin }: { exchange: ExchangeView; origin: string }) {
  const request = [`${exchange.method} ${exchange.path}`, exchange.requestHeaders].filter(Boolean).join("\n");
  const answer = [exchange.status === null ? "" : String(exchange.status), exchange.responseHeaders].filter(Boolean).join("\n");
  return (
    <div className={r.detail}>
      <div className="code__head">{t("requests.sent")}<span className="spacer" /><CopyText text={asCurl(exchange, origin)} label={t("requests.curl")} /></div>
      <pre className="code"><bdi>{[request, pretty(exchange.requestBody)].filter(Boolean).join("\n\n")}</bdi></pre>
      <div className="code__head">{t("requests.answer")}</div>
      <pre className="code"><bdi>{exchange.error ?? [answer, pretty(exchange.responseBody)].filter(Boolean).join("\n\n")}</bdi></pre>
      {exchange.truncated && <p className={r.none}>{t("requests.cut")}</p>}
    </div>
  );
}

function what(exchange: ExchangeView): string {
  const key = `requests.for.${exchange.operation}`;
  return isMessage(key) ? t(key) : exchange.operation;
}

function tone(status: number | null): string | undefined {
  if (status === null || status >= 500) return r.answerBad;
  return status >= 400 ? r.answerWarn : r.answerOk;
}

function pretty(body: string | null): string {
  if (body === null) return "";
  try {
    return writeJson(readJson(body), 2);
  } catch {
    return body;
  }
}
