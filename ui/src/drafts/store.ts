import { sameJson, type JsonObject } from "@/scim/json";
import { readPath } from "@/scim/path";
import { changesBetween, type FieldChange } from "./changes";

/** A change of one resource that is not sent yet. */
export interface Draft {
  connection: string;
  typeName: string;
  id: string;
  /** A name for people. */
  label: string;
  /** What the person saw. */
  base: JsonObject;
  /** As it should be. */
  desired: JsonObject;
  /** A record that is not on the server yet; its id is only ours. */
  isNew?: boolean;
  /** Paths of values that are secret: these live in memory alone. */
  secrets?: readonly string[];
}

export type DraftKey = Pick<Draft, "connection" | "typeName" | "id">;

type Drafts = ReadonlyMap<string, Draft>;

/** A draft with the states it went through, oldest first; before the first there was none. */
export interface Kept {
  draft: Draft;
  past: readonly (Draft | undefined)[];
}

interface Steps {
  past: readonly (Draft | undefined)[];
  future: readonly (Draft | undefined)[];
}

const keyOf = ({ connection, typeName, id }: DraftKey) => JSON.stringify([connection, typeName, id]);
const HISTORY = 200;
const fresh: Steps = { past: [], future: [] };

/** All drafts of this window, each with its own undo and redo. Nothing here sends anything. */
export class DraftStore {
  private drafts: Drafts;
  private readonly steps = new Map<string, Steps>();
  private readonly listeners = new Set<() => void>();

  constructor(kept: readonly Kept[] = []) {
    this.drafts = new Map(kept.map(({ draft }) => [keyOf(draft), draft]));
    for (const { draft, past } of kept) this.steps.set(keyOf(draft), { past, future: [] });
  }

  all = (): Drafts => this.drafts;

  get(key: DraftKey): Draft | undefined {
    return this.drafts.get(keyOf(key));
  }

  /** Every draft with what leads back from it, to be kept. */
  kept(): Kept[] {
    return [...this.drafts].map(([key, draft]) => ({ draft, past: this.steps.get(key)?.past ?? [] }));
  }

  /** Keeps a draft; one that changes nothing any more is dropped. */
  put(draft: Draft): void {
    const key = keyOf(draft);
    const before = this.drafts.get(key);
    const next = changesBetween(draft.base, draft.desired).length === 0 ? undefined : draft;
    const past = [...this.stepsOf(key).past, before];
    // What came before a merge stands on a state of the server that is over.
    const stands = past.every((state) => !state || sameJson(state.base, draft.base));
    if (stands && sameJson(before?.desired ?? draft.base, draft.desired)) return;
    this.steps.set(key, { past: stands ? past.slice(-HISTORY) : [], future: [] });
    this.show(new Map([[key, next]]));
  }

  /** Drafts that were sent or given up go with their steps. Gives the way back, which is not for what was sent. */
  drop(keys: readonly DraftKey[]): () => void {
    const gone = keys.map(keyOf).flatMap((key) => {
      const draft = this.drafts.get(key);
      return draft ? [{ key, draft, steps: this.stepsOf(key) }] : [];
    });
    for (const { key } of gone) this.steps.delete(key);
    this.show(new Map(gone.map(({ key }) => [key, undefined])));
    return () => {
      // Who was edited again meanwhile keeps that.
      const back = gone.filter(({ key }) => !this.drafts.has(key));
      for (const { key, steps } of back) this.steps.set(key, steps);
      this.show(new Map(back.map(({ key, draft }) => [key, draft])));
    };
  }

  canUndo(key: DraftKey): boolean {
    return this.stepsOf(keyOf(key)).past.length > 0;
  }

  canRedo(key: DraftKey): boolean {
    return this.stepsOf(keyOf(key)).future.length > 0;
  }

  /** Takes back the last change of this record; others stay as they are. */
  undo(of: DraftKey): void {
    const key = keyOf(of);
    const { past, future } = this.stepsOf(key);
    if (past.length === 0) return;
    this.steps.set(key, { past: past.slice(0, -1), future: [...future, this.drafts.get(key)] });
    this.show(new Map([[key, past.at(-1)]]));
  }

  redo(of: DraftKey): void {
    const key = keyOf(of);
    const { past, future } = this.stepsOf(key);
    if (future.length === 0) return;
    this.steps.set(key, { past: [...past, this.drafts.get(key)], future: future.slice(0, -1) });
    this.show(new Map([[key, future.at(-1)]]));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private stepsOf(key: string): Steps {
    return this.steps.get(key) ?? fresh;
  }

  private show(changed: ReadonlyMap<string, Draft | undefined>) {
    if (changed.size === 0) return;
    const next = new Map(this.drafts);
    for (const [key, draft] of changed) {
      if (draft) next.set(key, draft);
      else next.delete(key);
    }
    this.drafts = next;
    for (const listener of this.listeners) listener();
  }
}

export function changesOf(draft: Draft | undefined): FieldChange[] {
  return draft ? changesBetween(draft.base, draft.desired) : [];
}

let made = 0;
/** An id of ours for a record that has none on the server yet. */
export const newId = () => `new-${Date.now().toString(36)}-${(made += 1)}`;
/** Is this an id of ours? Such a record is a draft as soon as something is entered. */
export const isNewId = (id: string) => /^new-[\da-z]{8,}-\d+$/.test(id);

/** The secrets that are in a draft now. */
export function secretsIn(draft: Pick<Draft, "desired" | "secrets">): string[] {
  return (draft.secrets ?? []).filter((path) => readPath(draft.desired, path) !== undefined);
}
