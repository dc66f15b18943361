import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import { answerOf, emptyGuard, type GuardState } from "@/components/guard";
import { TextInput } from "@/components/inputs";
import { Note, Scim, Status, Theirs } from "@/components/marks";
import { t } from "@/i18n";
import { tell } from "@/rpc/errors";
import type { ConnectionView, SequenceReview } from "@/rpc/types";
import { hasUnseen } from "@/scim/unseen";
import { sayNotice } from "@/scim/words";
import { typeLabel } from "@/scim/labels";
import { GuardBar } from "./GuardBar";
import { RequestPane } from "./RequestPane";
import s from "./review.module.css";
import { stateOf, useSequence } from "./useSequence";
import { Differences } from "./WhatChanges";

interface Props {
  connection: ConnectionView;
  review: SequenceReview;
  title: string;
  onClose(): void;
  onUnlock(): void;
}

/** Several changes as one list: each with its exact request; sent in order, stopped at the first failure, each read back. */
export function SequenceDialog({ connection, review, title, onClose, onUnlock }: Props) {
  const { stage, send } = useSequence(connection.id, review);
  const [guard, setGuard] = useState<GuardState>(emptyGuard);
  const [reason, setReason] = useState("");
  const [at, setAt] = useState(0);
  const step = review.steps[at];
  const answer = answerOf(review.guard, guard);
  const blocked = review.steps.some((each) => each.findings.some((finding) => finding.error));
  const ready = stage.at === "ready" || stage.at === "refused";
  const n = review.steps.length;
  return (
    <Dialog
      title={stage.at === "done" ? t("review.outcome") : title}
      sub={<Theirs>{review.label}</Theirs>}
      className={s.review}
      onClose={onClose}
      guard={ready ? <GuardBar connection={connection} review={{ guard: review.guard, effect: review.effect, kind: "patch" }} state={guard} onState={setGuard} onUnlock={onUnlock} /> : undefined}
      foot={(
        <>
          <span className="spacer" />
          {stage.at === "done" ? <CommandButton key="close" kind="primary" size="lg" showKey autoFocus command={{ id: "sequence.close", label: t("review.close"), hotkey: "Mod+Enter", run: onClose }} /> : (
            <>
              <Button size="lg" hotkey="Escape" onClick={onClose}>{t("sequence.back")}</Button>
              <CommandButton
                key="send"
                kind={review.effect === "destructive" ? "danger" : "primary"}
                size="lg"
                showKey
                command={{
                  id: "sequence.send", label: stage.at === "sending" ? t("review.sending") : t("sequence.send", { n }), hotkey: "Mod+Enter", enabled: ready && !blocked && answer !== "missing",
                  run: () => { if (answer !== "missing") void send(answer, reason); },
                }}
              />
            </>
          )}
        </>
      )}
    >
      <div className={s.body}>
        <div className={s.left}>
          {stage.at === "refused" && <div role="alert"><Note tone="bad" icon="error"><b>{t("review.notSent")}</b><p>{tell(stage.error).what} {tell(stage.error).why} {tell(stage.error).action}</p></Note></div>}
          {stage.at === "done" && <Ended unseen={stage.outcome.outcomes.some(hasUnseen)} notSent={stage.outcome.notSent} stopped={stage.outcome.stopped !== null} done={stage.outcome.outcomes.length} />}
          {review.notices.map((notice) => <Note key={notice.code} tone="warn" icon="warning">{sayNotice(notice)}</Note>)}
          <h3 className="sub">{t("sequence.steps", { n })}</h3>
          <ol className={s.steps}>
            {review.steps.map((each, index) => {
              const state = stateOf(stage, index);
              return (
                <li key={each.fingerprint}>
                  <button type="button" className={cx(s.step, index === at && s.stepOn)} aria-current={index === at ? "step" : undefined} onClick={() => setAt(index)}>
                    <span className="num faint">{index + 1}</span>
                    <span className="truncate"><b>{t(`sequence.kind.${each.kind}`)}</b> <Theirs>{each.label}</Theirs> <Scim>{typeLabel(each.typeName)}</Scim></span>
                    {state && <Status tone={state.tone} small>{t(`sequence.${state.name}`)}</Status>}
                  </button>
                  {state?.error && <p className={cx("xs", s.stepWhy)} role="alert">{tell(state.error).what} {tell(state.error).why} {tell(state.error).action}</p>}
                </li>
              );
            })}
          </ol>
          {step && <Differences differences={step.differences} />}
          {ready && (
            <label className={s.why}>
              <span className="sub">{t("review.reason")} <Scim>{t("review.reasonSub")}</Scim></span>
              <TextInput name="reason" maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
            </label>
          )}
        </div>
        {step && <RequestPane review={{ ...step, ways: [] }} connection={connection} onWay={undefined} />}
      </div>
    </Dialog>
  );
}

function Ended({ done, unseen, notSent, stopped }: { done: number; unseen: boolean; notSent: number; stopped: boolean }) {
  if (!stopped) return <div role="status"><Note {...(unseen ? {} : { tone: "ok", icon: "ok" } as const)}><b>{t(unseen ? "sequence.allSent" : "sequence.allDone", { n: done })}</b></Note></div>;
  return <div role="alert"><Note tone="warn" icon="warning"><b>{t("sequence.stopped")}</b><p>{t("sequence.notSentText", { n: notSent })}</p></Note></div>;
}
