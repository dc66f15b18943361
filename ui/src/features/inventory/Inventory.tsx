import type { ReactNode } from "react";
import { CommandButton } from "@/components/CommandButton";
import { Failed } from "@/components/Failed";
import { ColourMark, EnvDot, environmentName, Status } from "@/components/marks";
import { Empty, Skeleton } from "@/components/states";
import { useNow } from "@/components/useNow";
import v from "@/components/view.module.css";
import { useToasts } from "@/components/toasts";
import { formatNumber, formatPercent, t, type MessageKey } from "@/i18n";
import { ago, day, exact } from "@/i18n/dates";
import { useAct, useRead } from "@/rpc/provider";
import type { CopyState, ExportFormat, InventoryRow, TokenView } from "@/rpc/types";
import { factLabel, valueLabel } from "@/scim/facts";
import { sayWarning } from "@/scim/warnings";
import s from "./inventory.module.css";

const forms: readonly ExportFormat[] = ["csv", "xlsx", "json"];
/** The columns of a file, whose heads are said in the user's language. */
const columns = ["name", "environment", "address", "preset", "version", "signIn", "secretState", "tokenEnds", "changes", "users", "groups", "others", "copyRead", "serverRead", "patch", "put", "filter", "sort", "bulk", "etag", "mostPerPage", "mostPerBulk", "requests", "failed", "warnings"] as const;
const AGAIN_MS = 60_000;

/** All connections in one table: what each server is, can do and allows, and what to look at. */
export function Inventory({ onOpen, actions }: { onOpen(connection: string): void; actions?: ReactNode }) {
  const table = useRead(["connections"], "inventory", null, { staleTime: 0 });
  const write = useAct("inventory_export");
  const toasts = useToasts();
  const save = (format: ExportFormat) => write.mutate({ format, columns: columns.map((path) => ({ path, title: t(`inventory.${path}`) })) }, {
    onSuccess: (done) => { if (done) toasts.show({ tone: "ok", title: t("inventory.written", { count: done.rows, name: done.name }) }); },
    onError: toasts.fail,
  });
  const rows = table.data ?? [];
  return (
    <div className={s.view}>
      <div className={`${v.viewbar} ${s.bar}`}>
        <h1 className={v.viewbarTitle}>{t("inventory.title")}</h1>
        {table.data && <span className={v.viewbarSub}>{t("inventory.count", { count: rows.length })}</span>}
        <span className="spacer" />
        {actions}
        {forms.map((format) => (
          <CommandButton key={format} size="sm" icon="download" command={{ id: `inventory.export.${format}`, label: t("inventory.export", { form: format.toUpperCase() }), enabled: rows.length > 0 && !write.isPending, run: () => save(format) }}>{format.toUpperCase()}</CommandButton>
        ))}
      </div>
      {table.error ? <Failed error={table.error} onAgain={() => void table.refetch()} />
        : !table.data ? <Skeleton rows={6} />
        : rows.length === 0 ? <Empty icon="plug" title={t("inventory.none")} />
        : <Table rows={rows} onOpen={onOpen} />}
    </div>
  );
}

const heads: readonly MessageKey[] = ["inventory.name", "inventory.warnings", "inventory.preset", "inventory.signIn", "inventory.users", "inventory.groups", "inventory.copy", "inventory.features", "inventory.last"];
const numbers = new Set<MessageKey>(["inventory.users", "inventory.groups"]);

function Table({ rows, onOpen }: { rows: readonly InventoryRow[]; onOpen(connection: string): void }) {
  const now = useNow(AGAIN_MS);
  return (
    <div className={s.scroll}>
      <table className={s.table}>
        <colgroup>{heads.map((head) => <col key={head} />)}</colgroup>
        <thead><tr>{heads.map((head) => <th key={head} scope="col" className={numbers.has(head) ? s.number : undefined}>{t(head)}</th>)}</tr></thead>
        <tbody>{rows.map((row) => <Row key={row.connection.id} row={row} now={now} onOpen={() => onOpen(row.connection.id)} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ row: { connection, version, copies, features, limits, requests, failed, warnings }, now, onOpen }: { row: InventoryRow; now: number; onOpen(): void }) {
  const { environment, preset, token, auth, syncedAt } = connection;
  return (
    <tr>
      <th scope="row">
        <button type="button" className={s.open} onClick={onOpen}><EnvDot environment={environment} />{connection.colour && <ColourMark colour={connection.colour} />}<bdi className="truncate">{connection.name}</bdi></button>
        <span className={s.sub}>{environmentName(environment)}, <bdi className="mono">{connection.url ?? connection.host}</bdi></span>
      </th>
      <td data-head={t("inventory.warnings")} className={s.wide}>{warnings.length === 0 ? <Status tone="ok" small>{t("inventory.fine")}</Status> : <ul>{warnings.map((warning) => <li key={warning.code + JSON.stringify(warning.params)} className={s.warning}>{sayWarning(warning)}</li>)}</ul>}</td>
      <td data-head={t("inventory.preset")}><bdi>{preset ? preset.preset?.name ?? preset.choice.id : t("preset.any")}</bdi><span className={s.sub}>{version === null ? t("inventory.notRead") : `SCIM ${version}`}</span></td>
      <td data-head={t("inventory.signIn")}>{t(`conn.${auth.kind}`)}{connection.secret === "missing" && <span className={s.sub}><Status tone="bad" small icon="key">{t("overview.noSecret")}</Status></span>}{token && <TokenEnd token={token} />}</td>
      <Count head={t("inventory.users")} copy={copies.find((copy) => copy.typeName === "User")} />
      <Count head={t("inventory.groups")} copy={copies.find((copy) => copy.typeName === "Group")} />
      <td data-head={t("inventory.copy")} className={syncedAt ? "muted" : "faint"} title={syncedAt ? exact(syncedAt) : undefined}>{syncedAt ? ago(syncedAt, now) : t("inventory.never")}</td>
      <td data-head={t("inventory.features")}>
        <span className={s.features}>
          {features.filter((each) => each.value !== null).map((each) => (
            <span key={each.feature} className={each.value === "no" ? s.no : s.yes} title={`${factLabel(each.feature)}: ${valueLabel(each.value)}`}>
              {word(featureWords, each.feature)}{each.value === "no" ? <span className="sr-only"> {valueLabel("no")}</span> : each.value === "yes" ? "" : ` (${valueLabel(each.value)})`}
            </span>
          ))}
          {features.every((each) => each.value === null) && <span className="faint">–</span>}
        </span>
        {limits.filter((each) => each.value !== null).map((each) => <span key={each.feature} className={s.sub} title={factLabel(each.feature)}>{word(limitWords, each.feature, each.value)}</span>)}
      </td>
      <td data-head={t("inventory.last")} className={requests === 0 ? "faint" : undefined}>{requests === 0 ? "–" : <>{formatNumber(requests)}<span className={s.sub}>{failed === 0 ? t("overview.noFailures") : t("inventory.failedShare", { share: formatPercent(failed / requests) })}</span></>}</td>
    </tr>
  );
}

/** When the token ends; a mark where that is near. */
function TokenEnd({ token: { endsAt, near } }: { token: TokenView }) {
  const text = t("inventory.ends", { date: day(endsAt) });
  return <span className={s.sub} title={exact(endsAt)}>{near === "over" || near === "day" || near === "week" ? <Status tone={near === "over" ? "bad" : "warn"} small icon="key">{text}</Status> : text}</span>;
}

function Count({ head, copy }: { head: string; copy: CopyState | undefined }) {
  return <td data-head={head} className={s.number}>{copy?.syncedAt ? formatNumber(copy.count) : <span className="faint">–</span>}</td>;
}

const featureWords: Readonly<Record<string, MessageKey>> = {
  "features.patch": "inventory.patch", "features.put": "inventory.put", "features.filter": "inventory.filter",
  "features.sort": "inventory.sort", "features.bulk": "inventory.bulk", "features.etag": "inventory.etag",
};
const limitWords: Readonly<Record<string, MessageKey>> = { "list.*.count.max": "inventory.limit.page", "bulk.max_ops": "inventory.limit.bulk", "limits.rate": "inventory.limit.rate" };

const word = (words: Readonly<Record<string, MessageKey>>, feature: string, value?: string | null): string => {
  const key = words[feature];
  return key ? t(key, { n: value ?? "" }) : feature;
};
