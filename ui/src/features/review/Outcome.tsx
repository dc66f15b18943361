import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Note, Scim, Status, Theirs, type Tone } from "@/components/marks";
import { t } from "@/i18n";
import { time } from "@/i18n/dates";
import type { AttributeVerdict, ChangeOutcome, JsonValue, Verdict } from "@/rpc/types";
import { hasUnseen } from "@/scim/unseen";
import { sayNotice } from "@/scim/words";
import { isObject, member } from "@/scim/json";
import { labelOf } from "@/scim/labels";
import { readPath } from "@/scim/path";
import { showPair, showSince } from "@/scim/show";
import s from "./review.module.css";

const tones: Readonly<Record<Verdict, Tone>> = { stored: "ok", normalised: "warn", ignored: "bad", rejected: "bad", notVisible: "off" };

/** The read back, attribute by attribute: what was sent, and what the server has now. */
export function Outcome({ outcome }: { outcome: ChangeOutcome }) {
  const status = outcome.status ?? "–";
  const at = time(outcome.at);
  const name = outcome.label;
  const [title, sub, good]: readonly [string, string, boolean?] = outcome.kind === "delete" && outcome.resource !== null ? [t("review.stillThere", { name }), t("review.answer", { status: String(status) }), false]
    : outcome.kind === "delete" ? [t("review.deleted", { name }), t("review.answer", { status: String(status) }), true]
    : !outcome.readBack ? [t("review.noReadBack"), t("review.noReadBackSub", { status: String(status) }), false]
    : outcome.allStored && hasUnseen(outcome) ? [t("review.unseen", { name }), t("review.unseenSub", { time: at })]
    : outcome.allStored ? [t("review.done", { name }), t("review.doneSub", { time: at }), true]
    : [t("review.notAll"), t("review.notAllSub", { status: String(status), time: at }), false];
  return (
    <div className={s.outcome} role="status">
      <div className={cx(s.verdict, good !== undefined && (good ? s.good : s.doubt))}>
        <Icon name={good === undefined ? "info" : good ? "ok" : "warning"} />
        <div><b><Theirs>{title}</Theirs></b><p className="muted">{sub}</p></div>
      </div>
      {outcome.notices.map((notice) => <Note key={notice.code + notice.message} icon="info">{sayNotice(notice)}</Note>)}
      {outcome.verdicts.length > 0 && (
        <div className={s.chgs} role="table" aria-label={t("review.outcome")}>
          <div className={cx(s.vrow, s.chgHead)} role="row">
            <div role="columnheader">{t("review.field")}</div>
            <div role="columnheader">{t("review.sent")}</div>
            <div role="columnheader">{t("review.actual")}</div>
            <div role="columnheader">{t("review.outcome")}</div>
          </div>
          {outcome.verdicts.map((verdict) => <Row key={verdict.path} verdict={verdict} before={outcome.before} />)}
        </div>
      )}
    </div>
  );
}

/** What was sent holds ids; the server calls the same people by their names. */
function asNamed(wanted: JsonValue | null, actual: JsonValue | null): JsonValue | null {
  if (!Array.isArray(wanted) || !Array.isArray(actual)) return wanted;
  const named = new Map(actual.map((entry) => [member(entry, "value"), entry]));
  return wanted.map((entry) => named.get(member(entry, "value")) ?? entry);
}

function Row({ verdict: { path, wanted, actual, verdict }, before }: { verdict: AttributeVerdict; before: JsonValue | null }) {
  const was = isObject(before) ? readPath(before, path) : undefined;
  const pair = showPair(path, wanted, actual);
  const shown = Array.isArray(was) ? { before: showSince(path, was, asNamed(wanted, actual)), after: showSince(path, was, actual) } : pair;
  return (
    <div className={s.vrow} role="row">
      <div role="cell" className={s.chgLabel} title={path}>{labelOf(path)}<Scim>{path.split(":").at(-1)}</Scim></div>
      <div role="cell"><bdi>{shown.before || t("review.removed")}</bdi></div>
      <div role="cell"><bdi>{shown.after || t("value.notSet")}</bdi></div>
      <div role="cell"><Status tone={tones[verdict]}>{t(`review.${verdict}`)}</Status></div>
    </div>
  );
}
