import { useEffect, useEffectEvent, useState } from "react";
import { toRpcError, type RpcError } from "@/rpc/errors";
import { useClient } from "@/rpc/provider";
import type { TestReport } from "@/rpc/types";
import { canTest, toNew, type ConnectionForm } from "./form";

export interface LiveTest {
  running: boolean;
  report: TestReport | undefined;
  error: RpcError | undefined;
  again(): void;
}

/** Long enough not to ask the server at each letter. */
const PAUSE_MS = 700;

interface Answer {
  /** To which form. */
  asked: string;
  report?: TestReport;
  error?: RpcError;
}

/** Tests the form some moments after its last change. Only the answer to the newest form counts; an older one stays in sight until then. */
export function useLiveTest(form: ConnectionForm, saved: string | undefined, stored: boolean): LiveTest {
  const client = useClient();
  const [answer, setAnswer] = useState<Answer>({ asked: "" });
  const [round, setRound] = useState(0);
  const ready = canTest(form, stored);
  const asked = JSON.stringify([{ ...form, name: "", notes: "", readOnly: false }, saved, round]);

  const ask = useEffectEvent(async (question: string): Promise<Answer> => {
    try {
      const tried = { ...toNew(form), name: form.name.trim() || "?" };
      return { asked: question, report: await client.call("connection_test", { kind: "form", form: tried, saved: saved ?? null }) };
    } catch (reason) {
      return { asked: question, error: toRpcError(reason) };
    }
  });

  useEffect(() => {
    if (!ready) return;
    let stale = false;
    const timer = setTimeout(() => {
      void ask(asked).then((next) => {
        if (!stale) setAnswer(next);
      });
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [ready, asked]);

  return {
    running: ready && answer.asked !== asked,
    report: ready ? answer.report : undefined,
    error: ready ? answer.error : undefined,
    again: () => setRound((n) => n + 1),
  };
}
