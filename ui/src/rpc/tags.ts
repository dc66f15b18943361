import { COMMANDS } from "@/bindings";
import type { Command } from "./client";
import type { EngineEvent } from "./types";

/**
 * What a query depends on, as the first part of its key: a kind of thing, then where it matters of which connection, type or job.
 * The kinds are those the contract names in `refreshes`.
 */
export type Tag =
  | readonly ["setup"]
  | readonly ["presets"]
  | readonly ["capabilities", string]
  | readonly ["calibration", string]
  | readonly ["connections"]
  | readonly ["models", string]
  | readonly ["copies", string]
  | readonly ["rows", string, string]
  | readonly ["resource", string, string]
  | readonly ["history", string]
  | readonly ["exchanges", string]
  | readonly ["checkup", string]
  | readonly ["search", string]
  | readonly ["jobs"]
  | readonly ["job", number]
  | readonly ["certificate"]
  | readonly ["settings"]
  | readonly ["places"]
  | readonly ["exchanges"]
  | readonly ["check"];

type Prefix = readonly (string | number)[];

/** What to read again after a command succeeded: the contract says it. */
export function tagsOfCommand(command: Command): readonly Prefix[] {
  const known: Readonly<Record<string, { refreshes: readonly string[] } | undefined>> = COMMANDS;
  const tags = known[command]?.refreshes ?? [];
  // A list of jobs that changed means that one of them did.
  return [...tags, ...(tags.includes("jobs") ? ["job"] : [])].map((tag) => [tag]);
}

/** What to read again after something happened in the engine. */
export function tagsOfEvent(event: EngineEvent): readonly Prefix[] {
  switch (event.kind) {
    case "setupChanged":
      // The store was opened, or events were missed: everything is read again.
      return [[]];
    case "connectionsChanged":
      return [["connections"]];
    case "sync":
      return event.finished ? [["copies", event.connection], ["rows", event.connection, event.typeName]] : [];
    case "resourcesChanged":
      return [["rows", event.connection, event.typeName], ["copies", event.connection], ["resource", event.connection, event.typeName], ["history", event.connection]];
    case "jobChanged":
      return [["jobs"], ["job", Number(event.job)], ["history"]];
    case "exchangeRecorded":
      return [["exchanges", event.connection]];
    case "capabilityChanged":
      return [["capabilities", event.connection]];
    case "settingsChanged":
      return [["settings"]];
    default:
      return [];
  }
}
