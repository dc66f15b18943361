import { useMemo } from "react";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Icon } from "@/components/Icon";
import { Status } from "@/components/marks";
import { Empty, Skeleton } from "@/components/states";
import { DataGrid } from "@/data-grid/DataGrid";
import g from "@/data-grid/grid.module.css";
import type { Column } from "@/data-grid/types";
import { formatNumber, t } from "@/i18n";
import { useClient } from "@/rpc/provider";
import type { JobRow, JobRowsPage } from "@/rpc/types";
import { useWindows } from "@/rpc/useWindows";
import { saySaid, whyOf } from "@/scim/words";
import { actionIcons, rowLook, word } from "./looks";
import s from "./jobs.module.css";

interface Props {
  job: number;
  /** A plan shows what will be done, a run how it ended. */
  view: "plan" | "run";
  states: string[];
  actions: string[];
  rowHeight: number;
  current: number | undefined;
  onOpen(row: JobRow): void;
}

/** The rows of a job, in the order of the file. */
export function RowsGrid({ job, view, states, actions, rowHeight, current, onOpen }: Props) {
  const client = useClient();
  const { source, loading, error, again } = useWindows<JobRow, JobRowsPage>({
    key: ["job", job, "rows", states, actions],
    ask: (offset, limit) => client.call("job_rows", { job, rows: { states, actions, offset, limit } }),
    rowsOf: (page) => page,
  });
  const columns = useMemo(() => (view === "plan" ? planColumns : runColumns), [view]);
  if (error) return <Failed error={error} onAgain={again} />;
  if (loading) return <Skeleton rows={10} />;
  if (source.count === 0) return <Empty icon="ok" title={t("run.noRows")} />;
  return (
    <DataGrid
      label={t(view === "plan" ? "plan.show" : "run.tabs")}
      columns={columns}
      source={source}
      rowId={(row) => String(row.row)}
      current={current === undefined ? undefined : String(current)}
      onActivate={onOpen}
      rowHeight={rowHeight}
    />
  );
}

const number: Column<JobRow> = { id: "rowNo", get title() { return t("plan.row"); }, width: "64px", numeric: true, className: "muted", render: (row) => formatNumber(row.rowNo) };
const person: Column<JobRow> = { id: "naturalKey", get title() { return t("plan.person"); }, width: "minmax(160px, .8fr)", className: g.gridName, render: (row) => <bdi title={row.naturalKey}>{row.naturalKey}</bdi> };

const planColumns: Column<JobRow>[] = [
  number,
  {
    id: "action",
    get title() { return t("plan.action"); },
    width: "144px",
    render: (row) => <span className={cx(s.act, row.action === "unchanged" && s.actSame, row.action === "blocked" && s.actBlock)}><Icon name={actionIcons[row.action] ?? "pencil"} size="sm" />{word("plan.action", row.action)}</span>,
  },
  person,
  {
    id: "why",
    get title() { return t("plan.why"); },
    width: "minmax(200px, 2fr)",
    render(row) {
      if (row.action === "blocked") {
        const { what } = whyOf(row);
        return <span className={s.badtext} title={what}>{what}</span>;
      }
      if (row.action === "unchanged") return <span className="faint">{t("plan.right")}</span>;
      const cells = row.cells.filter(Boolean).join(" · ");
      const { what } = whyOf(row);
      return what ? <span className="muted" title={what}>{what}</span> : <bdi className="muted" title={cells}>{cells}</bdi>;
    },
  },
];

const runColumns: Column<JobRow>[] = [
  number,
  person,
  {
    id: "state",
    get title() { return t("run.result"); },
    width: "144px",
    render(row) {
      const look = rowLook(row);
      return <Status tone={look.tone} icon={look.icon}>{look.text}</Status>;
    },
  },
  {
    id: "how",
    get title() { return t("run.how"); },
    width: "minmax(180px, 1.5fr)",
    render(row) {
      const proven = row.state === "succeeded" && row.proof ? word("run.proof", row.proof) : null;
      // A row that is done may have more to say: what the server stored otherwise.
      const how = proven === null ? whyOf(row).what : [proven, saySaid(row.said, row.message)].filter(Boolean).join(": ");
      return <bdi title={how}>{how}</bdi>;
    },
  },
  { id: "fix", get title() { return t("run.fix"); }, width: "minmax(140px, 1fr)", above: 860, className: "muted", render: (row) => { const { fix } = whyOf(row); return <span title={fix}>{fix}</span>; } },
];
