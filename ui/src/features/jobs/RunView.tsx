import { useState } from "react";
import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Banner } from "@/components/states";
import { Tabs } from "@/components/Tabs";
import { useToasts } from "@/components/toasts";
import v from "@/components/view.module.css";
import { Message, t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { figuresOf, hasEnded } from "@/rpc/jobs";
import { useAct } from "@/rpc/provider";
import type { JobRow, JobView } from "@/rpc/types";
import { Dot } from "@/components/marks";
import { saySaid } from "@/scim/words";
import { Figures } from "./Figures";
import { jobLook } from "./looks";
import s from "./jobs.module.css";
import { Reasons } from "./Reasons";
import { RowPanel } from "./RowPanel";
import { RowsGrid } from "./RowsGrid";

interface Props {
  job: JobView;
  rowHeight: number;
  onOpenPerson(id: string): void;
}

type TabName = "attention" | "pending" | "succeeded" | "cancelled" | "all";

const attention = ["failed", "conflict", "needs_human"];

/** A job under way, standing still or ended: how many of what, and every row with its proof. */
export function RunView({ job, rowHeight, onOpenPerson }: Props) {
  const figures = figuresOf(job);
  const ended = hasEnded(job);
  const rows = (state: string) => job.rows[state] ?? 0;
  const toCorrect = attention.reduce((sum, state) => sum + rows(state), 0);
  const [chosen, setChosen] = useState<TabName>();
  const [row, setRow] = useState<JobRow>();
  const save = useAct("job_save_failed");
  const toasts = useToasts();
  const tab = chosen ?? (toCorrect > 0 ? "attention" : "all");
  const tabs: { id: TabName; label: string; count: number }[] = [
    { id: "attention", label: t("run.tab.attention"), count: toCorrect },
    { id: "succeeded", label: t("run.tab.succeeded"), count: rows("succeeded") },
    ...(ended ? [] : [{ id: "pending" as const, label: t("run.tab.pending"), count: rows("pending") }]),
    ...(rows("cancelled") > 0 ? [{ id: "cancelled" as const, label: t("run.tab.cancelled"), count: rows("cancelled") }] : []),
    { id: "all", label: t("run.tab.all"), count: job.total },
  ];
  const states = tab === "all" ? [] : tab === "attention" ? attention : [tab];

  return (
    <>
      {job.detail && !ended && (
        <Banner icon={jobLook(job).icon} tone={job.state === "paused" || job.state === "needs_release" ? "warn" : undefined}>
          <Message id="run.paused" values={{ what: jobLook(job).text, detail: saySaid(job.said, job.detail) }} />
          {job.resumesAt && <> {t("run.resumesAt")}: {dateTime(job.resumesAt)}</>}
        </Banner>
      )}
      <Figures job={job} figures={figures} />
      <div className={s.rtabs}>
        <Tabs<TabName> label={t("run.tabs")} tabs={tabs} current={tab} onChange={(next) => { setChosen(next); setRow(undefined); }} className={s.tabs} />
        <span className="spacer" />
        {toCorrect > 0 && (
          <Button
            size="sm"
            icon="download"
            disabled={save.isPending}
            onClick={() => save.mutate({ job: job.job }, {
              onSuccess: ({ name }) => { if (name) toasts.show({ tone: "ok", title: t("run.saved", { name }), text: t("run.savedText") }); },
              onError: toasts.fail,
            })}
          >{t("run.saveFailed", { n: toCorrect })}</Button>
        )}
      </div>
      <div className={v.split}>
        <div className={v.splitMain}>
          {tab === "attention" && <Reasons job={job.job} />}
          <RowsGrid job={job.job} view="run" states={states} actions={[]} rowHeight={rowHeight} current={row?.row} onOpen={setRow} />
        </div>
        {row && <RowPanel key={row.row} job={job.job} row={row} onClose={() => setRow(undefined)} onOpenPerson={onOpenPerson} />}
      </div>
      <div className={cx(v.statusbar)}>
        <span><Message id="run.rows" values={{ n: job.total }} /></span>
        {ended && <><Dot /><span>{t("run.everyRow")}</span></>}
      </div>
    </>
  );
}
