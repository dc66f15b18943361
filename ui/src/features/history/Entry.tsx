import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Status, Theirs } from "@/components/marks";
import { t } from "@/i18n";
import { exact, time } from "@/i18n/dates";
import type { Difference, HistoryEntry } from "@/rpc/types";
import { labelOf } from "@/scim/labels";
import { showPair } from "@/scim/show";
import { CopyReceipt } from "./CopyReceipt";
import { proof } from "./receipt";
import h from "./history.module.css";
import { iconOf, isOurs, noteOf, outcomeTone, titleOf } from "./look";

/** One thing that happened: who, when, what it changed; opened, how the server answered. */
export function Entry({ connection, entry, open, compared, onOpen, onCompare }: {
  connection: string;
  entry: HistoryEntry;
  open: boolean;
  /** It is one of the two that are compared. */
  compared: boolean;
  onOpen(): void;
  onCompare(): void;
}) {
  const ours = isOurs(entry);
  const doubt = entry.outcome !== "stored" && entry.outcome !== "seen";
  return (
    <article className={h.entry}>
      <div className={cx(h.head, ours ? h.ours : h.theirs)}>
        <Icon name={iconOf(entry)} />
        <button type="button" className={cx(h.who, "truncate")} aria-expanded={open} onClick={onOpen}><Theirs>{titleOf(entry)}</Theirs></button>
        <span className="xs faint truncate"><Theirs title={entry.reason ?? ""}>{ours ? entry.reason ?? "" : t("history.notSaid")}</Theirs></span>
        <span className="spacer" />
        {doubt && <Status tone={outcomeTone[entry.outcome]} small>{t(`history.outcome.${entry.outcome}`)}</Status>}
        {entry.undoneBy !== null && <span className="xs faint">{t("history.undone")}</span>}
        <span className="xs faint nowrap" title={exact(entry.at)}>{ours ? time(entry.at) : t("history.seen", { time: time(entry.at) })}</span>
      </div>
      {entry.kind !== "patch" && ours && <p className={cx(h.kind, "xs")}>{t(`history.kind.${entry.kind}`)}</p>}
      {!(entry.kind === "create" || entry.kind === "delete") || open ? <Differences differences={entry.differences} /> : null}
      {open && (
        <div className={h.more}>
          {ours && <>
          {entry.request && <p className="xs"><span className="mono">{entry.request.method} <bdi>{entry.request.path}</bdi></span></p>}
          <p className="xs muted">{proof(entry)}{entry.status !== null && ` ${t("review.answer", { status: String(entry.status) })}`}</p>
          {entry.message !== null && <p className="xs"><Theirs>{noteOf(entry)}</Theirs></p>}
          {entry.verdicts.filter((verdict) => verdict.verdict !== "stored").map((verdict) => (
            <p key={verdict.path} className="xs">{labelOf(verdict.path)}: {t(`review.${verdict.verdict}`)}</p>
          ))}
          </>}
          <div className="row">
            {ours && <CopyReceipt connection={connection} entry={entry.id} />}
            <Button size="sm" kind="ghost" icon="compare" on={compared} onClick={onCompare}>{t("history.compare")}</Button>
          </div>
        </div>
      )}
    </article>
  );
}

export function Differences({ differences }: { differences: readonly Difference[] }) {
  if (differences.length === 0) return null;
  return (
    <dl className={h.diff}>
      {differences.map((difference) => {
        const hidden = t("review.secret");
        const { before, after } = difference.secret ? { before: "", after: hidden } : showPair(difference.path, difference.before, difference.after);
        return (
          <div key={difference.path}>
            <dt className="truncate" title={difference.path}>{labelOf(difference.path)}</dt>
            <dd>
              {difference.kind !== "added" && !difference.secret && <s className="diff-old truncate" title={before}><bdi>{before}</bdi></s>}
              {difference.kind !== "added" && !difference.secret && <Icon name="arrow-r" size="xs" className="diff-arrow" />}
              <span className="sr-only">{t("history.to")}</span>
              <span className="diff-new truncate" title={after}><bdi>{difference.kind === "removed" ? t("value.notSet") : after}</bdi></span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
