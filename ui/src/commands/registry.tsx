import { createContext, useCallback, useContext, useEffect, useMemo, useRef, type ReactNode } from "react";
import { matches } from "./hotkey";

/** Everything a person can do: buttons, keys and menus read the same list. */
export interface CommandSpec {
  id: string;
  label: string;
  /** E.g. "Mod+Shift+F"; `Mod` is Ctrl, on macOS Cmd. */
  hotkey?: string;
  enabled?: boolean;
  run(): void;
}

interface Registry {
  add(command: Entry): () => void;
  list(): CommandSpec[];
}

type Entry = { current: CommandSpec | "barrier" };

const Context = createContext<Registry | undefined>(undefined);

/** Holds the commands of what is on screen; the newest wins where two have the same key, so a dialog comes before its page. */
export function CommandProvider({ children }: { children: ReactNode }) {
  const stack = useRef<Entry[]>([]);
  const registry = useMemo<Registry>(() => ({
    add(command) {
      stack.current.push(command);
      return () => {
        stack.current = stack.current.filter((other) => other !== command);
      };
    },
    list() {
      const commands: CommandSpec[] = [];
      for (const { current } of stack.current) {
        if (current === "barrier") commands.length = 0;
        else commands.push(current);
      }
      return commands;
    },
  }), []);

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const found = registry.list().findLast((command) => command.hotkey !== undefined && command.enabled !== false && matches(command.hotkey, event));
      if (!found) return;
      event.preventDefault();
      found.run();
    }
    globalThis.addEventListener("keydown", press);
    return () => globalThis.removeEventListener("keydown", press);
  }, [registry]);

  return <Context value={registry}>{children}</Context>;
}

/** Puts a command on the list while the component is on screen. */
export function useCommand(spec: CommandSpec): CommandSpec {
  const registry = useContext(Context);
  const latest = useRef(spec);
  useEffect(() => {
    latest.current = spec;
  });
  useEffect(() => registry?.add(latest), [registry]);
  return spec;
}

/** Put first inside a modal: what was on the list before waits until it closes. */
export function CommandBarrier() {
  const registry = useContext(Context);
  useEffect(() => registry?.add({ current: "barrier" }), [registry]);
  return null;
}

/** The commands on the list now, for a screen that shows them all. */
export function useCommands(): () => CommandSpec[] {
  const registry = useContext(Context);
  return useCallback(() => registry?.list() ?? [], [registry]);
}
