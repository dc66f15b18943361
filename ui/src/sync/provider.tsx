import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { useClient } from "@/rpc/provider";
import type { RpcError } from "@/rpc/errors";
import { SyncTracker, type SyncState } from "./tracker";

const Context = createContext<SyncTracker | undefined>(undefined);

export function SyncProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const [tracker] = useState(() => new SyncTracker(client));
  return <Context value={tracker}>{children}</Context>;
}

export interface SyncHandle extends SyncState {
  start(types?: string[]): void;
  /** Reads what has changed, and everything where that cannot be proven. */
  refresh(): void;
  cancel(): void;
  /** The server could not be reached for something else. */
  lost(error: RpcError): void;
}

/** The copy of one connection: how its reading goes, and how to start it. */
export function useSync(connection: string): SyncHandle {
  const tracker = useContext(Context);
  if (!tracker) throw new Error("No synchronisation above this component");
  const state = useSyncExternalStore(tracker.subscribe, () => tracker.get(connection));
  const cache = useQueryClient();
  const was = useRef(false);
  useEffect(() => {
    if (was.current && !state.running) {
      for (const tag of ["rows", "copies", "connections"]) void cache.invalidateQueries({ queryKey: [tag] });
    }
    was.current = state.running;
  }, [state.running, cache]);
  return {
    ...state,
    start: (types) => void tracker.start(connection, types),
    refresh: () => void tracker.start(connection, [], true),
    cancel: () => tracker.cancel(connection),
    lost: (error) => tracker.lost(connection, error),
  };
}
