import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { matches } from "@/commands/hotkey";
import { Icon, type IconName } from "./Icon";
import { Keys } from "./Keys";
import s from "./menu.module.css";

export interface MenuEntry {
  id: string;
  label: string;
  icon?: IconName;
  hotkey?: string;
  disabled?: boolean;
  /** A line above it. */
  apart?: boolean;
  run(): void;
}

/** A menu at a place of the window. Arrows move, letters jump, Esc and a click beside it close. */
export function ContextMenu({ label, at, entries, onClose }: { label: string; at: { x: number; y: number }; entries: readonly MenuEntry[]; onClose(): void }) {
  const menu = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(at);
  const items = () => [...(menu.current?.querySelectorAll<HTMLButtonElement>("[role=menuitem]:not(:disabled)") ?? [])];

  useLayoutEffect(() => {
    const box = menu.current?.getBoundingClientRect();
    if (box) setPlace({ x: Math.max(4, Math.min(at.x, globalThis.innerWidth - box.width - 4)), y: Math.max(4, Math.min(at.y, globalThis.innerHeight - box.height - 4)) });
    menu.current?.querySelector<HTMLButtonElement>("[role=menuitem]:not(:disabled)")?.focus();
  }, [at]);

  useEffect(() => {
    const outside = (event: PointerEvent) => { if (!menu.current?.contains(event.target as Node)) onClose(); };
    globalThis.addEventListener("pointerdown", outside, true);
    return () => globalThis.removeEventListener("pointerdown", outside, true);
  }, [onClose]);

  /** The keys shown are meant for what the menu is about, whatever is open beside it. */
  const ofKey = (event: KeyboardEvent) => entries.find((entry) => entry.hotkey?.includes("+") && !entry.disabled && matches(entry.hotkey, event));

  function press(event: KeyboardEvent) {
    const all = items();
    const now = all.indexOf(document.activeElement as HTMLButtonElement);
    let next: number;
    if (event.key === "ArrowDown") next = (now + 1) % all.length;
    else if (event.key === "ArrowUp") next = (now - 1 + all.length) % all.length;
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = all.length - 1;
    else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
      return;
    } else if (ofKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      onClose();
      ofKey(event)?.run();
      return;
    } else {
      const letter = event.key.toLocaleLowerCase();
      if (letter.length !== 1 || letter === " " || event.ctrlKey || event.metaKey || event.altKey) return;
      next = [...all.keys()].map((step) => (now + 1 + step) % all.length).find((index) => all[index]?.textContent?.trim().toLocaleLowerCase().startsWith(letter)) ?? now;
    }
    event.preventDefault();
    event.stopPropagation();
    all[next]?.focus();
  }

  return (
    <div ref={menu} role="menu" tabIndex={-1} aria-label={label} className={s.menu} style={{ left: place.x, top: place.y }} onKeyDown={press} onContextMenu={(event) => event.preventDefault()}>
      {entries.map((entry) => (
        <button
          key={entry.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          disabled={entry.disabled}
          data-apart={entry.apart || undefined}
          className={s.menuItem}
          onClick={() => { onClose(); entry.run(); }}
        >
          {entry.icon ? <Icon name={entry.icon} size="sm" /> : <span className={s.menuNone} />}
          <span className="truncate">{entry.label}</span>
          {entry.hotkey && <Keys hotkey={entry.hotkey} />}
        </button>
      ))}
    </div>
  );
}
