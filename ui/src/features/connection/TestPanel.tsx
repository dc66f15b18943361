import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { Note, Tag } from "@/components/marks";
import p from "@/components/proof.module.css";
import { t } from "@/i18n";
import { took } from "@/i18n/dates";
import { tell } from "@/rpc/errors";
import type { StepResult, TestReport, TriedAddress } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { sayDeviation, sayStep } from "@/scim/words";
import s from "./connection.module.css";
import type { LiveTest } from "./useLiveTest";

const looks: Readonly<Record<StepResult, { icon: IconName; className: string | undefined }>> = {
  done: { icon: "ok", className: p.isOk },
  doubt: { icon: "warning", className: p.isWarn },
  failed: { icon: "error", className: p.isBad },
  waiting: { icon: "clock", className: p.isWait },
};

/** The proof that the server can be used, step by step; at the first failure its cause and what to do. */
export function TestPanel({ test, onUse }: { test: LiveTest; onUse(url: string): void }) {
  const { report, running, error } = test;
  return (
    <section className={s.test} aria-label={t("test.title")} aria-busy={running}>
      <div className={s.testHead}>
        <h2 className="row">
          <span className={s.testTitle}>{t("test.title")}</span>
          {running ? <Tag tone="accent" icon="refresh">{t("test.running")}</Tag>
            : report && <Tag tone={report.usable ? "ok" : "bad"} icon={report.usable ? "ok" : "error"}>{t(report.usable ? "test.usable" : "test.unusable")}</Tag>}
          <span className="spacer" />
          {(report || error) && <Button size="sm" icon="refresh" disabled={running} onClick={test.again}>{t("test.again")}</Button>}
        </h2>
        <p className="xs faint">{t("test.sub")}</p>
      </div>
      <div className={s.testBody} aria-live="polite">
        {!report && !error && <p className={cx("muted", s.testEmpty)}>{t(running ? "test.running" : "test.waiting")}</p>}
        {error && <Cause told={tell(error)} />}
        {report && <Report report={report} onUse={onUse} stale={running} />}
      </div>
    </section>
  );
}

function Report({ report, onUse, stale }: { report: TestReport; onUse(url: string): void; stale: boolean }) {
  return (
    <div className={cx(stale && s.stale)}>
      <ol className={p.proof}>
        {report.steps.map((step) => (
          <li key={step.name} className={cx(p.proofI, looks[step.result].className)}>
            <Icon name={looks[step.result].icon} />
            <span className={p.proofT}>{t(`test.step.${step.name}`)}</span>
            <span className={p.proofW}>{step.result === "waiting" ? t("test.waits") : ""}</span>
            {step.result !== "waiting" && <span className={cx(p.proofS, "selectable")}>{sayStep(step, report.failure ? tell(report.failure).what : step.message, report.deviations.length)}</span>}
          </li>
        ))}
      </ol>
      {report.failure && <Cause told={tell(report.failure)} tried={report.tried} suggested={report.suggestedUrl} onUse={onUse} />}
      {!report.failure && report.suggestedUrl && <Cause suggested={report.suggestedUrl} onUse={onUse} />}
      {report.usable && (
        <div className={s.found}>
          {report.types.length > 0 && <Note tone="ok" icon="ok">{t("test.types", { types: report.types.map(typesLabel).join(", ") })} · {took(report.durationMs)}</Note>}
          {report.deviations.length > 0 && (
            <details className={s.deviations}>
              <summary>{t("test.deviations", { n: report.deviations.length })}</summary>
              <p className="xs muted">{t("test.deviationsText")}</p>
              <ul>{report.deviations.map((deviation) => <li key={deviation.message} className="xs">{sayDeviation(deviation)}</li>)}</ul>
            </details>
          )}
        </div>
      )}
    </div>
  );
}

function Cause({ told, tried = [], suggested, onUse }: { told?: ReturnType<typeof tell>; tried?: readonly TriedAddress[]; suggested?: string | null; onUse?(url: string): void }) {
  return (
    <div className={s.cause}>
      <div className={s.causeBox}>
        {told && (
          <div className={cx(s.causeP, "selectable")} role="alert">
            <b>{told.what}</b>
            {told.why && <p>{told.why}</p>}
            {told.action && <p>{told.action}</p>}
            <p className="faint mono">{told.detail}</p>
          </div>
        )}
        {tried.length > 0 && <Tried tried={tried} />}
        {suggested && onUse && (
          <div className={s.causeAct}><Button kind="primary" title={suggested} onClick={() => onUse(suggested)}>{t("test.use", { url: suggested })}</Button></div>
        )}
      </div>
    </div>
  );
}

/** Where else SCIM was looked for, and what answered there. */
function Tried({ tried }: { tried: readonly TriedAddress[] }) {
  return (
    <div className={s.tried}>
      <p>{t("test.tried", { count: tried.length })}</p>
      <ul>
        {tried.map(({ path, status, answer }) => {
          const found = answer === "scim" || answer === "signIn";
          return (
            <li key={path}>
              <bdi className="mono truncate" title={path}>{path}</bdi>
              <span className={cx("mono", found ? s.triedOk : s.triedBad)}>{status ?? "–"}</span>
              <span className={found ? s.triedOk : "faint"}>{t(`test.tried.${answer}`)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
