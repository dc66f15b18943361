import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Tone } from "@/components/marks";
import { toRpcError, type RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { ConfirmAnswer, EngineError, SequenceOutcome, SequenceReview } from "@/rpc/types";

export type SequenceStage =
  | { at: "ready" }
  | { at: "refused"; error: RpcError }
  | { at: "sending" }
  | { at: "done"; outcome: SequenceOutcome };

/** Sends a reviewed list once. */
export function useSequence(connection: string, review: SequenceReview) {
  const client = useClient();
  const cache = useQueryClient();
  const [stage, setStage] = useState<SequenceStage>({ at: "ready" });
  const send = useCallback(async (answer: ConfirmAnswer | undefined, reason: string) => {
    setStage({ at: "sending" });
    try {
      const confirmation = answer ? await client.call("change_confirm", { connection, fingerprint: review.fingerprint, count: review.count, answer }) : null;
      const outcome = await client.call("sequence_apply", { connection, fingerprint: review.fingerprint, confirmation, ...(reason.trim() && { reason: reason.trim() }) });
      setStage({ at: "done", outcome });
      for (const tag of ["rows", "resource", "copies", "history"]) void cache.invalidateQueries({ queryKey: [tag, connection] });
    } catch (reason_) {
      setStage({ at: "refused", error: toRpcError(reason_) });
    }
  }, [client, cache, connection, review]);
  return { stage, send };
}

interface StepState {
  name: "done" | "failed" | "notStored" | "notSent";
  tone: Tone;
  error?: EngineError | undefined;
}

/** What became of a step, once the list was sent. */
export function stateOf(stage: SequenceStage, step: number): StepState | undefined {
  if (stage.at !== "done") return undefined;
  const { outcomes, stopped } = stage.outcome;
  if (stopped?.step === step) return stopped.error ? { name: "failed", tone: "bad", error: stopped.error } : { name: "notStored", tone: "bad" };
  return step < outcomes.length ? { name: "done", tone: "ok" } : { name: "notSent", tone: "off" };
}
