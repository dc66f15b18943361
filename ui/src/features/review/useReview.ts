import { useCallback, useEffect, useRef, useState } from "react";
import { toRpcError, type RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import { useQueryClient } from "@tanstack/react-query";
import type { Change, ChangeOutcome, ChangeReview, ConfirmAnswer } from "@/rpc/types";

/** What is to be reviewed: a change to prepare, or one the engine has prepared already. */
export type Subject = { kind: "change"; typeName: string; change: Change; label: string } | { kind: "review"; review: ChangeReview };

export type Stage =
  | { at: "preparing" }
  | { at: "refused"; error: RpcError }
  | { at: "ready"; review: ChangeReview; error?: RpcError }
  | { at: "sending"; review: ChangeReview }
  | { at: "done"; review: ChangeReview; outcome: ChangeOutcome };

/** Prepare, show, send, read back: one change on its way. Nothing is sent but by `send`. */
export function useReview(connection: string, subject: Subject, onDone: (outcome: ChangeOutcome) => void) {
  const client = useClient();
  const cache = useQueryClient();
  const [stage, setStage] = useState<Stage>({ at: "preparing" });
  const round = useRef(0);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  const prepare = useCallback(async () => {
    const mine = ++round.current;
    if (subject.kind === "review") {
      setStage({ at: "ready", review: subject.review });
      return;
    }
    setStage({ at: "preparing" });
    try {
      const review = await client.call("change_prepare", { connection, typeName: subject.typeName, change: subject.change });
      if (mine === round.current) setStage({ at: "ready", review });
    } catch (reason) {
      if (mine === round.current) setStage({ at: "refused", error: toRpcError(reason) });
    }
  }, [client, connection, subject]);

  useEffect(() => {
    void prepare();
  }, [prepare]);

  const send = useCallback(async (review: ChangeReview, answer: ConfirmAnswer | undefined) => {
    setStage({ at: "sending", review });
    try {
      const confirmation = answer ? await client.call("change_confirm", { connection, fingerprint: review.fingerprint, count: review.count, answer }) : null;
      const outcome = await client.call("change_apply", { connection, fingerprint: review.fingerprint, confirmation });
      setStage({ at: "done", review, outcome });
      for (const tag of ["rows", "resource", "copies"]) void cache.invalidateQueries({ queryKey: [tag, connection] });
      done.current(outcome);
    } catch (reason) {
      setStage({ at: "ready", review, error: toRpcError(reason) });
    }
  }, [client, connection, cache]);

  return { stage, prepare, send };
}
