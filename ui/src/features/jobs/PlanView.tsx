import { useState } from "react";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { EnvBadge, Status } from "@/components/marks";
import { Banner } from "@/components/states";
import jp from "@/components/jobparts.module.css";
import v from "@/components/view.module.css";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { formatNumber, Message, t } from "@/i18n";
import { time } from "@/i18n/dates";
import type { JobRow, JobView } from "@/rpc/types";
import { saySaid } from "@/scim/words";
import { CancelDialog } from "./CancelDialog";
import { actions, word } from "./looks";
import s from "./jobs.module.css";
import { ReleaseDialog } from "./ReleaseDialog";
import { RowPanel } from "./RowPanel";
import { RowsGrid } from "./RowsGrid";
import { RunDialog } from "./RunDialog";

interface Props {
  job: JobView;
  rowHeight: number;
  onOpenPerson(id: string): void;
}

/** What a job would do, before any of it is sent. */
export function PlanView({ job, rowHeight, onOpenPerson }: Props) {
  const [show, setShow] = useState<string>("all");
  const [row, setRow] = useState<JobRow>();
  const [asking, setAsking] = useState<"run" | "release" | "discard">();
  const count = (action: string) => job.counts[action] ?? 0;
  const release = job.state === "needs_release" && !job.released;

  return (
    <>
      {release && (
        <Banner icon="shield" tone="warn" actions={<Button size="sm" onClick={() => setAsking("release")}>{t("plan.release")}</Button>}>
          <b>{t("plan.releaseTitle")}.</b> {job.detail ? <bdi>{saySaid(job.said, job.detail)}</bdi> : t("plan.releaseText")}
        </Banner>
      )}
      <div className={s.planTop}>
        <div className={s.planSum}>
          <h2 className={s.planH}><Message id="plan.sum" values={{ n: job.changes, same: count("unchanged"), blocked: count("blocked") }} /></h2>
          <span className="spacer" />
          <span className={cx("xs", "faint", "nowrap", s.compared)}>{t("plan.compared", { time: time(job.createdAt) })}</span>
        </div>
        <div className={cx("bar", s.planBar)} role="img" aria-label={actions.map((action) => `${word("plan.action", action)} ${formatNumber(count(action))}`).join(", ")}>
          {actions.map((action) => count(action) > 0 && <i key={action} className={s[`sw-${action}`.replace(/-(\w)/, (_, c: string) => c.toUpperCase())]} style={{ flex: `${count(action)} 0 0` }} />)}
        </div>
        <div className={jp.segs} role="group" aria-label={t("plan.show")}>
          {["all", ...actions].map((action) => (action === "all" || count(action) > 0) && (
            <button key={action} type="button" aria-pressed={show === action} className={cx(jp.seg, show === action && jp.isOn)} onClick={() => { setShow(action); setRow(undefined); }}>
              <span className={jp.segL}>{action !== "all" && <span className={cx("swatch", s[`sw-${action}`.replace(/-(\w)/, (_, c: string) => c.toUpperCase())])} />}{action === "all" ? t("plan.all") : word("plan.action", action)}</span>
              <b>{formatNumber(action === "all" ? job.total : count(action))}</b>
            </button>
          ))}
        </div>
      </div>
      <div className={s.planMid}>
        <section className={s.card} aria-label={t("plan.limits")}>
          <h3 className={s.cardH}><Icon name="shield" />{t("plan.limits")}</h3>
          <Limit label={t("plan.limit.deactivations")} n={count("deactivate")} cap={job.capDeactivations} released={job.released} />
          <Limit label={t("plan.limit.deletes")} n={count("delete")} cap={job.capDeletes} released={job.released} />
        </section>
        <section className={s.card} aria-label={t("plan.how")}>
          <h3 className={s.cardH}><Icon name="jobs" />{t("plan.how")}</h3>
          <ol className={s.order}>{(["plan.how1", "plan.how2", "plan.how3"] as const).map((key, index) => <li key={key}><span>{index + 1}</span>{t(key)}</li>)}</ol>
        </section>
      </div>
      <div className={v.split}>
        <div className={v.splitMain}>
          <RowsGrid job={job.job} view="plan" states={[]} actions={show === "all" ? [] : [show]} rowHeight={rowHeight} current={row?.row} onOpen={setRow} />
        </div>
        {row && <RowPanel key={row.row} job={job.job} row={row} onClose={() => setRow(undefined)} onOpenPerson={onOpenPerson} />}
      </div>
      <div className={v.jobfoot}>
        <Button kind="ghost-danger" onClick={() => setAsking("discard")}>{t("plan.discard")}</Button>
        <span className="spacer" />
        {job.environment && <EnvBadge environment={job.environment} />}
        <span className={cx("muted", "xs", "truncate")}>{job.changes > 0 ? t("plan.runOn", { name: job.connectionName }) : t("plan.nothing")}</span>
        <CommandButton kind="primary" showKey command={{ id: "job.ask", label: t("plan.run", { n: job.changes }), hotkey: "Mod+Enter", enabled: job.changes > 0 && !release && job.state !== "draft", run: () => setAsking("run") }} />
      </div>
      {asking === "run" && <RunDialog job={job} onClose={() => setAsking(undefined)} />}
      {asking === "release" && <ReleaseDialog job={job} onClose={() => setAsking(undefined)} />}
      {asking === "discard" && <CancelDialog job={job} onClose={() => setAsking(undefined)} />}
    </>
  );
}

function Limit({ label, n, cap, released }: { label: string; n: number; cap: number; released: boolean }) {
  const over = n > cap;
  const [tone, icon, text] = over && released ? ["ok", "unlock", t("plan.released")] as const : over ? ["warn", "warning", t("plan.over")] as const : ["ok", "ok" satisfies IconName, t("plan.within")] as const;
  return (
    <div className={s.lim}>
      <span className="truncate">{label}</span>
      <span className="num"><b>{formatNumber(n)}</b> <span className="faint">{cap === 0 ? t("plan.never") : t("common.of", { n: cap })}</span></span>
      <span className="bar bar--thin"><i className={over ? "fill--warn" : "fill--neutral"} style={{ width: `${cap === 0 ? (n > 0 ? 100 : 0) : Math.min(100, (n / cap) * 100)}%`, minWidth: 0 }} /></span>
      <Status tone={tone} icon={icon} small>{text}</Status>
    </div>
  );
}
