import { useMemo, useState } from "react";
import { useToasts } from "@/components/toasts";
import { useDiscard } from "@/drafts/discard";
import { useDraftStore } from "@/drafts/provider";
import type { Draft } from "@/drafts/store";
import { ReviewDialog, SequenceDialog, type Subject } from "@/features/review";
import { Message, t } from "@/i18n";
import type { ChangeOutcome, ChangeReview, ConnectionView, JsonValue, SequenceReview } from "@/rpc/types";
import { isObject } from "@/scim/json";
import { hasUnseen } from "@/scim/unseen";
import { UnlockDialog } from "../TitleBar";
import { AfterSending } from "./AfterSending";

export type Reviewing = { kind: "drafts" } | { kind: "review"; review: ChangeReview; onSent?: (() => void) | undefined } | { kind: "sequence"; review: SequenceReview; title: string };

/** Leads through what is to be reviewed, one person after the other; a draft that was sent is no draft any more. */
export function Reviews({ connection, what, onClose, onCreated, onDeleted }: { connection: ConnectionView; what: Reviewing; onClose(): void; onCreated?: (typeName: string, id: string) => void; onDeleted?: () => void }) {
  const store = useDraftStore();
  const toasts = useToasts();
  const discard = useDiscard();
  const [waiting] = useState<Draft[]>(() => (what.kind === "drafts" ? [...store.all().values()].filter((draft) => draft.connection === connection.id) : []));
  const [at, setAt] = useState(0);
  const [round, setRound] = useState(0);
  const [unlocking, setUnlocking] = useState(false);
  const first = waiting[at];
  const draft = first && (store.get(first) ?? first);
  const [instead, setInstead] = useState<Subject>();
  const [deletion, setDeletion] = useState<string>();
  const [list, setList] = useState<{ review: SequenceReview; title: string } | undefined>(what.kind === "sequence" ? what : undefined);
  const subject = useMemo<Subject | undefined>(() => {
    if (instead) return instead;
    if (what.kind === "review") return what;
    return draft && { kind: "change", typeName: draft.typeName, label: draft.label, change: draft.isNew ? { kind: "create", resource: draft.desired } : { kind: "edit", id: draft.id, desired: draft.desired, base: draft.base } };
    // A draft is reviewed as it was when its turn came; `round` asks anew after a conflict or an unlocking.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [what, at, round, instead]);

  function next() {
    if (at + 1 < waiting.length) setAt(at + 1);
    else onClose();
  }

  function sent(outcome: ChangeOutcome) {
    if (draft) store.drop([draft]);
    if (what.kind === "review") what.onSent?.();
    // The address of a record that was only ours leads nowhere any more, nor does one whose id moved.
    if (draft && outcome.kind !== "delete" && outcome.id !== draft.id) onCreated?.(outcome.typeName, outcome.id);
    if (outcome.kind === "delete" && outcome.resource === null) onDeleted?.();
    if (outcome.kind === "delete") {
      if (outcome.resource === null) toasts.show({ tone: "ok", title: t("review.toastDeleted"), text: <bdi>{outcome.label}</bdi> });
    } else if (outcome.allStored) toasts.show({ tone: "ok", title: t("review.toast", { n: Math.max(1, outcome.verdicts.length) }), text: <Message id={hasUnseen(outcome) ? "review.toastUnseen" : "review.toastText"} values={{ name: outcome.label }} /> });
  }

  /** What a merge led to is looked at anew, on top of what the server has now. */
  function takeMerged(result: JsonValue, server: JsonValue) {
    if (!isObject(result) || !isObject(server)) return;
    if (draft) store.put({ ...draft, base: server, desired: result });
    else if (what.kind === "review" && what.review.id !== null) {
      const { id, typeName, label } = what.review;
      setInstead({ kind: "change", typeName, label, change: { kind: "edit", id, desired: result, base: server } });
    }
    setRound(round + 1);
  }

  /** The way back from a deletion: first the entry, then its groups. */
  function bringBack(review: ChangeReview, entry: string) {
    setInstead({ kind: "review", review });
    setDeletion(review.notices.some((notice) => notice.code === "memberships_after") ? entry : undefined);
    setRound(round + 1);
  }

  const unlock = unlocking && <UnlockDialog connection={connection} onClose={() => { setUnlocking(false); setRound(round + 1); }} />;
  if (list) return <><SequenceDialog connection={connection} review={list.review} title={list.title} onClose={onClose} onUnlock={() => setUnlocking(true)} />{unlock}</>;
  if (!subject) return null;
  return (
    <>
      <ReviewDialog
        key={`${at}/${round}`}
        connection={connection}
        subject={subject}
        step={waiting.length > 1 ? { n: at + 1, total: waiting.length } : undefined}
        onClose={onClose}
        onSent={sent}
        onNext={at + 1 < waiting.length ? next : undefined}
        onDrop={draft ? () => { discard([draft]); next(); } : undefined}
        onMerged={takeMerged}
        onUnlock={() => setUnlocking(true)}
        renderAfter={(outcome) => <AfterSending connection={connection.id} outcome={outcome} deletion={deletion} onUndo={bringBack} onSequence={(review) => setList({ review, title: t("sequence.groups") })} />}
      />
      {unlock}
    </>
  );
}
