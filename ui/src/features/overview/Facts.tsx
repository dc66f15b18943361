import type { ReactNode } from "react";
import { Status } from "@/components/marks";
import { useNow } from "@/components/useNow";
import { formatNumber, formatPercent, t } from "@/i18n";
import { ago, day, exact, time, took } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, CopyState, Health } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { Spark } from "./Spark";
import s from "./facts.module.css";

const MINUTE_MS = 60_000;
/** Most types that are named beside each other. */
const MOST_TYPES = 3;

/** How a server answered: not read yet, or `null` where that failed. */
type Figures = Health | null | undefined;

const without = (health: Figures) => (health === null ? "–" : t(health ? "overview.noRequests" : "common.loading"));

/** What is in the directory, when the token ends, and how the server answered in the last day. */
export function Facts({ connection, health }: { connection: ConnectionView; health: Figures }) {
  return (
    <div className={s.facts}>
      <Directory connection={connection.id} />
      <Token connection={connection} />
      <Answers health={health} />
      <Failures health={health} />
    </div>
  );
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={s.fact}>
      <h2 className={s.factH}>{title}</h2>
      {children}
    </section>
  );
}

const rank = (copy: CopyState) => ({ User: 0, Group: 1 })[copy.typeName] ?? 2;

function Directory({ connection }: { connection: string }) {
  const now = useNow(MINUTE_MS);
  const copies = useRead(["copies", connection], "copies", { connection });
  const read = (copies.data ?? []).filter((copy) => copy.syncedAt !== null).toSorted((a, b) => rank(a) - rank(b));
  const oldest = read.map((copy) => copy.syncedAt ?? "").toSorted()[0];
  const whole = read.every((copy) => copy.complete);
  return (
    <Fact title={t("overview.directory")}>
      {oldest === undefined ? <p className={s.none}>{t("overview.noCopy")}</p> : (
        <>
          <div className={s.cols}>
            {read.slice(0, MOST_TYPES).map((copy) => <div key={copy.typeName}><b>{formatNumber(copy.count)}</b><span className="truncate">{typesLabel(copy.typeName)}</span></div>)}
          </div>
          <p className={s.factS} title={exact(oldest)}>
            <Status tone={whole ? "ok" : "warn"} small icon={whole ? "ok" : "warning"}>{t(whole ? "overview.whole" : "overview.notWhole")}</Status> {ago(oldest, now)}
          </p>
        </>
      )}
    </Fact>
  );
}

function Token({ connection: { auth, secret, token } }: { connection: ConnectionView }) {
  const now = useNow(MINUTE_MS);
  const title = t(auth.kind === "none" ? "conn.signIn" : `conn.${auth.kind}`);
  if (auth.kind === "none") return <Fact title={title}><p className={s.none}>{t("conn.noneTerm")}</p></Fact>;
  const left = token && Date.parse(token.endsAt) - now;
  return (
    <Fact title={title}>
      {left !== null && left !== undefined && (
        <div className={s.big}>{left <= 0 ? t("overview.ended") : <>{remaining(left)} <span>{t("overview.left")}</span></>}</div>
      )}
      {secret === "missing" ? <Status tone="bad" small icon="key">{t("overview.noSecret")}</Status> : token === null && <p className={s.none}>{t("overview.endUnknown")}</p>}
      {token && <p className={s.factS}>{t(left !== null && left !== undefined && left <= 0 ? "conn.tokenEnds.over" : `overview.ends.${token.from}`, { date: day(token.endsAt), time: time(token.endsAt) })}</p>}
    </Fact>
  );
}

/** "41 min", "5 hours", "12 days". */
function remaining(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 90) return t("overview.minutes", { count: Math.max(1, minutes) });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t("overview.hours", { count: hours }) : t("overview.days", { count: Math.floor(hours / 24) });
}

function Answers({ health }: { health: Figures }) {
  const typical = health?.typicalMs ?? null;
  return (
    <Fact title={t("overview.answers")}>
      {typical === null ? <p className={s.none}>{without(health)}</p> : (
        <>
          <div className={s.row}>
            <div className={s.big}>{took(typical)} <span>{t("overview.typical")}</span></div>
            <div className={s.big}>{took(health?.slowMs ?? typical)} <span>{t("overview.slowest")}</span></div>
          </div>
          <Spark values={(health?.points ?? []).map((point) => point.typicalMs)} />
        </>
      )}
    </Fact>
  );
}

const shareOf = ({ failed, requests }: { failed: number; requests: number }) => (requests === 0 ? 0 : failed / requests);

function Failures({ health }: { health: Figures }) {
  if (!health || health.requests === 0) return <Fact title={t("overview.failures")}><p className={s.none}>{without(health)}</p></Fact>;
  const peak = health.points.filter((point) => point.failed > 0).toSorted((a, b) => b.failed - a.failed)[0];
  return (
    <Fact title={t("overview.failures")}>
      <div className={s.row} title={t("overview.failuresMeaning")}>
        <div className={s.big}>{formatPercent(shareOf(health))} <span>{t("overview.of", { n: formatNumber(health.requests) })}</span></div>
        {peak ? <Status tone="warn" small icon="warning">{t("overview.peak", { n: formatNumber(peak.failed), time: time(peak.at) })}</Status>
          : <Status tone="ok" small>{t("overview.noFailures")}</Status>}
      </div>
      <Spark quiet values={health.points.map((point) => (point.requests === 0 ? null : shareOf(point)))} />
    </Fact>
  );
}
