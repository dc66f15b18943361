import { useState } from "react";
import { Button } from "@/components/Button";
import { useToasts } from "@/components/toasts";
import { CopyReceipt } from "@/features/history";
import { t } from "@/i18n";
import { useClient } from "@/rpc/provider";
import type { ChangeOutcome, ChangeReview, SequenceReview } from "@/rpc/types";

interface Props {
  connection: string;
  outcome: ChangeOutcome;
  /** The deletion that this creation brings back, when it was in groups. */
  deletion: string | undefined;
  onUndo(review: ChangeReview, entry: string): void;
  onSequence(review: SequenceReview): void;
}

/** What can follow a change that was sent: its receipt, the way back from a deletion, the groups of who came back. */
export function AfterSending({ connection, outcome, deletion, onUndo, onSequence }: Props) {
  const client = useClient();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const { entry } = outcome;
  if (entry === undefined) return null;

  async function run(what: () => Promise<void>) {
    setBusy(true);
    try {
      await what();
    } catch (reason) {
      toasts.fail(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <CopyReceipt connection={connection} entry={entry} />
      {outcome.kind === "delete" && (
        <Button size="sm" icon="undo" disabled={busy} onClick={() => void run(async () => onUndo(await client.call("history_undo", { connection, entry }), entry))}>{t("review.bringBack")}</Button>
      )}
      {outcome.kind === "create" && deletion !== undefined && (
        <Button size="sm" icon="groups" disabled={busy} onClick={() => void run(async () => onSequence(await client.call("memberships_prepare", { connection, entry: deletion, id: outcome.id })))}>{t("review.groupsAgain")}</Button>
      )}
    </>
  );
}
