import { useEffect, useRef, useState } from "react";
import type { RpcError } from "@/rpc/errors";
import { toRpcError } from "@/rpc/errors";
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

/** Tests the form some moments after its last change. Only the answer to the newest form counts. */
export function useLiveTest(form: ConnectionForm, saved: string | undefined, stored: boolean): LiveTest {
  const client = useClient();
  const [state, setState] = useState<Omit<LiveTest, "again">>({ running: false, report: undefined, error: undefined });
  const [round, setRound] = useState(0);
  const newest = useRef(0);
  const ready = canTest(form, stored);
  const { url, auth, user, secret, environment } = form;
  const subject = useRef(form);
  useEffect(() => {
    subject.current = form;
  });

  useEffect(() => {
    const mine = ++newest.current;
    setState((now) => ({ ...now, running: ready }));
    if (!ready) {
      setState({ running: false, report: undefined, error: undefined });
      return;
    }
    const timer = setTimeout(() => {
      const tried = { ...toNew(subject.current), name: subject.current.name.trim() || "?" };
      client.call("connection_test", { kind: "form", form: tried, saved: saved ?? null }).then(
        (report) => { if (mine === newest.current) setState({ running: false, report, error: undefined }); },
        (reason: unknown) => { if (mine === newest.current) setState({ running: false, report: undefined, error: toRpcError(reason) }); },
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [client, ready, saved, url, auth, user, secret, environment, round]);

  return { ...state, again: () => setRound((n) => n + 1) };
}
