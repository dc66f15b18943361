import { Channel, invoke } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";
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
    setMenu(menu) {
      // Without a menu everything can still be done; the shell has noted why.
      void invoke("menu_show", { groups: menu }).catch(() => undefined);
    },
    zoom(factor) {
      // The text stays as it was; the setting shows its number all the same and can be tried again.
      void getCurrentWebview().setZoom(factor).catch(() => undefined);
    },
    onClosing(handler) {
      const closing = new Channel<null>();
      let heard = true;
      closing.onmessage = () => {
        void (heard ? handler() : Promise.resolve()).finally(() => invoke("window_close"));
      };
      // Unheard, the window closes at once.
      void invoke("closing_listen", { channel: closing }).catch(() => undefined);
      return () => {
        heard = false;
      };
    },
    onMenu(handler) {
      const chosen = new Channel<string>();
      let heard = true;
      chosen.onmessage = (id) => {
        if (heard) handler(id);
      };
      void invoke("menu_listen", { channel: chosen }).catch(() => undefined);
      return () => {
        heard = false;
      };
    },
  };
}
