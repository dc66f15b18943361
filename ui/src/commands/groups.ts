import type { CommandSpec } from "./registry";

/** What the areas of command ids belong to, for people: the order of the keys' sheet and of the native menu. */
export const groups = ["app", "go", "connection", "list", "record", "edit", "job"] as const;
export type CommandGroup = (typeof groups)[number];

const areas: Readonly<Record<string, CommandGroup>> = {
  app: "app", dialog: "app", palette: "app", keys: "app", help: "app", theme: "app", region: "app", settings: "app", setup: "app", welcome: "app",
  go: "go", screen: "go",
  connection: "connection", sample: "connection", copy: "connection", sync: "connection",
  browse: "list", grid: "list", views: "list", view: "list", export: "list", selection: "list", import: "list", filter: "list", columns: "list",
  detail: "record", quick: "record", resource: "record", record: "record", new: "record", template: "record", members: "record", groups: "record", group: "record", history: "record", requests: "record", checkup: "record", json: "record",
  drafts: "edit", draft: "edit", review: "edit", merge: "edit", edit: "edit", conflict: "edit",
  job: "job", jobs: "job", plan: "job", run: "job", receipt: "job",
};

/** The group of a command by the first word of its id. */
export function groupOf({ id }: Pick<CommandSpec, "id">): CommandGroup {
  return areas[id.split(".")[0] ?? ""] ?? "record";
}
