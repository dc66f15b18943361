import type { Host } from "@/host/host";
import { toRpcError } from "./errors";
import type { AllCommands, EngineEvent } from "./types";

export type Command = keyof AllCommands;
export type Request<C extends Command> = AllCommands[C]["request"];
export type Response<C extends Command> = AllCommands[C]["response"];

/** The contract with the engine, typed. One command in, its answer or an `RpcError` out. */
export interface Client {
  call<C extends Command>(command: C, request: Request<C>): Promise<Response<C>>;
  subscribe(handler: (event: EngineEvent) => void): () => void;
  readonly hostKind: Host["kind"];
  /** Shows everything larger or smaller, where the host can. */
  readonly zoom: Host["zoom"];
  /** What is done before the window closes, where the host waits for it. */
  readonly onClosing: Host["onClosing"];
  /** The native menu, where the host has one. */
  readonly menu: Pick<Host, "setMenu" | "onMenu">;
}

export function createClient(host: Host): Client {
  return {
    hostKind: host.kind,
    menu: host,
    zoom: host.zoom?.bind(host),
    onClosing: host.onClosing?.bind(host),
    async call(command, request) {
      try {
        return (await host.rpc(command, request)) as Response<typeof command>;
      } catch (reason) {
        throw toRpcError(reason);
      }
    },
    // The contract says that only its own events travel here.
    subscribe: (handler) => host.subscribe((event) => handler(event as EngineEvent)),
  };
}
