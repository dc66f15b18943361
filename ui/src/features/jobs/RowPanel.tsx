import { Button, IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Icon, type IconName } from "@/components/Icon";
import { Json } from "@/components/Json";
import { Note, Status, Theirs } from "@/components/marks";
import p from "@/components/panel.module.css";
import pr from "@/components/proof.module.css";
import { Skeleton } from "@/components/states";
import { useCommand } from "@/commands/registry";
import { t } from "@/i18n";
import { exact, time } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { JobAttempt, JobOp, JobRow } from "@/rpc/types";
import { changeLines } from "./changeLines";
import { rowLook, word } from "./looks";
import { midSentence } from "@/scim/labels";
import { sayAttempt, saySaid, whyOf } from "@/scim/words";
import s from "./jobs.module.css";

interface Props {
  job: number;
  row: JobRow;
  onClose(): void;
  onOpenPerson?: ((id: string) => void) | undefined;
}

const opLooks: Readonly<Record<string, { icon: IconName; className: string | undefined }>> = {
  succeeded: { icon: "ok", className: pr.isOk }, failed: { icon: "error", className: pr.isBad }, conflict: { icon: "merge", className: pr.isWarn },
  needs_human: { icon: "help", className: pr.isWarn }, unknown: { icon: "help", className: pr.isWarn }, verifying: { icon: "search", className: pr.isServer },
  inflight: { icon: "arrow-r", className: pr.isServer }, cancelled: { icon: "stop", className: pr.isWait },
};

const memberships = new Set(["add_member", "add_members", "remove_member", "remove_members"]);

/** The receipt of a row: what was planned, every request, how we know. */
export function RowPanel({ job, row, onClose, onOpenPerson }: Props) {
  const detail = useRead(["job", job], "job_row", { row: row.row }, { staleTime: 0, gcTime: 0 });
  useCommand({ id: "receipt.close", label: t("receipt.close"), hotkey: "Escape", run: onClose });
  const now = detail.data?.row ?? row;
  const look = rowLook(now);
  const { what, fix, detail: said } = whyOf(now);
  return (
    <aside className={p.panel} aria-label={t("receipt.title", { n: row.rowNo })}>
      <div className={p.panelHead}>
        <div className="row"><h2 className={cx(p.panelTitle, "truncate")}>{t("receipt.title", { n: row.rowNo })}</h2><span className="spacer" /><IconButton size="sm" icon="x" label={t("receipt.close")} onClick={onClose} /></div>
        <div className="row xs"><Status tone={look.tone} icon={look.icon} small>{look.text}</Status><bdi className="muted truncate">{now.naturalKey}</bdi></div>
      </div>
      <div className={p.panelBody}>
        {what && now.state !== "succeeded" && (
          <div className={s.panelNote}><Note tone={look.tone === "bad" ? "bad" : "warn"} icon={look.icon}><b>{what}</b>{fix && <p>{fix}</p>}{said && <p className="xs selectable"><Theirs>{said}</Theirs></p>}</Note></div>
        )}
        <ol className={pr.proof}>
          <li className={pr.proofI}><Icon name="pencil" /><span className={pr.proofT}>{t("receipt.planned", { action: midSentence(word("plan.action", now.action)) })}</span></li>
          {detail.data?.ops.map((op) => <Op key={op.op} op={op} />)}
        </ol>
        {detail.isLoading && <Skeleton rows={3} />}
        {detail.error && <Failed error={detail.error} onAgain={() => void detail.refetch()} />}
        {detail.data?.ops.filter((op) => !memberships.has(op.kind)).map((op) => <Sends key={op.op} op={op} />)}
        <section className={p.section}>
          <h3 className={p.sectionHead}>{t("receipt.cells")}</h3>
          <p className={cx("selectable", "muted", s.cells)}><bdi>{now.cells.join(" · ")}</bdi></p>
        </section>
      </div>
      {now.serverId && onOpenPerson && (
        <div className={s.panelFoot} data-foot=""><span className="spacer" /><Button onClick={() => { if (now.serverId) onOpenPerson(now.serverId); }}>{t("receipt.openPerson")}</Button></div>
      )}
    </aside>
  );
}

function Op({ op }: { op: JobOp }) {
  const look = opLooks[op.state] ?? { icon: "clock" as const, className: pr.isWait };
  return (
    <>
      {op.attempts.map((attempt) => <Attempt key={attempt.n} attempt={attempt} />)}
      <li className={cx(pr.proofI, look.className)}>
        <Icon name={look.icon} />
        <span className={pr.proofT}>{word("receipt.op", op.kind)}: {word("receipt.opState", op.state)}</span>
        {(op.proof || op.message) && <span className={cx(pr.proofS, "selectable")}>{op.proof && word("run.proof", op.proof)} {op.said ? saySaid(op.said, op.message) : <Theirs>{op.message}</Theirs>}</span>}
      </li>
    </>
  );
}

function Attempt({ attempt }: { attempt: JobAttempt }) {
  const failed = attempt.error !== null;
  return (
    <li className={cx(pr.proofI, failed && pr.isWarn)}>
      <Icon name={failed ? "help" : "arrow-r"} />
      <span className={pr.proofT}>{t("receipt.sent", { n: attempt.n })}{attempt.status !== null && <> · {t("receipt.status", { status: String(attempt.status) })}</>}</span>
      <span className={pr.proofW} title={exact(attempt.intentAt)}>{time(attempt.intentAt)}</span>
      {(failed || (attempt.status === null && attempt.endedAt !== null)) && <span className={cx(pr.proofS, "selectable")}><Theirs>{sayAttempt(attempt)}</Theirs></span>}
    </li>
  );
}

function Sends({ op }: { op: JobOp }) {
  const lines = changeLines(op.change);
  return (
    <section className={p.section}>
      <h3 className={p.sectionHead}>{t("receipt.sends")}</h3>
      {lines.length === 0 ? <Json value={op.change} /> : (
        <dl className={s.changes}>
          {lines.map((line) => (
            <div key={line.path}>
              <dt title={line.path}>{line.label}</dt>
              <dd>
                {line.before && <><s className="muted"><bdi>{line.before}</bdi></s> <Icon name="arrow-r" className="diff-arrow" /> </>}
                <bdi>{line.after || t("value.notSet")}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
