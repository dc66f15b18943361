/** What the window needs from whoever hosts it: one call, one stream. Nothing else in `ui` knows where answers come from. */
export interface Host {
  /** Runs one command of the `ipc` contract. Rejects with the contract's error value, or with an `Error` when the host itself fails. */
  rpc(command: string, payload: unknown): Promise<unknown>;
  /** Hears every event of the contract until the returned function is called. */
  subscribe(handler: (event: unknown) => void): () => void;
  /** Which host this is; decides only how a file is named to the engine. */
  readonly kind: "window" | "browser";
  /** Shows these commands in the native menu, where the host has one. Called anew whenever they change. */
  setMenu?(menu: readonly MenuGroup[]): void;
  /** Shows everything larger or smaller, 1 as drawn; a browser has its own way and leaves this out. */
  zoom?(factor: number): void;
  /** Hears the id of a command chosen in the native menu, until the returned function is called. */
  onMenu?(handler: (id: string) => void): () => void;
  /** Runs before the window closes, which waits for it, but two seconds at most; until the returned function is called. */
  onClosing?(handler: () => Promise<void>): () => void;
}

/** One menu of the menu bar. */
export interface MenuGroup {
  id: string;
  label: string;
  items: readonly { id: string; label: string; /** In the form of the command list, e.g. "Mod+Shift+F". */ hotkey: string | null; enabled: boolean }[];
}
