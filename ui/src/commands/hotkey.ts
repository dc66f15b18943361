const isMac = /Mac/.test(globalThis.navigator?.platform ?? "");

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Does this key press mean the hotkey, exactly: no modifier more, none less? */
export function matches(hotkey: string, event: Press, mac = isMac): boolean {
  const parts = hotkey.split("+");
  const key = parts.at(-1) ?? "";
  const mod = parts.includes("Mod");
  const ctrl = mac ? parts.includes("Ctrl") : mod || parts.includes("Ctrl");
  const meta = mac && mod;
  // Where plus stands with or without Shift differs by keyboard.
  if (key === "Plus") return "+=".includes(event.key) && event.ctrlKey === ctrl && event.metaKey === meta && event.altKey === parts.includes("Alt");
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    event.ctrlKey === ctrl &&
    event.metaKey === meta &&
    event.shiftKey === parts.includes("Shift") &&
    event.altKey === parts.includes("Alt")
  );
}

/** A key that would write something belongs to the field it is pressed in. */
export function isTyping(hotkey: string, target: EventTarget | null): boolean {
  // Undo, redo and deleting a word are the field's own while one types in it.
  const ofText = /^Mod\+(Shift\+)?(Z|Y|Delete|Backspace)$/.test(hotkey);
  if (!ofText && (/(^|\+)(Mod|Ctrl|Alt)\+/.test(hotkey) || /^(Shift\+)?(F\d+|Escape)$/.test(hotkey))) return false;
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio], [type=button]), textarea, select"));
}
