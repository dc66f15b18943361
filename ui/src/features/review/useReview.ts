import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { toRpcError, type RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import { useQueryClient } from "@tanstack/react-query";
import type { Change, ChangeOutcome, ChangeReview, ConfirmAnswer, SendBy } from "@/rpc/types";

/** What is to be reviewed: a change to prepare, or one the engine has prepared already. */
export type Subject = { kind: "change"; typeName: string; change: Change; label: string } | { kind: "review"; review: ChangeReview };

export type Stage =
  | { at: "preparing" }
  | { at: "refused"; error: RpcError }
  | { at: "ready"; review: ChangeReview; error?: RpcError | undefined }
  | { at: "sending"; review: ChangeReview }
  | { at: "done"; review: ChangeReview; outcome: ChangeOutcome };

/** Prepare, show, send, read back: one change on its way. Nothing is sent but by `send`. */
export function useReview(connection: string, subject: Subject, onDone: (outcome: ChangeOutcome) => void) {
  const client = useClient();
  const cache = useQueryClient();
  const [stage, setStage] = useState<Stage>(() => (subject.kind === "review" ? { at: "ready", review: subject.review } : { at: "preparing" }));
  const finished = useEffectEvent(onDone);

  const ask = useCallback(async (by?: SendBy): Promise<Stage> => {
    if (subject.kind === "review") return { at: "ready", review: subject.review };
    try {
      return { at: "ready", review: await client.call("change_prepare", { connection, typeName: subject.typeName, change: subject.change, ...(by && { by }) }) };
    } catch (reason) {
      return { at: "refused", error: toRpcError(reason) };
    }
  }, [client, connection, subject]);

  useEffect(() => {
    let stale = false;
    void ask().then((next) => {
      if (!stale) setStage(next);
    });
    return () => {
      stale = true;
    };
  }, [ask]);

  const prepare = useCallback(async (by?: SendBy) => {
    setStage({ at: "preparing" });
    setStage(await ask(by));
  }, [ask]);

  const send = useCallback(async (review: ChangeReview, answer: ConfirmAnswer | undefined, reason = "") => {
    setStage({ at: "sending", review });
    try {
      const confirmation = answer ? await client.call("change_confirm", { connection, fingerprint: review.fingerprint, count: review.count, answer }) : null;
      const outcome = await client.call("change_apply", { connection, fingerprint: review.fingerprint, confirmation, ...(reason.trim() && { reason: reason.trim() }) });
      setStage({ at: "done", review, outcome });
      for (const tag of ["rows", "resource", "copies", "history"]) void cache.invalidateQueries({ queryKey: [tag, connection] });
    } catch (reason) {
      setStage({ at: "ready", review, error: toRpcError(reason) });
    }
  }, [client, connection, cache]);

  useEffect(() => {
    if (stage.at === "done") finished(stage.outcome);
  }, [stage]);

  return { stage, prepare, send };
}
