import { useState } from "react";
import { TextButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { TextInput } from "@/components/inputs";
import { Note, Scim, Status } from "@/components/marks";
import { t } from "@/i18n";
import { codeOf, tell } from "@/rpc/errors";
import type { ChangeReview, Difference } from "@/rpc/types";
import { sayFinding, sayNotice } from "@/scim/words";
import { labelOf } from "@/scim/labels";
import { splitPath } from "@/scim/path";
import { showAt, showPair } from "@/scim/show";
import s from "./review.module.css";
import { Shown } from "./Shown";

/** What the server answers to a change that it got and did not take. */
const ANSWERED: ReadonlySet<string> = new Set(["refused", "server_error", "forbidden", "unauthorized", "rate_limited"]);

/** The left side: before and after, then what was checked. */
export function WhatChanges({ review, error, onAgain, reason, onReason }: { review: ChangeReview; error: unknown; onAgain: (() => void) | undefined; reason: string; onReason(reason: string): void }) {
  const told = error ? tell(error) : undefined;
  const code = error ? codeOf(error) : undefined;
  const unknown = code === "outcome_unknown";
  const title = unknown ? "review.unknown" : code && ANSWERED.has(code) ? "review.notTaken" : "review.notSent";
  return (
    <div className={s.left}>
      {told && (
        <div role="alert">
          <Note tone={unknown ? "warn" : "bad"} icon={unknown ? "help" : "error"}>
            <b>{t(title)}</b>
            <p>{told.what} {told.why} {told.action}</p>
            <p className="mono faint selectable"><bdi>{told.detail}</bdi></p>
            {onAgain && <TextButton onClick={onAgain}>{t("review.tryAgain")}</TextButton>}
          </Note>
        </div>
      )}
      {review.kind === "delete" ? <WhatGoes review={review} /> : (
        <>
          <h3 className="sub">{t("review.what")}</h3>
          <Differences differences={review.differences} />
        </>
      )}
      {review.erases.length > 0 && (
        <Note tone="warn" icon="warning">
          <b>{t("review.erases")}</b>
          <ul>{review.erases.map((each) => <li key={each.path}>{labelOf(each.path)} <bdi className="faint">{showAt(each.path, each.before)}</bdi></li>)}</ul>
        </Note>
      )}
      {review.kind !== "delete" && review.notices.map((notice) => <Note key={notice.code + notice.message} tone="warn" icon="warning">{sayNotice(notice)}</Note>)}
      <h3 className="sub">{t("review.checks")}</h3>
      <ul className={s.checks}>
        {review.findings.length === 0 && review.kind !== "delete" && <Check icon="ok" text={t("review.check.schema")} />}
        {review.findings.map((finding) => (
          <li key={finding.path + finding.code} className={finding.error ? s.bad : s.warn}>
            <Icon name={finding.error ? "error" : "warning"} />
            <span><b>{labelOf(finding.path)}</b> {sayFinding(finding)}</span>
          </li>
        ))}
        {review.kind !== "create" && <Check icon="ok" text={t("review.check.fresh")} />}
        {review.precondition.kind === "ifMatch" && <Check icon="ok" text={t("review.check.etag")} />}
        {review.precondition.kind === "readCompareWrite" && <Check icon="ok" text={t("review.check.compare")} />}
      </ul>
      <label className={s.why}>
        <span className="sub">{t("review.reason")} <Scim>{t("review.reasonSub")}</Scim></span>
        <TextInput name="reason" maxLength={200} value={reason} onChange={(event) => onReason(event.target.value)} />
      </label>
      <p className={cx("xs", "faint", s.undo)}>{t(review.kind === "delete" ? "review.canUndoDelete" : review.kind === "create" ? "review.canUndoCreate" : "review.canUndo")}</p>
    </div>
  );
}

/** What people know a record by, in this order; the rest of a deleted one is folded. */
const known = ["username", "displayname", "name", "emails", "active", "title"];
const FOLDED = 4;

function rank({ path }: Difference): number {
  const at = known.indexOf(path.toLowerCase().split(".")[0] ?? "");
  return at === -1 ? known.length : at;
}

/** Of a deletion first what it really does on this server, then who it is; the other fields on demand. */
function WhatGoes({ review }: { review: ChangeReview }) {
  const [all, setAll] = useState(false);
  const sorted = review.differences.toSorted((a, b) => rank(a) - rank(b));
  const more = sorted.length - FOLDED;
  return (
    <>
      {review.notices.map((notice) => <Note key={notice.code + notice.message} tone={notice.code === "delete_deactivates" || notice.code === "delete_is_soft" ? "warn" : "bad"} icon="warning">{sayNotice(notice)}</Note>)}
      <h3 className="sub">{t("review.whatGoes")}</h3>
      <div className={s.chgs} role="table" aria-label={t("review.whatGoes")}>
        {(all ? sorted : sorted.slice(0, FOLDED)).map((difference) => (
          <div className={s.gone} role="row" key={difference.path}>
            <div role="cell" className={s.chgLabel} title={difference.path}>{labelOf(difference.path)}</div>
            <div role="cell"><Shown path={difference.path} value={difference.before} text={difference.secret ? t("review.secret") : showPair(difference.path, difference.before, null).before} /></div>
          </div>
        ))}
      </div>
      {more > 0 && <TextButton className="xs" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t("review.fewerFields") : t("review.moreFields", { n: more })}</TextButton>}
    </>
  );
}

function Check({ icon, text }: { icon: IconName; text: string }) {
  return <li><Icon name={icon} /><span>{text}</span></li>;
}

function Row({ difference }: { difference: Difference }) {
  const { urn, names } = splitPath(difference.path);
  const hidden = t("review.secret");
  const { before, after } = difference.secret ? { before: hidden, after: hidden } : showPair(difference.path, difference.before, difference.after);
  return (
    <div className={s.chg} role="row">
      <div className={s.chgLabel} role="cell" title={difference.path}>
        {labelOf(difference.path)}
        <Scim>{urn === undefined ? difference.path : `${urn.split(":").at(-3) ?? ""}: ${names.join(".")}`}</Scim>
      </div>
      <div className={s.chgOld} role="cell">{before ? <s><Shown path={difference.path} value={difference.before} text={before} /></s> : <span className="faint">{t("value.notSet")}</span>}</div>
      <Icon name="arrow-r" className="diff-arrow" />
      <div className={s.chgNew} role="cell">{difference.kind === "removed" ? <Status tone="draft" icon="trash">{t("review.removed")}</Status> : <Shown path={difference.path} value={difference.after} text={after} />}</div>
    </div>
  );
}

/** Before and after, attribute by attribute. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  return (
    <div className={s.chgs} role="table" aria-label={t("review.what")}>
      <div className={cx(s.chg, s.chgHead)} role="row">
        <div role="columnheader">{t("review.field")}</div>
        <div role="columnheader">{t("review.now")}</div>
        <span role="presentation" />
        <div role="columnheader">{t("review.after")}</div>
      </div>
      {differences.map((difference) => <Row key={`${difference.path}-${JSON.stringify(difference.after)}`} difference={difference} />)}
    </div>
  );
}
