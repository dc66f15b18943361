const isMac = /Mac/.test(globalThis.navigator?.platform ?? "");

const names: Readonly<Record<string, string>> = {
  Mod: isMac ? "⌘" : "Ctrl",
  Shift: isMac ? "⇧" : "Shift",
  Alt: isMac ? "⌥" : "Alt",
  Escape: "Esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Plus: "+",
  PageUp: "Page ↑",
  PageDown: "Page ↓",
};

/** "Mod+Shift+F" as a person reads it on this system. */
export function keysText(hotkey: string): string {
  return hotkey
    .split("+")
    .map((key) => names[key] ?? key.toUpperCase().replace(/^(ENTER|SPACE|HOME|END|TAB|DELETE|BACKSPACE)$/, (word) => word.charAt(0) + word.slice(1).toLowerCase()))
    .join(" ");
}

/** The keys of a command, drawn as on the keyboard. Hidden from screen readers: `aria-keyshortcuts` says it there. */
export function Keys({ hotkey }: { hotkey: string }) {
  return <span className="kbd" aria-hidden="true">{keysText(hotkey)}</span>;
}
