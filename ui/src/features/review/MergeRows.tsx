import type { KeyboardEvent } from "react";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Keys } from "@/components/Keys";
import { Scim, Status, Tag } from "@/components/marks";
import { t } from "@/i18n";
import { time } from "@/i18n/dates";
import type { MergeRow, MergeSide, MergeView } from "@/rpc/types";
import m from "./merge.module.css";
import { groupsInOrder, keys, nameOfRow, shown, termOf } from "./merge";

interface Props {
  view: MergeView;
  current: string | undefined;
  onCurrent(path: string): void;
  onChoose(path: string, side: MergeSide): void;
}

/** The rows by who changed them: first those that ask. */
export function MergeRows({ view, current, onCurrent, onChoose }: Props) {
  const asking = view.rows.filter((row) => row.by === "both");
  const decided = asking.filter((row) => row.chosen !== null).length;
  return (
    <>
      <div className={cx(m.m, m.mHead)}>
        <div>{t("review.field")}</div>
        <div><b>{t("review.conflict.before")}</b></div>
        <div className={m.isYours}><b><Icon name="pencil" size="xs" />{t("review.conflict.yours")}</b><Scim>{t("merge.yoursSub")}</Scim></div>
        <div className={m.isTheirs}><b><Icon name="data" size="xs" />{t("merge.server")}</b><Scim>{view.changedAt === null ? t("merge.serverSub") : time(view.changedAt)}</Scim></div>
        <div><b>{t("merge.result")}</b><Scim>{t("merge.resultSub")}</Scim></div>
      </div>
      {groupsInOrder.map((by) => {
        const rows = view.rows.filter((row) => row.by === by);
        if (rows.length === 0) return null;
        return (
          <section key={by} aria-label={t(`merge.by.${by}`)}>
            <h3 className={cx(m.mGroup, by !== "both" && m.mGroupCalm)}>
              <Icon name={by === "both" ? "warning" : "ok"} size="sm" />
              {t(`merge.by.${by}`)}
              <span className="spacer" />
              {by === "both" && <span className="faint" role="status">{t("merge.decided", { n: decided, total: asking.length })}</span>}
            </h3>
            {rows.map((row) => <Row key={row.path} row={row} current={row.path === current} onCurrent={onCurrent} onChoose={onChoose} />)}
          </section>
        );
      })}
      <p className={m.mMore}>{t("merge.same", { n: view.same })}</p>
    </>
  );
}

const sides: readonly MergeSide[] = ["before", "yours", "server"];

function Row({ row, current, onCurrent, onChoose }: { row: MergeRow; current: boolean } & Pick<Props, "onCurrent" | "onChoose">) {
  const asks = row.by === "both";
  function press(event: KeyboardEvent<HTMLDivElement>) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = row.chosen === null ? (step > 0 ? -1 : 0) : sides.indexOf(row.chosen);
    const side = sides[(at + step + sides.length) % sides.length];
    if (!side) return;
    onChoose(row.path, side);
    event.currentTarget.querySelector<HTMLElement>(`[data-side="${side}"]`)?.focus();
  }
  const content = (
    <>
      <div className={m.mField} title={row.path}>{nameOfRow(row)}<Scim>{termOf(row)}</Scim></div>
      {sides.map((side) => <Cell key={side} row={row} side={side} onChoose={onChoose} />)}
      <div className={m.mRes}>
        {row.chosen === null ? <Status tone="warn" icon="warning">{t("merge.choose")}</Status> : (
          <>
            <Tag tone={row.chosen === "yours" ? "draft" : row.chosen === "server" ? "server" : "outline"} icon={row.chosen === "yours" ? "pencil" : row.chosen === "server" ? "data" : "undo"}>{t(`merge.side.${row.chosen}`)}</Tag>
            <bdi className="truncate strong" title={shown(row, row.chosen)}>{shown(row, row.chosen)}</bdi>
          </>
        )}
      </div>
    </>
  );
  if (!asks) return <div className={m.m} role="group" aria-label={nameOfRow(row)}>{content}</div>;
  return (
    <div className={cx(m.m, current && m.isCurrent)} role="radiogroup" aria-label={nameOfRow(row)} data-path={row.path} tabIndex={-1} onKeyDown={press} onFocus={() => onCurrent(row.path)}>
      {content}
    </div>
  );
}

function Cell({ row, side, onChoose }: { row: MergeRow; side: MergeSide; onChoose: Props["onChoose"] }) {
  const on = row.chosen === side;
  const text = shown(row, side);
  const untouched = side !== "before" && row.by !== "both" && row.by !== "alike" && row.by !== side;
  const look = cx(side === "before" ? m.mBase : m.mCell, side === "yours" && m.mYours, side === "server" && m.mTheirs, on && m.isOn);
  if (row.by !== "both") {
    return <div className={cx(look, untouched && m.isSame)}><bdi className="truncate" title={text}>{untouched ? t("merge.asBefore") : text}</bdi></div>;
  }
  return (
    <div className={look}>
      <button
        type="button"
        role="radio"
        data-side={side}
        aria-checked={on}
        tabIndex={on || (row.chosen === null && side === "yours") ? 0 : -1}
        aria-label={`${t(`merge.side.${side}`)}: ${text}`}
        aria-keyshortcuts={keys[side]}
        className={m.mPick}
        onClick={() => onChoose(row.path, side)}
      >
        <span className={cx("radio", on && "is-checked")} aria-hidden="true" />
        <bdi className="truncate" title={text}>{text}</bdi>
        <Keys hotkey={keys[side]} />
      </button>
    </div>
  );
}
