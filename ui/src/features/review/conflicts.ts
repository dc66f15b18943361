import type { RpcError } from "@/rpc/errors";
import type { ConflictView } from "@/rpc/types";
import { holdsHidden } from "./merge";
import type { Versions } from "./MergeDialog";
import type { Stage, Subject } from "./useReview";

export function isConflict(error: RpcError | undefined): error is RpcError {
  return error?.error.code === "conflict" && error.error.conflict !== null;
}

/** Both versions, when somebody else was first: at preparing or at sending. */
export function conflictOf(stage: Stage): ConflictView | undefined {
  const error = stage.at === "ready" || stage.at === "refused" ? stage.error : undefined;
  return isConflict(error) ? error.error.conflict ?? undefined : undefined;
}

/** The three versions to merge. An edit's own are whole; those the engine tells have their secrets hidden. */
export function versionsOf(conflict: ConflictView, subject: Subject, label: string): Versions | undefined {
  const { server } = conflict;
  if (server === null) return undefined;
  if (subject.kind === "change" && subject.change.kind === "edit") {
    const { id, base, desired } = subject.change;
    return { typeName: subject.typeName, id, label, before: base ?? conflict.before, yours: desired, server };
  }
  const [typeName, id] = subject.kind === "review" ? [subject.review.typeName, subject.review.id] : [subject.typeName, "id" in subject.change ? subject.change.id : null];
  if (id === null || conflict.yours === null || holdsHidden(conflict.yours)) return undefined;
  return { typeName, id, label, before: conflict.before, yours: conflict.yours, server };
}
