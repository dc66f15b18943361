import type { Client } from "@/rpc/client";
import { toRpcError, type RpcError } from "@/rpc/errors";
import type { ConnectionId, SyncProgress, SyncReport } from "@/rpc/types";

/** What is known about the last or present reading of a connection into its copy. */
export interface SyncState {
  running: boolean;
  /** How far, type by type, while it runs. */
  progress: ReadonlyMap<string, SyncProgress>;
  /** Why the server could not be read, when the last attempt failed as a whole. */
  error: RpcError | undefined;
  report: SyncReport | undefined;
}

const idle: SyncState = { running: false, progress: new Map(), error: undefined, report: undefined };

/** One per window: starts synchronisations, hears their progress, remembers how the last one ended. */
export class SyncTracker {
  private readonly states = new Map<ConnectionId, SyncState>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly client: Client) {
    client.subscribe((event) => {
      if (event.kind !== "sync") return;
      const state = this.get(event.connection);
      const progress = new Map(state.progress);
      progress.set(event.typeName, event);
      this.set(event.connection, { ...state, progress });
    });
  }

  get(connection: ConnectionId): SyncState {
    return this.states.get(connection) ?? idle;
  }

  /** Reads the types named (all when empty) into the copy. Does nothing while one is running. */
  async start(connection: ConnectionId, types: string[] = [], changesOnly = false): Promise<void> {
    if (this.get(connection).running) return;
    this.set(connection, { running: true, progress: new Map(), error: undefined, report: undefined });
    try {
      const report = await this.client.call("sync_start", { connection, types, changesOnly });
      const failed = report.types.find((type) => type.error);
      const nothing = report.types.length > 0 && report.types.every((type) => type.error);
      this.set(connection, { ...idle, report, error: nothing && failed?.error ? toRpcError(failed.error) : undefined });
    } catch (reason) {
      this.set(connection, { ...idle, error: toRpcError(reason) });
    }
  }

  cancel(connection: ConnectionId): void {
    void this.client.call("sync_cancel", { connection });
  }

  /** The server could not be reached for something else. */
  lost(connection: ConnectionId, error: RpcError): void {
    const state = this.get(connection);
    if (state.error !== error) this.set(connection, { ...state, error });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(connection: ConnectionId, state: SyncState) {
    this.states.set(connection, state);
    for (const listener of this.listeners) listener();
  }
}
