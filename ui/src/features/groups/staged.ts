import { useMemo } from "react";
import { hasEnded } from "@/rpc/jobs";
import type { GroupOf, JobView, JsonValue } from "@/rpc/types";
import { useSettings } from "@/settings/provider";

/** A membership that is to change and is not sent yet. */
export interface StagedChange {
  id: string;
  label: string;
  join: boolean;
}

export interface Staged {
  changes: readonly StagedChange[];
  /** The planned job that holds them; until it is let go they are not sent. */
  job?: number;
}

/** Whose they are. */
export interface Whose {
  id: string;
  typeName: string;
  label: string;
}

const none: Staged = { changes: [] };
const isTable = (value: unknown): value is Record<string, JsonValue> => typeof value === "object" && value !== null && !Array.isArray(value);

/** What was kept, as far as it can be understood. */
export function readStaged(value: unknown): Staged {
  if (!isTable(value) || !Array.isArray(value["changes"])) return none;
  const changes = value["changes"].flatMap((each) => {
    if (!isTable(each)) return [];
    const { id, label, join } = each;
    return typeof id === "string" && typeof label === "string" && typeof join === "boolean" ? [{ id, label, join }] : [];
  });
  const job = value["job"];
  return changes.length === 0 ? none : { changes, ...(typeof job === "number" ? { job } : {}) };
}

/** What is left of it: what its job took is sent with the job, and what came true by itself is no change any more. `null`: there is no such job. */
export function settled({ changes, job }: Staged, direct: readonly GroupOf[] | undefined, planned: JobView | null | undefined): Staged | undefined {
  if (job !== undefined && planned?.startedAt) return none;
  if (job !== undefined && (planned === null || (planned && hasEnded(planned)))) return { changes };
  const left = direct && changes.filter((each) => each.join !== direct.some((group) => group.id === each.id));
  return left && left.length < changes.length ? { changes: left, ...(job === undefined ? {} : { job }) } : undefined;
}

/** What was gathered for the people of a connection and is in no job yet, and how to give it up. */
export function useGathered(connection: string): { people: readonly (Whose & { changes: readonly StagedChange[] })[]; discard(id: string): void } {
  const { settings, remember } = useSettings();
  const all = settings.window["memberships"];
  return useMemo(() => {
    const table = isTable(all) ? all : {};
    const start = `${connection}/`;
    const people = Object.entries(table).filter(([key]) => key.startsWith(start)).flatMap(([key, kept]) => {
      const { changes, job } = readStaged(kept);
      if (changes.length === 0 || job !== undefined || !isTable(kept)) return [];
      const id = key.slice(start.length);
      const word = (name: string, otherwise: string) => { const found = kept[name]; return typeof found === "string" && found !== "" ? found : otherwise; };
      return [{ id, typeName: word("typeName", "User"), label: word("label", id), changes }];
    });
    const discard = (id: string) => {
      const { [start + id]: _, ...rest } = table;
      remember("memberships", rest);
    };
    return { people, discard };
  }, [all, connection, remember]);
}

/** What was gathered for somebody, kept like drafts: it goes when it was sent or given up, and survives a restart. */
export function useStaged(connection: string, { id, typeName, label }: Whose): [Staged, (next: Staged) => void] {
  const { settings, remember } = useSettings();
  const all = settings.window["memberships"];
  const key = `${connection}/${id}`;
  return useMemo(() => {
    const table = isTable(all) ? all : {};
    const put = (next: Staged) => {
      const { [key]: _, ...rest } = table;
      const kept = { typeName, label, changes: next.changes.map((each) => ({ ...each })), ...(next.job === undefined ? {} : { job: next.job }) };
      remember("memberships", next.changes.length === 0 ? rest : { ...rest, [key]: kept });
    };
    return [readStaged(table[key]), put];
  }, [all, key, typeName, label, remember]);
}
