import { createContext, useCallback, useContext, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { isTyping, matches } from "./hotkey";

/** Everything a person can do: buttons, keys, the palette and the native menu read the same list. */
export interface CommandSpec {
  /** "area.verb": the area groups commands in the palette, in the keys and in the menu. */
  id: string;
  label: string;
  /** E.g. "Mod+Shift+F"; `Mod` is Ctrl, on macOS Cmd. */
  hotkey?: string;
  enabled?: boolean;
  /** What has the focus hears its key; on the list it is only shown. */
  local?: boolean;
  /** Whose record it is about, where the label does not say and no panel shows it: the palette names it. */
  of?: string;
  run(): void;
}

interface Registry {
  add(command: Entry): () => void;
  /** While a layer lies on top, its commands alone count. */
  cover(layer: Layer): () => void;
  list(): CommandSpec[];
  /** Something a menu shows of a command has changed. */
  changed(): void;
  subscribe(listener: () => void): () => void;
  version(): number;
}

/** A modal window, or `undefined` for the page below all of them. */
type Layer = object | undefined;
interface Entry {
  layer: Layer;
  of: { readonly current: CommandSpec | readonly CommandSpec[] };
}

const Context = createContext<Registry | undefined>(undefined);
const LayerContext = createContext<Layer>(undefined);

/** Of two commands of one id the newest is meant. */
function unique(commands: readonly CommandSpec[]): CommandSpec[] {
  return [...new Map(commands.map((command) => [command.id, command])).values()];
}

/** Tells listeners once of all that changed in one go. */
function teller(): Pick<Registry, "changed" | "subscribe" | "version"> {
  const listeners = new Set<() => void>();
  let version = 0;
  let told = true;
  return {
    changed() {
      version += 1;
      if (!told) return;
      told = false;
      queueMicrotask(() => {
        told = true;
        for (const listener of listeners) listener();
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    version: () => version,
  };
}

/** Holds the commands of what is on screen; the newest wins where two have the same key. What lies under a modal window waits, also what appears there meanwhile. */
export function CommandProvider({ children }: { children: ReactNode }) {
  const stack = useRef<Entry[]>([]);
  const layers = useRef<Layer[]>([]);
  const registry = useMemo<Registry>(() => {
    const { changed, subscribe, version } = teller();
    /** Puts on a list, and gives the way off it. */
    function put<T>(list: { current: T[] }, item: T) {
      list.current.push(item);
      changed();
      return () => {
        list.current = list.current.filter((other) => other !== item);
        changed();
      };
    }
    return {
      add: (command) => put(stack, command),
      cover: (layer) => put(layers, layer),
      list() {
        const top = layers.current.at(-1);
        return stack.current.filter(({ layer }) => layer === top).flatMap(({ of }) => of.current);
      },
      changed,
      subscribe,
      version,
    };
  }, []);

  useLayoutEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing) return;
      const found = registry.list().findLast((command) => command.hotkey !== undefined && !command.local && command.enabled !== false && matches(command.hotkey, event) && !isTyping(command.hotkey, event.target));
      if (!found) return;
      event.preventDefault();
      found.run();
    }
    globalThis.addEventListener("keydown", press);
    return () => globalThis.removeEventListener("keydown", press);
  }, [registry]);

  return <Context value={registry}>{children}</Context>;
}

const shown = ({ id, label, hotkey, enabled }: CommandSpec) => `${id}\n${label}\n${hotkey ?? ""}\n${enabled !== false}`;

// What is on screen takes its key at once: an effect after painting would leave a moment in which a button can be pressed and its key does nothing.

/** Puts a command on the list while the component is on screen. */
export function useCommand(spec: CommandSpec): CommandSpec {
  const registry = useContext(Context);
  const layer = useContext(LayerContext);
  const latest = useRef(spec);
  useLayoutEffect(() => {
    const differs = shown(latest.current) !== shown(spec);
    latest.current = spec;
    if (differs) registry?.changed();
  });
  useLayoutEffect(() => registry?.add({ layer, of: latest }), [registry, layer]);
  return spec;
}

/** Puts several at once, of which there may be more or fewer as data comes. */
export function useCommandList(specs: readonly CommandSpec[]) {
  const registry = useContext(Context);
  const layer = useContext(LayerContext);
  const latest = useRef(specs);
  useLayoutEffect(() => {
    const differs = latest.current.map(shown).join() !== specs.map(shown).join();
    latest.current = specs;
    if (differs) registry?.changed();
  });
  useLayoutEffect(() => registry?.add({ layer, of: latest }), [registry, layer]);
}

/** Around what is in a modal window. */
export function CommandLayer({ children }: { children: ReactNode }) {
  const registry = useContext(Context);
  const [layer] = useState(() => ({}));
  useLayoutEffect(() => registry?.cover(layer), [registry, layer]);
  return <LayerContext value={layer}>{children}</LayerContext>;
}

/** The commands on the list when it is called, for a screen that shows them all. */
export function useCommands(): () => CommandSpec[] {
  const registry = useContext(Context);
  return useCallback(() => unique(registry?.list() ?? []), [registry]);
}

/** Changes with what a menu shows of the commands; the component is drawn again then. */
export function useCommandVersion(): number {
  const registry = useContext(Context);
  const none = useCallback(() => () => {}, []);
  return useSyncExternalStore(registry?.subscribe ?? none, () => registry?.version() ?? 0);
}
