import { Channel, invoke } from "@tauri-apps/api/core";
import type { Host } from "./host";

/** The desktop window: one `rpc` command, and one channel that carries the events. */
export function tauriHost(): Host {
  const handlers = new Set<(event: unknown) => void>();
  let channel: Channel<unknown> | undefined;

  function open() {
    if (channel) return;
    channel = new Channel<unknown>();
    channel.onmessage = (event) => {
      for (const handler of handlers) handler(event);
    };
    void invoke("subscribe", { channel }).catch(() => {
      channel = undefined;
    });
  }

  return {
    kind: "window",
    rpc: (command, payload) => invoke("rpc", { command, payload }),
    subscribe(handler) {
      handlers.add(handler);
      open();
      return () => handlers.delete(handler);
    },
  };
}
