import { useMemo } from "react";
import type { Sort } from "@/data-grid/types";
import type { JsonValue } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { NAME } from "./columns";

/** How a type of one connection is looked at. */
export interface Layout {
  /** The columns chosen, in order; `undefined`: the usual ones. */
  columns: readonly string[] | undefined;
  widths: Readonly<Record<string, number>>;
  sort: Sort;
}

export const usualSort: Sort = { column: NAME, descending: false };
const usual: Layout = { columns: undefined, widths: {}, sort: usualSort };

const isTable = (value: unknown): value is Record<string, JsonValue> => typeof value === "object" && value !== null && !Array.isArray(value);

/** What was kept, as far as it can be understood. */
export function readLayout(value: unknown): Layout {
  if (!isTable(value)) return usual;
  const { columns, widths, sort } = value;
  const paths = Array.isArray(columns) ? columns.filter((each): each is string => typeof each === "string") : [];
  return {
    columns: paths.length > 0 ? paths : undefined,
    widths: isTable(widths) ? Object.fromEntries(Object.entries(widths).filter((entry): entry is [string, number] => typeof entry[1] === "number")) : {},
    sort: isTable(sort) && typeof sort["column"] === "string" ? { column: sort["column"], descending: sort["descending"] === true } : usualSort,
  };
}

/** How types of a connection are looked at, by the name of the type. */
export function useLayouts(connection: string): (type: string) => Layout {
  const { settings } = useSettings();
  const all = settings.window["columns"];
  return (type) => readLayout(isTable(all) ? all[`${connection}/${type}`] : undefined);
}

/** The layout of one connection's type, kept with the settings. */
export function useKept(connection: string, type: string): [Layout, (change: Partial<Layout>) => void] {
  const { settings, remember } = useSettings();
  const all = settings.window["columns"];
  const key = `${connection}/${type}`;
  return useMemo(() => {
    const table = isTable(all) ? all : {};
    const layout = readLayout(table[key]);
    const keep = (change: Partial<Layout>) => {
      const next = { ...layout, ...change };
      remember("columns", { ...table, [key]: { columns: next.columns === undefined ? null : [...next.columns], widths: { ...next.widths }, sort: { ...next.sort } } });
    };
    return [layout, keep];
  }, [all, key, remember]);
}
