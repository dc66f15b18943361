import { useState } from "react";
import { useToasts } from "@/components/toasts";
import type { FilterCheck, FilterChip, JsonValue } from "@/rpc/types";
import { useClient } from "@/rpc/provider";
import { sayFilter } from "@/scim/words";
import { useSettings } from "@/settings/provider";

const MOST_REMEMBERED = 20;

const isTable = (value: unknown): value is Record<string, JsonValue> => typeof value === "object" && value !== null && !Array.isArray(value);
const texts = (value: unknown) => (Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : []);

export interface FilterState {
  /** The filter in force, as SCIM writes it; `undefined` for none. */
  text: string | undefined;
  /** The same as conditions. */
  chips: readonly FilterChip[];
  /** What is being typed. */
  typed: string;
  type(value: string): void;
  fault: FilterCheck | undefined;
  apply(text: string): Promise<boolean>;
  setChips(chips: readonly FilterChip[]): Promise<void>;
  clear(): void;
  /** Filters used before, newest first. */
  history: readonly string[];
}

/** One filter, seen as chips and as text. */
export function useFilter(connection: string, typeName: string): FilterState {
  const client = useClient();
  const toasts = useToasts();
  const { settings, remember } = useSettings();
  const [now, setNow] = useState<{ text: string | undefined; chips: readonly FilterChip[] }>({ text: undefined, chips: [] });
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<FilterCheck>();
  const kept = settings.window["filters"];
  const all = isTable(kept) ? kept : {};
  const key = `${connection}/${typeName}`;
  const history = texts(all[key]);

  function take(check: FilterCheck, text: string) {
    setNow({ text: text === "" ? undefined : text, chips: check.chips });
    setTyped(text);
    setFault(undefined);
    if (text !== "") remember("filters", { ...all, [key]: [text, ...history.filter((each) => each !== text)].slice(0, MOST_REMEMBERED) });
  }

  function clear() {
    setNow({ text: undefined, chips: [] });
    setTyped("");
    setFault(undefined);
  }

  async function apply(text: string): Promise<boolean> {
    const wanted = text.trim();
    if (wanted === "") {
      clear();
      return true;
    }
    try {
      const check = await client.call("filter_check", { filter: wanted });
      if (check.ok) take(check, wanted);
      else setFault(check);
      return check.ok;
    } catch (error) {
      toasts.fail(error);
      return false;
    }
  }

  async function setChips(chips: readonly FilterChip[]): Promise<void> {
    if (chips.length === 0) {
      clear();
      return;
    }
    try {
      const check = await client.call("filter_write", { chips: [...chips] });
      if (check.ok) take(check, check.filter);
      else toasts.show({ tone: "warn", title: sayFilter(check) });
    } catch (error) {
      toasts.fail(error);
    }
  }

  return { ...now, typed, type: (value) => { setTyped(value); setFault(undefined); }, fault, apply, setChips, clear, history };
}
