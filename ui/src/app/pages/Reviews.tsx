import { useMemo, useState } from "react";
import { useToasts } from "@/components/toasts";
import { useDraftStore } from "@/drafts/provider";
import { changesOf, type Draft } from "@/drafts/store";
import { ReviewDialog, type Subject } from "@/features/review";
import { Message, t } from "@/i18n";
import type { ChangeOutcome, ChangeReview, ConnectionView, JsonValue } from "@/rpc/types";
import { isObject, type JsonObject } from "@/scim/json";
import { writePath } from "@/scim/path";
import { UnlockDialog } from "../TitleBar";

export type Reviewing = { kind: "drafts" } | { kind: "review"; review: ChangeReview };

/** Leads through what is to be reviewed, one person after the other; a draft that was sent is no draft any more. */
export function Reviews({ connection, what, onClose }: { connection: ConnectionView; what: Reviewing; onClose(): void }) {
  const store = useDraftStore();
  const toasts = useToasts();
  const [waiting] = useState<Draft[]>(() => (what.kind === "drafts" ? [...store.all().values()].filter((draft) => draft.connection === connection.id) : []));
  const [at, setAt] = useState(0);
  const [round, setRound] = useState(0);
  const [unlocking, setUnlocking] = useState(false);
  const first = waiting[at];
  const draft = first && (store.get(first) ?? first);
  const subject = useMemo<Subject | undefined>(() => {
    if (what.kind === "review") return what;
    return draft && { kind: "change", typeName: draft.typeName, label: draft.label, change: { kind: "edit", id: draft.id, desired: draft.desired, base: draft.base } };
    // A draft is reviewed as it was when its turn came; `round` asks anew after a conflict or an unlocking.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [what, at, round]);
  if (!subject) return null;

  function next() {
    if (at + 1 < waiting.length) setAt(at + 1);
    else onClose();
  }

  function sent(outcome: ChangeOutcome) {
    if (draft) store.drop(draft, true);
    if (outcome.allStored) toasts.show({ tone: "ok", title: t("review.toast", { n: Math.max(1, outcome.verdicts.length) }), text: <Message id="review.toastText" values={{ name: outcome.label }} /> });
  }

  function rebase(server: JsonValue) {
    if (!draft || !isObject(server)) return;
    let desired: JsonObject = server;
    for (const change of changesOf(draft)) desired = writePath(desired, change.path, change.after);
    store.put({ ...draft, base: server, desired });
    setRound(round + 1);
  }

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
        onDrop={draft ? () => { store.drop(draft); next(); } : undefined}
        onRebase={draft ? rebase : undefined}
        onUnlock={() => setUnlocking(true)}
      />
      {unlocking && <UnlockDialog connection={connection} onClose={() => { setUnlocking(false); setRound(round + 1); }} />}
    </>
  );
}
