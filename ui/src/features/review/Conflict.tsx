import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Note } from "@/components/marks";
import { changesBetween } from "@/drafts/changes";
import { t } from "@/i18n";
import type { RpcError } from "@/rpc/errors";
import type { ConflictView, JsonValue } from "@/rpc/types";
import { isObject, type JsonObject } from "@/scim/json";
import { labelOf } from "@/scim/labels";
import { readPath } from "@/scim/path";
import { showAt } from "@/scim/show";
import s from "./review.module.css";

export function isConflict(error: RpcError | undefined): error is RpcError {
  return error?.error.code === "conflict" && error.error.conflict !== null;
}

interface Props {
  conflict: ConflictView;
  onRebase: ((server: JsonValue) => void) | undefined;
  onDrop: (() => void) | undefined;
  onAgain(): void;
}

const object = (value: JsonValue | null): JsonObject => (isObject(value ?? undefined) ? (value as JsonObject) : {});

/** Nothing was sent: both versions side by side, and two ways on. */
export function Conflict({ conflict, onRebase, onDrop, onAgain }: Props) {
  const { before, yours, server } = conflict;
  const paths = new Set([
    ...changesBetween(object(before), object(yours)).map((change) => change.path),
    ...changesBetween(object(before), object(server)).map((change) => change.path),
  ].filter((path) => !path.startsWith("meta.")));
  const both = (path: string) => [before, yours, server].map((side) => showAt(path, readPath(side ?? undefined, path)));
  return (
    <div className={s.outcome}>
      <div role="alert"><Note tone="warn" icon="merge"><b>{t("review.conflict")}</b><p>{t("review.conflictText")}</p></Note></div>
      <div className={s.chgs} role="table" aria-label={t("review.conflict")}>
        <div className={cx(s.vrow, s.chgHead)} role="row">
          {(["field", "before", "yours", "server"] as const).map((column) => <div key={column} role="columnheader">{t(`review.conflict.${column}`)}</div>)}
        </div>
        {[...paths].map((path) => {
          const [was, mine, theirs] = both(path);
          return (
            <div key={path} className={s.vrow} role="row">
              <div role="cell" title={path}>{labelOf(path)}</div>
              <div role="cell" className="muted"><bdi>{was || t("value.notSet")}</bdi></div>
              <div role="cell" className={cx(mine !== was && s.mine)}><bdi>{mine || t("value.notSet")}</bdi></div>
              <div role="cell" className={cx(theirs !== was && s.theirs)}><bdi>{theirs || t("value.notSet")}</bdi></div>
            </div>
          );
        })}
      </div>
      <div className="row">
        {server !== null && onRebase
          ? <Button kind="primary" onClick={() => onRebase(server)}>{t("review.rebase")}</Button>
          : <Button kind="primary" onClick={onAgain}>{t("review.tryAgain")}</Button>}
        {onDrop && <Button onClick={onDrop}>{t("review.takeServer")}</Button>}
      </div>
    </div>
  );
}
