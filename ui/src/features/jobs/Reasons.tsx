import jp from "@/components/jobparts.module.css";
import { cx } from "@/components/cx";
import { Status, Tag } from "@/components/marks";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import type { JobRow } from "@/rpc/types";
import { whyOf } from "@/scim/words";
import { rowLook } from "./looks";
import s from "./jobs.module.css";

const LOOKED_AT = 1000;
const NAMED = 6;

interface Reason {
  row: JobRow;
  count: number;
}

/** What went wrong, each cause once with its number of rows and what can be done about all of them. */
export function Reasons({ job }: { job: number }) {
  const page = useRead(["job", job], "job_rows", { job, rows: { states: ["failed", "conflict", "needs_human"], actions: [], offset: 0, limit: LOOKED_AT } });
  const reasons = reasonsOf(page.data?.rows ?? []);
  if (reasons.length === 0) return null;
  return (
    <ul className={s.reasons} aria-label={t("run.reasons")}>
      {reasons.slice(0, NAMED).map(({ row, count }) => {
        const look = rowLook(row);
        const { what, fix, detail } = whyOf(row);
        return (
          <li key={keyOf(row)} className={cx(jp.fg, s.reason)}>
            <Status tone={look.tone} icon={look.icon}><b className="truncate">{what || look.text}</b></Status>
            {classOf(row) && <Tag tone="outline"><bdi title={detail || undefined}>{classOf(row)}</bdi></Tag>}
            <Tag>{t("run.reasonRows", { n: count })}</Tag>
            <span className="spacer" />
            {fix && <span className="muted xs truncate" title={fix}>{fix}</span>}
          </li>
        );
      })}
    </ul>
  );
}

const messageOf = (row: JobRow) => row.message ?? row.issues[0]?.message ?? "";
/** Blocked rows are blocked for many reasons; what a server refused is of one class. */
const classOf = (row: JobRow) => (row.errorClass === "blocked" ? null : row.errorClass);
const keyOf = (row: JobRow) => `${row.state}/${classOf(row) ?? messageOf(row)}`;

/** The most frequent first. */
export function reasonsOf(rows: readonly JobRow[]): Reason[] {
  const found = new Map<string, Reason>();
  for (const row of rows) {
    const reason = found.get(keyOf(row));
    if (reason) reason.count += 1;
    else found.set(keyOf(row), { row, count: 1 });
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count);
}
