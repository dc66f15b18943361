import { useState, type ReactNode } from "react";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { answerOf, emptyGuard, type GuardState } from "@/components/guard";
import { Theirs } from "@/components/marks";
import { Empty, Skeleton } from "@/components/states";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { codeOf } from "@/rpc/errors";
import type { ChangeOutcome, ChangeReview, ConnectionView, JsonValue, SendBy } from "@/rpc/types";
import { Conflict } from "./Conflict";
import { conflictOf, versionsOf } from "./conflicts";
import { GuardBar } from "./GuardBar";
import { MergeDialog } from "./MergeDialog";
import { Outcome } from "./Outcome";
import { RequestPane } from "./RequestPane";
import { WhatChanges } from "./WhatChanges";
import s from "./review.module.css";
import { CopyOf } from "./Shown";
import { useReview, type Subject } from "./useReview";

interface Props {
  connection: ConnectionView;
  subject: Subject;
  /** "2 of 3", when several people wait. */
  step?: { n: number; total: number } | undefined;
  onClose(): void;
  /** The change is on the server. */
  onSent(outcome: ChangeOutcome): void;
  /** The next one that waits, if any. */
  onNext?: (() => void) | undefined;
  /** Gives up the draft. */
  onDrop?: (() => void) | undefined;
  /** After a conflict: the merged state, and the server's state it stands on. */
  onMerged(result: JsonValue, server: JsonValue): void;
  onUnlock(): void;
  /** What can follow once it was sent: a receipt, the way back. */
  renderAfter?: ((outcome: ChangeOutcome) => ReactNode) | undefined;
}

/** What changes, what was checked, the exact request; then what the server made of it. */
export function ReviewDialog(props: Props) {
  const { connection, subject, step, onClose } = props;
  const { stage, prepare, send } = useReview(connection.id, subject, props.onSent);
  const [guard, setGuard] = useState<GuardState>(emptyGuard);
  const [reason, setReason] = useState("");
  const review = "review" in stage ? stage.review : undefined;
  const label = review?.label ?? (subject.kind === "change" ? subject.label : subject.review.label);
  const changes = review ? Math.max(review.differences.length, review.kind === "members" ? review.count : 0) : 1;

  const title = stage.at === "done" ? t("review.outcome") : review?.kind === "delete" ? t("review.titleDelete") : t("review.title", { n: changes });
  const sub = <><Theirs>{label}</Theirs>{step && step.total > 1 && <> · {t("review.step", step)}</>}</>;

  const answer = review ? answerOf(review.guard, guard) : undefined;
  const blocked = review?.findings.some((finding) => finding.error) ?? false;
  const conflict = conflictOf(stage);
  // A review is sent once: after a refusal it is prepared anew, as the server wants it by what was learned.
  const spent = stage.at === "ready" && stage.error !== undefined && !codeOf(stage.error).startsWith("confirmation_") && subject.kind === "change";
  const versions = conflict && versionsOf(conflict, subject, label);
  const canSend = stage.at === "ready" && !conflict && review !== undefined && !review.unchanged && !blocked && answer !== "missing";

  if (versions) return <MergeDialog connection={connection.id} versions={versions} onClose={onClose} onMerged={props.onMerged} onDrop={props.onDrop} />;

  return (
    <Dialog
      title={title}
      sub={sub}
      className={s.review}
      onClose={onClose}
      guard={stage.at === "ready" && review && !review.unchanged && !conflict ? <GuardBar connection={connection} review={review} state={guard} onState={setGuard} onUnlock={props.onUnlock} /> : undefined}
      foot={(
        <>
          {stage.at === "done" ? (
            <>
              {props.renderAfter?.(stage.outcome)}
              <span className="spacer" />
              {props.onNext
                ? <CommandButton key="next" kind="primary" size="lg" showKey autoFocus command={{ id: "review.next", label: t("review.next"), hotkey: "Mod+Enter", run: props.onNext }} />
                : <CommandButton key="close" kind="primary" size="lg" showKey autoFocus command={{ id: "review.close", label: t("review.close"), hotkey: "Mod+Enter", run: onClose }} />}
            </>
          ) : (
            <>
              {props.onDrop && <Button kind="ghost" onClick={props.onDrop}>{t("review.dropDraft")}</Button>}
              <span className="spacer" />
              {props.onNext && <Button size="lg" onClick={props.onNext}>{t("review.skip")}</Button>}
              <Button size="lg" hotkey="Escape" onClick={onClose}>{t("review.back")}</Button>
              {/* Not by the key that sends: pressed twice, it would send what nobody has seen. */}
              {spent && !conflict && <Button key="again" kind="primary" size="lg" autoFocus onClick={() => { setGuard(emptyGuard); void prepare(); }}>{t("review.tryAgain")}</Button>}
              {!spent && !conflict && (
                <CommandButton
                  key="send"
                  kind={review?.effect === "destructive" ? "danger" : "primary"}
                  size="lg"
                  showKey
                  command={{
                    id: "review.send", label: stage.at === "sending" ? t("review.sending") : sends(review, review?.kind === "create" && subject.kind === "change" ? subject.label : label, changes), hotkey: "Mod+Enter", enabled: canSend,
                    run: () => { if (review && answer !== "missing") void send(review, answer, reason); },
                  }}
                />
              )}
            </>
          )}
        </>
      )}
    >
      {stage.at === "preparing" && <div className={s.wait}><Skeleton rows={6} /><p className="sr-only" role="status">{t("review.preparing")}</p></div>}
      {conflict && <Conflict gone={conflict.server === null} onAgain={() => void prepare()} />}
      {stage.at === "refused" && !conflict && <Failed error={stage.error} title={t("review.failed")} onAgain={() => void prepare()} />}
      {(stage.at === "ready" || stage.at === "sending") && review && !conflict && <Look review={review} connection={connection} error={stage.at === "ready" ? stage.error : undefined} onAgain={spent ? undefined : () => void prepare()} onWay={stage.at === "ready" ? (by) => void prepare(by) : undefined} reason={reason} onReason={setReason} />}
      {stage.at === "done" && <Outcome outcome={stage.outcome} />}
    </Dialog>
  );
}

/** What the button does, in words: who is deleted or made, else how many changes go out. */
function sends(review: ChangeReview | undefined, name: string, n: number): string {
  if (review?.kind === "delete") return t("review.send.delete", { name });
  if (review?.kind === "create" && name !== "") return t("review.send.create", { name });
  return t("review.send", { n });
}

function Look({ review, connection, error, onAgain, onWay, reason, onReason }: { reason: string; onReason(reason: string): void; review: ChangeReview; connection: ConnectionView; error: unknown; onAgain: (() => void) | undefined; onWay: ((by: SendBy) => void) | undefined }) {
  if (review.unchanged) return <Empty icon="ok" title={t("review.unchanged")}>{t("review.unchangedText")}</Empty>;
  return (
    <div className={s.body}>
      <CopyOf value={connection.id}><WhatChanges review={review} error={error} onAgain={onAgain} reason={reason} onReason={onReason} /></CopyOf>
      <RequestPane review={review} connection={connection} onWay={onWay} />
    </div>
  );
}
