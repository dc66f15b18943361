import type { JsonValue } from "@/rpc/types";
import { isObject, sameJson, type JsonObject } from "@/scim/json";
import { writePath } from "@/scim/path";
import { changesBetween } from "./changes";
import type { Draft, Kept } from "./store";

/** How a draft is written down: with the way back, newest step first. */
interface Written extends Draft {
  /** Of each step the attributes that it changed, as they were before it; without a value where there was none. */
  back?: readonly Back[];
}

type Back = readonly (readonly [name: string, value?: JsonValue])[];

/** Steps that survive closing the window. */
const STEPS = 50;

const withoutSecrets = (draft: Draft): Draft => ({ ...draft, desired: (draft.secrets ?? []).reduce((desired, path) => writePath(desired, path, undefined), draft.desired) });

function stepBack(now: JsonObject, before: JsonObject): Back {
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...names].filter((name) => !sameJson(now[name], before[name])).map((name): Back[number] => {
    const value = before[name];
    return value === undefined ? [name] : [name, value];
  });
}

function stepsBack({ draft, past }: Kept): Back[] {
  const back: Back[] = [];
  let now = draft.desired;
  for (const state of past.slice(-STEPS).toReversed()) {
    const before = state ? withoutSecrets(state).desired : draft.base;
    const step = stepBack(now, before);
    now = before;
    // A step that changed secrets alone is not told.
    if (step.length > 0) back.push(step);
  }
  return back;
}

/** What may be written down of the drafts: all but secrets. A draft of nothing else is not kept. */
export function writeDrafts(kept: readonly Kept[]): JsonValue {
  const written: Written[] = kept
    .map(({ draft, past }) => ({ draft: withoutSecrets(draft), past }))
    .filter(({ draft }) => changesBetween(draft.base, draft.desired).length > 0)
    .map((each) => ({ ...each.draft, back: stepsBack(each) }));
  return written as unknown as JsonValue;
}

function pastOf(draft: Draft, back: unknown): (Draft | undefined)[] {
  const past: (Draft | undefined)[] = [];
  if (!Array.isArray(back)) return past;
  let { desired } = draft;
  for (const step of back as unknown[]) {
    if (!Array.isArray(step) || !step.every((pair): pair is [string, JsonValue?] => Array.isArray(pair) && typeof pair[0] === "string")) return past;
    const before = new Map(Object.entries(desired));
    for (const [name, value] of step) {
      if (value === undefined) before.delete(name);
      else before.set(name, value);
    }
    desired = Object.fromEntries(before);
    past.unshift(changesBetween(draft.base, desired).length === 0 ? undefined : { ...draft, desired });
  }
  return past;
}

/** What was kept in the settings, as far as it still has the shape of drafts. */
export function readDrafts(kept: unknown): Kept[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((item): item is Written => {
    if (typeof item !== "object" || item === null) return false;
    const draft = item as Partial<Record<keyof Draft, JsonValue>>;
    return [draft.connection, draft.typeName, draft.id, draft.label].every((part) => typeof part === "string")
      && isObject(draft.base) && isObject(draft.desired) && !sameJson(draft.base, draft.desired);
  }).map(({ back, ...draft }) => ({ draft, past: pastOf(draft, back) }));
}
