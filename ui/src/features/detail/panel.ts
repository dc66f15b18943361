import type { ReactNode } from "react";
import type { ChangeReview, ConnectionView, ResourceView, TypeModel } from "@/rpc/types";
import type { JsonObject } from "@/scim/json";

/** What the panel knows of the record it shows, for tabs and actions that the page puts into it. */
export interface PanelContext {
  connection: ConnectionView;
  model: TypeModel;
  /** Id on the server. */
  id: string;
  /** A name for people, with what is not sent yet in it. */
  label: string;
  /** What the server (or the copy) has. */
  view: ResourceView;
  server: JsonObject;
  /** As it should be: the server's state with the draft's changes. */
  desired: JsonObject;
  /** Not on the server yet: `id` is only ours. */
  isNew: boolean;
  /** Number of changes that are not sent. */
  edits: number;
  /** Keeps another desired state as the draft. */
  put(desired: JsonObject): void;
  /** Shows the tab of this id. */
  show(tab: string): void;
  /** Reads again from the server. */
  again(): void;
  onOpen(typeName: string, id: string): void;
  /** Looks at a change before it is sent. */
  onReview(review: ChangeReview): void;
}

/** A tab the page puts into the panel. One with the id of a tab of the panel's own takes its place. */
export interface PanelTab {
  id: string;
  label: string;
  count?: number | ((context: PanelContext) => number | undefined);
  /** Before this tab; without it, after all others. */
  before?: string;
  /** Shown first when the panel opens. */
  first?: boolean;
  render(context: PanelContext): ReactNode;
}

/** Puts the page's tabs among the panel's own. */
export function joinTabs(own: readonly PanelTab[], more: readonly PanelTab[]): PanelTab[] {
  const tabs = own.map((tab) => more.find((other) => other.id === tab.id) ?? tab);
  for (const tab of more) {
    if (tabs.some((other) => other.id === tab.id)) continue;
    const at = tabs.findIndex((other) => other.id === tab.before);
    tabs.splice(at < 0 ? tabs.length : at, 0, tab);
  }
  return tabs;
}
