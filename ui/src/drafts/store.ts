import { sameJson, type JsonObject } from "@/scim/json";
import { readPath, writePath } from "@/scim/path";
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

const keyOf = ({ connection, typeName, id }: DraftKey) => JSON.stringify([connection, typeName, id]);
const HISTORY = 200;

/** All drafts of this window, with undo and redo. Nothing here sends anything. */
export class DraftStore {
  private drafts: Drafts;
  private past: Drafts[] = [];
  private future: Drafts[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(kept: readonly Draft[] = []) {
    this.drafts = new Map(kept.map((draft) => [keyOf(draft), draft]));
  }

  all = (): Drafts => this.drafts;

  get(key: DraftKey): Draft | undefined {
    return this.drafts.get(keyOf(key));
  }

  /** Keeps a draft; one that changes nothing any more is dropped. */
  put(draft: Draft): void {
    const next = new Map(this.drafts);
    if (!draft.isNew && changesBetween(draft.base, draft.desired).length === 0) next.delete(keyOf(draft));
    else next.set(keyOf(draft), draft);
    this.step(next);
  }

  /** A draft that was sent or given up. What was sent cannot be undone here. */
  drop(key: DraftKey, forget = false): void {
    if (!this.drafts.has(keyOf(key))) return;
    const next = new Map(this.drafts);
    next.delete(keyOf(key));
    if (forget) {
      this.past = [];
      this.future = [];
      this.show(next);
    } else {
      this.step(next);
    }
  }

  dropAll(connection: string): void {
    this.step(new Map([...this.drafts].filter(([, draft]) => draft.connection !== connection)));
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  undo = (): void => {
    const last = this.past.pop();
    if (!last) return;
    this.future.push(this.drafts);
    this.show(last);
  };

  redo = (): void => {
    const next = this.future.pop();
    if (!next) return;
    this.past.push(this.drafts);
    this.show(next);
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private step(next: Drafts) {
    this.past.push(this.drafts);
    if (this.past.length > HISTORY) this.past.shift();
    this.future = [];
    this.show(next);
  }

  private show(next: Drafts) {
    this.drafts = next;
    for (const listener of this.listeners) listener();
  }
}

export function changesOf(draft: Draft | undefined): FieldChange[] {
  return draft ? changesBetween(draft.base, draft.desired) : [];
}

/** An id of ours for a record that has none on the server yet. */
let made = 0;
export const newId = () => `new-${Date.now().toString(36)}-${(made += 1)}`;

/** The secrets that are in a draft now. */
export function secretsIn(draft: Pick<Draft, "desired" | "secrets">): string[] {
  return (draft.secrets ?? []).filter((path) => readPath(draft.desired, path) !== undefined);
}

/** What may be written down of the drafts: all but secrets. A draft of nothing else is not kept. */
export function withoutSecrets(drafts: Iterable<Draft>): Draft[] {
  return [...drafts]
    .map((draft) => ({ ...draft, desired: (draft.secrets ?? []).reduce((desired, path) => writePath(desired, path, undefined), draft.desired) }))
    .filter((draft) => changesBetween(draft.base, draft.desired).length > 0);
}

/** What was kept in the settings, as far as it still has the shape of drafts. */
export function readDrafts(kept: unknown): Draft[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((item): item is Draft => {
    if (typeof item !== "object" || item === null) return false;
    const draft = item as Partial<Record<keyof Draft, unknown>>;
    return [draft.connection, draft.typeName, draft.id, draft.label].every((part) => typeof part === "string")
      && typeof draft.base === "object" && draft.base !== null && typeof draft.desired === "object" && draft.desired !== null
      && !sameJson(draft.base as JsonObject, draft.desired as JsonObject);
  });
}
