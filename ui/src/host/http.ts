import type { Host } from "./host";

const RETRY_MS = 1000;

/** `dev-host`: the same contract over HTTP and one WebSocket on the page's own origin. Used by browser tests, never shipped alone. */
export function httpHost(): Host {
  const handlers = new Set<(event: unknown) => void>();
  let socket: WebSocket | undefined;

  function open() {
    if (socket || handlers.size === 0) return;
    const address = new URL("/events", globalThis.location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const opened = new WebSocket(address);
    socket = opened;
    opened.addEventListener("message", (message) => {
      const event: unknown = JSON.parse(String(message.data));
      for (const handler of handlers) handler(event);
    });
    opened.addEventListener("close", () => {
      socket = undefined;
      setTimeout(open, RETRY_MS);
    });
  }

  return {
    kind: "browser",
    async rpc(command, payload) {
      const response = await fetch(`/rpc/${command}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(payload ?? null),
      });
      const body: unknown = await response.json();
      if (!response.ok) throw body;
      return body;
    },
    subscribe(handler) {
      handlers.add(handler);
      open();
      return () => handlers.delete(handler);
    },
  };
}
