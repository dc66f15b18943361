import type { Host } from "./host";
import { httpHost } from "./http";
import { tauriHost } from "./tauri";

/** Inside the desktop window Tauri announces itself; everywhere else the page was served by `dev-host`. */
export function chooseHost(): Host {
  return "__TAURI_INTERNALS__" in globalThis ? tauriHost() : httpHost();
}
