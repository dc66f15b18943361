import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { Checkbox, TextInput } from "@/components/inputs";
import { Theirs } from "@/components/marks";
import { t } from "@/i18n";
import { toRpcError, type RpcError } from "@/rpc/errors";
import { useClient, useRead } from "@/rpc/provider";
import type { SequenceReview } from "@/rpc/types";
import l from "./leaver.module.css";

interface Props {
  connection: string;
  id: string;
  label: string;
  /** Whether people here have a manager, so that reports can be handed over. */
  managers: boolean;
  onClose(): void;
  /** The list is prepared: it is looked at before anything is sent. */
  onReview(review: SequenceReview): void;
}

/** Somebody leaves: what is to happen, before the exact requests are shown. Sends nothing. */
export function LeaverDialog({ connection, id, label, managers, onClose, onReview }: Props) {
  const client = useClient();
  const [deactivate, setDeactivate] = useState(true);
  const [leaveGroups, setLeaveGroups] = useState(true);
  const [handOver, setHandOver] = useState(false);
  const [successor, setSuccessor] = useState<Successor>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<RpcError>();
  const something = deactivate || leaveGroups || (handOver && successor !== undefined);

  async function prepare() {
    setBusy(true);
    setError(undefined);
    try {
      onReview(await client.call("leaver_prepare", { connection, leaver: { id, deactivate, leaveGroups, reportsTo: handOver ? successor?.id ?? null : null } }));
    } catch (reason) {
      setError(toRpcError(reason));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t("leaver.title")}
      sub={<Theirs>{label}</Theirs>}
      width={560}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" size="lg" showKey command={{ id: "leaver.review", label: t(busy ? "leaver.preparing" : "leaver.review"), hotkey: "Mod+Enter", enabled: something && !busy && (!handOver || successor !== undefined), run: () => void prepare() }} />
        </>
      )}
    >
      <div className={l.leaver}>
        <p className="muted">{t("leaver.text")}</p>
        {error && <Failed part error={error} title={t("leaver.failed")} onAgain={() => void prepare()} />}
        <Checkbox checked={deactivate} onChange={setDeactivate}>{t("leaver.deactivate")}</Checkbox>
        <Checkbox checked={leaveGroups} onChange={setLeaveGroups}>{t("leaver.groups")}</Checkbox>
        {managers && <Checkbox checked={handOver} onChange={setHandOver}>{t("leaver.reports")}</Checkbox>}
        {handOver && <Picker connection={connection} not={id} chosen={successor} onChoose={setSuccessor} />}
      </div>
    </Dialog>
  );
}

interface Successor {
  id: string;
  label: string;
}

/** Finds a person in the copy on this computer. */
function Picker({ connection, not, chosen, onChoose }: { connection: string; not: string; chosen: Successor | undefined; onChoose(successor: Successor | undefined): void }) {
  const [text, setText] = useState("");
  const { data, error, refetch } = useRead(["search", connection], "search", { connection, text, limit: 8 }, { enabled: text.trim().length > 1, placeholderData: (last) => last });
  const hits = text.trim().length > 1 ? data?.hits.filter((hit) => hit.typeName === "User" && hit.row.id !== not) ?? [] : [];
  if (chosen) {
    return (
      <div className={cx("row", l.chosen)}>
        <Theirs>{chosen.label}</Theirs>
        <span className="spacer" />
        <Button size="sm" kind="ghost" autoFocus onClick={() => onChoose(undefined)}>{t("leaver.other")}</Button>
      </div>
    );
  }
  return (
    <div className={l.picker}>
      <TextInput autoFocus icon="search" aria-label={t("leaver.to")} placeholder={t("leaver.to")} value={text} onChange={(event) => setText(event.target.value)} />
      {error && <Failed part error={error} onAgain={() => void refetch()} />}
      <ul className={l.hits} aria-label={t("leaver.found")}>
        {hits.map((hit) => (
          <li key={hit.row.id}>
            <button type="button" className={l.hit} onClick={() => onChoose({ id: hit.row.id, label: hit.row.label })}><Theirs>{hit.row.label}</Theirs></button>
          </li>
        ))}
        {text.trim().length > 1 && data && hits.length === 0 && <li className="xs muted">{t("leaver.nobody")}</li>}
      </ul>
    </div>
  );
}
