import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Skeleton } from "@/components/states";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { dateTime, day, time } from "@/i18n/dates";
import { useClient, useRead } from "@/rpc/provider";
import type { ChangeReview, HistoryEntry } from "@/rpc/types";
import { Differences, Entry } from "./Entry";
import h from "./history.module.css";
import { between, dayOf, isOurs, passes, type Filter } from "./look";

interface Props {
  connection: string;
  typeName: string;
  id: string;
  /** When the server says it was made. */
  createdAt?: string | undefined;
  onReview(review: ChangeReview): void;
}

const canUndo = (entry: HistoryEntry) => entry.undoable && entry.undoneBy === null;

const filters: readonly Filter[] = ["all", "ours", "observed"];

/** What happened to this record: ours, our jobs', and what readings saw change elsewhere. */
export function HistoryTab({ connection, typeName, id, createdAt, onReview }: Props) {
  const client = useClient();
  const toasts = useToasts();
  const [filter, setFilter] = useState<Filter>("all");
  const [open, setOpen] = useState<string>();
  const [compared, setCompared] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const { data, error, refetch } = useRead(["history", connection], "history", { connection, typeName, id, limit: null });
  if (error) return <Failed error={error} title={t("history.failed")} onAgain={() => void refetch()} />;
  if (!data) return <Skeleton rows={6} />;

  const shown = data.entries.filter((entry) => passes(entry, filter));
  const count = (one: Filter) => data.entries.filter((entry) => passes(entry, one)).length;
  const selected = data.entries.find((entry) => entry.id === open);
  const undoing = selected && canUndo(selected) ? selected : open === undefined ? shown.find(canUndo) : undefined;

  /** The two chosen last are compared. */
  function compare(id: string) {
    setCompared(compared.includes(id) ? compared.filter((each) => each !== id) : [...compared, id].slice(-2));
  }
  const [one, other] = compared.map((id) => data.entries.find((entry) => entry.id === id)).toSorted((a, b) => (a?.at ?? "").localeCompare(b?.at ?? ""));

  const changed = one && other ? between(data.entries, one.id, other.id) : [];

  async function undo(entry: HistoryEntry) {
    setBusy(true);
    try {
      onReview(await client.call("history_undo", { connection, entry: entry.id }));
    } catch (reason) {
      toasts.fail(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={h.history}>
      <div className={h.bar}>
        <div className="btngroup" role="group" aria-label={t("history.filter")}>
          {filters.map((one) => <Button key={one} size="sm" on={filter === one} onClick={() => setFilter(one)}>{t(`history.filter.${one}`, { n: count(one) })}</Button>)}
        </div>
      </div>
      {one && (
        <section className={h.compared} aria-label={t("history.compared")}>
          <div className="row">
            <span className="xs">{other ? t("history.comparedTwo", { from: dateTime(one.at), to: dateTime(other.at) }) : t("history.comparedOne", { from: dateTime(one.at) })}</span>
            <span className="spacer" />
            <IconButton size="sm" icon="x" label={t("history.compareEnd")} onClick={() => setCompared([])} />
          </div>
          {other && (changed.length > 0 ? <Differences differences={changed} /> : <p className="xs muted">{t("history.comparedSame")}</p>)}
        </section>
      )}
      <div className={h.list}>
        {shown.length === 0 && <p className={h.none}>{t(data.entries.length === 0 ? "history.none" : "history.noneHere")}</p>}
        {shown.map((entry, index) => (
          <div key={entry.id}>
            {dayOf(entry.at) !== dayOf(shown[index - 1]?.at ?? "") && <h3 className={h.day}>{day(entry.at)}</h3>}
            <Entry connection={connection} entry={entry} open={entry.id === open} compared={compared.includes(entry.id)} onCompare={() => compare(entry.id)} onOpen={() => setOpen(entry.id === open ? undefined : entry.id)} />
          </div>
        ))}
        {data.cut && <p className={h.none}>{t("history.cut")}</p>}
        {filter !== "ours" && createdAt !== undefined && !data.cut && (
          <>
            <h3 className={h.day}>{day(createdAt)}</h3>
            <p className={cx(h.made, "xs", "muted")}>{t("history.made", { time: time(createdAt) })}</p>
          </>
        )}
      </div>
      <div className={h.foot}>
        <span className="xs muted">{t(data.entries.some((entry) => isOurs(entry) && canUndo(entry)) ? "history.canUndo" : "history.nothingToUndo")}</span>
        <span className="spacer" />
        {undoing && <CommandButton size="sm" icon="undo" command={{ id: "history.undo", label: t("history.undo", { time: time(undoing.at) }), enabled: !busy, run: () => void undo(undoing) }} />}
      </div>
    </div>
  );
}
