import type { JsonValue } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import type { Where } from "./RawFilter";
import { readLayout, type Layout } from "./useKept";

/** A way to look at a type that has a name. */
export interface SavedView extends Layout {
  name: string;
  /** Quick search. */
  text: string;
  /** As SCIM writes it; empty for none. */
  filter: string;
  /** Who answers the filter. */
  where: Where;
}

const isTable = (value: unknown): value is Record<string, JsonValue> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Views that were kept, as far as they can be understood. */
export function readViews(value: unknown): SavedView[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isTable).filter((each) => typeof each["name"] === "string" && each["name"] !== "").map((each) => ({
    ...readLayout(each),
    name: String(each["name"]),
    text: typeof each["text"] === "string" ? each["text"] : "",
    filter: typeof each["filter"] === "string" ? each["filter"] : "",
    where: each["where"] === "copy" ? "copy" as const : "server" as const,
  }));
}

/** The saved views of one connection's type, by name. A view of a name that is there takes its place. */
export function useViews(connection: string, typeName: string) {
  const { settings, remember } = useSettings();
  const kept = settings.window["views"];
  const all = isTable(kept) ? kept : {};
  const key = `${connection}/${typeName}`;
  const views = readViews(all[key]);
  const write = (next: readonly SavedView[]) =>
    remember("views", { ...all, [key]: next.map((view) => ({ ...view, columns: view.columns === undefined ? null : [...view.columns], widths: { ...view.widths }, sort: { ...view.sort } })) });
  return {
    views,
    save: (view: SavedView) => write([...views.filter((each) => each.name !== view.name), view].toSorted((a, b) => a.name.localeCompare(b.name))),
    remove: (name: string) => write(views.filter((each) => each.name !== name)),
  };
}
