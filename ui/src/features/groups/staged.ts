/** A membership that is to change and is not sent yet. */
export interface StagedChange {
  id: string;
  label: string;
  join: boolean;
}
export type Staged = readonly StagedChange[];

const kept = new Map<string, Staged>();

/** What was gathered for somebody stays while the window is open, also when their panel is closed. */
export function stagedOf(connection: string, id: string): { read(): Staged; write(next: Staged): void } {
  const key = `${connection}/${id}`;
  return {
    read: () => kept.get(key) ?? [],
    write: (next) => void (next.length === 0 ? kept.delete(key) : kept.set(key, next)),
  };
}
