import { createContext, useContext, useMemo, useSyncExternalStore, type ReactNode } from "react";
import type { DraftStore, Draft, DraftKey } from "./store";
import { changesOf } from "./store";

const Context = createContext<DraftStore | undefined>(undefined);

export function DraftProvider({ store, children }: { store: DraftStore; children: ReactNode }) {
  return <Context value={store}>{children}</Context>;
}

export function useDraftStore(): DraftStore {
  const store = useContext(Context);
  if (!store) throw new Error("No drafts above this component");
  return store;
}

export function useDraft(key: DraftKey): Draft | undefined {
  const store = useDraftStore();
  return useSyncExternalStore(store.subscribe, () => store.get(key));
}

export interface Steps {
  canUndo: boolean;
  canRedo: boolean;
  undo(): void;
  redo(): void;
}

/** Undo and redo of one record. */
export function useSteps(key: DraftKey): Steps {
  const store = useDraftStore();
  const canUndo = useSyncExternalStore(store.subscribe, () => store.canUndo(key));
  const canRedo = useSyncExternalStore(store.subscribe, () => store.canRedo(key));
  return { canUndo, canRedo, undo: () => store.undo(key), redo: () => store.redo(key) };
}

/** The drafts of one connection, and how many changes they hold over all people. */
export function useDrafts(connection: string): { drafts: Draft[]; changes: number } {
  const store = useDraftStore();
  const all = useSyncExternalStore(store.subscribe, store.all);
  return useMemo(() => {
    const drafts = [...all.values()].filter((draft) => draft.connection === connection);
    return { drafts, changes: drafts.reduce((sum, draft) => sum + changesOf(draft).length, 0) };
  }, [all, connection]);
}
