import { useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useToasts } from "@/components/toasts";
import { DraftProvider } from "@/drafts/provider";
import { readDrafts, writeDrafts } from "@/drafts/keep";
import { DraftStore } from "@/drafts/store";
import { useClient } from "@/rpc/provider";
import type { JsonValue, Settings } from "@/rpc/types";

interface Value {
  settings: Settings;
  change(part: Partial<Settings>): void;
  /** What the window remembers for itself. */
  remember(key: string, value: JsonValue): void;
}

const Context = createContext<Value | undefined>(undefined);

export function useSettings(): Value {
  const value = useContext(Context);
  if (!value) throw new Error("No settings above this component");
  return value;
}

/** The settings and what the window remembers, drafts among it: all kept in the engine's encrypted store, one write at a time. */
export function SettingsProvider({ initial, children }: { initial: Settings; children: ReactNode }) {
  const client = useClient();
  const cache = useQueryClient();
  const toasts = useToasts();
  const [settings, setSettings] = useState(initial);
  const newest = useRef(initial);
  const writing = useRef<Promise<void>>(undefined);
  const [drafts] = useState(() => new DraftStore(readDrafts(initial.window["drafts"])));

  // At once, for the window may be closed the next moment; what changes during a write goes with the next one.
  const write = useCallback(async () => {
    try {
      for (let written; written !== newest.current; ) {
        written = newest.current;
        cache.setQueryData(["settings", "settings", null], await client.call("settings_set", written));
      }
    } catch (reason) {
      toasts.fail(reason);
    } finally {
      writing.current = undefined;
    }
  }, [client, cache, toasts]);

  const keep = useCallback((next: Settings) => {
    newest.current = next;
    setSettings(next);
    writing.current = writing.current ?? write();
  }, [write]);

  const change = useCallback((part: Partial<Settings>) => keep({ ...newest.current, ...part }), [keep]);
  const remember = useCallback((key: string, value: JsonValue) => keep({ ...newest.current, window: { ...newest.current.window, [key]: value } }), [keep]);

  useEffect(() => drafts.subscribe(() => remember("drafts", writeDrafts(drafts.kept()))), [drafts, remember]);

  useEffect(() => client.onClosing?.(async () => writing.current), [client]);

  const value = useMemo<Value>(() => ({ settings, change, remember }), [settings, change, remember]);
  return (
    <Context value={value}>
      <DraftProvider store={drafts}>{children}</DraftProvider>
    </Context>
  );
}
