import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { Keys } from "@/components/Keys";
import { Note } from "@/components/marks";
import { Skeleton } from "@/components/states";
import { Message, t } from "@/i18n";
import type { RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { JsonValue, MergeSide, MergeView } from "@/rpc/types";
import { nextOpen } from "./merge";
import m from "./merge.module.css";
import { MergeRows } from "./MergeRows";

export interface Versions {
  typeName: string;
  id: string;
  label: string;
  before: JsonValue;
  yours: JsonValue;
  server: JsonValue;
}

interface Props {
  connection: string;
  versions: Versions;
  onClose(): void;
  /** Everything is decided: what is to be reviewed anew, and the server's state that it stands on. */
  onMerged(result: JsonValue, server: JsonValue): void;
  onDrop?: (() => void) | undefined;
}

/** Somebody else was first: what each changed, and one decision for each place that both changed. */
export function MergeDialog({ connection, versions, onClose, onMerged, onDrop }: Props) {
  const client = useClient();
  const [decisions, setDecisions] = useState<Readonly<Record<string, MergeSide>>>({});
  const [current, setCurrent] = useState<string>();
  const body = useRef<HTMLDivElement>(null);
  const { typeName, id, before, yours, server } = versions;
  const { data: view, error, refetch } = useQuery<MergeView, RpcError>({
    queryKey: ["merge", connection, id, decisions, before, yours, server],
    queryFn: () => client.call("change_merge", { connection, merge: { typeName, id, before, yours, server, decisions } }),
    placeholderData: (last) => last,
    gcTime: 0,
  });

  function go(path: string | undefined) {
    const row = [...(body.current?.querySelectorAll<HTMLElement>("[data-path]") ?? [])].find((each) => each.dataset["path"] === path);
    row?.querySelector<HTMLElement>("[role=radio][tabindex='0']")?.focus();
  }

  // Focus starts on the first row that asks.
  const arrived = view !== undefined;
  const begin = useEffectEvent(() => go(view && nextOpen(view.rows, undefined)?.path));
  useEffect(() => {
    if (arrived) begin();
  }, [arrived]);

  const choose = (path: string, side: MergeSide) => setDecisions((now) => ({ ...now, [path]: side }));
  const here = view?.rows.some((row) => row.path === current && row.by === "both") ?? false;
  const pick = (side: MergeSide) => current !== undefined && choose(current, side);
  const commands = [
    { id: "merge.yours", label: t("merge.takeYours"), hotkey: "1", enabled: here, run: () => pick("yours") },
    { id: "merge.server", label: t("merge.takeServer"), hotkey: "2", enabled: here, run: () => pick("server") },
    { id: "merge.before", label: t("merge.takeBefore"), hotkey: "3", enabled: here, run: () => pick("before") },
    { id: "merge.next", label: t("merge.next"), hotkey: "F8", enabled: (view?.undecided ?? 0) > 0, run: () => go(view && nextOpen(view.rows, current)?.path) },
  ];

  const open = view?.undecided ?? 1;
  return (
    <Dialog
      title={<Message id="merge.title" values={{ name: versions.label }} />}
      sub={t("merge.sub")}
      className={m.merge}
      commands={commands}
      onClose={onClose}
      foot={(
        <>
          {onDrop && <Button kind="ghost-danger" onClick={onDrop}>{t("merge.discard")}</Button>}
          <span className="spacer" />
          <span className={m.hints} aria-hidden="true">
            <Keys hotkey="1" /> {t("merge.hint.yours")} <Keys hotkey="2" /> {t("merge.hint.server")} <Keys hotkey="3" /> {t("merge.hint.before")} <Keys hotkey="F8" /> {t("merge.next")}
          </span>
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("review.back")}</Button>
          <CommandButton
            kind="primary"
            size="lg"
            showKey
            command={{
              id: "merge.review", label: open > 0 ? t("merge.left", { n: open }) : t("merge.review"), hotkey: "Mod+Enter", enabled: view !== undefined && open === 0,
              run: () => view && onMerged(view.result, view.server),
            }}
          />
        </>
      )}
    >
      <div ref={body}>
        {error ? <Failed error={error} title={t("review.failed")} onAgain={() => void refetch()} />
          : !view ? <Skeleton rows={8} />
          : (
            <>
              <MergeRows view={view} current={current} onCurrent={setCurrent} onChoose={choose} />
              <div className={m.info}>
                <Note tone="server" icon="info"><b>{t("merge.who")}</b> {t("merge.whoText")}</Note>
                <Note icon="requests"><b>{t("merge.nextRequest")}</b> {view.operations === 0 ? t("merge.nothing") : t("merge.operations", { n: view.operations })}{view.version !== null && view.operations > 0 && <> If-Match <bdi className="mono">{view.version}</bdi>.</>} {t("merge.leftOut")}</Note>
              </div>
            </>
          )}
      </div>
    </Dialog>
  );
}
