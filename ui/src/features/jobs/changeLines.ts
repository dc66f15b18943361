import type { JsonValue } from "@/rpc/types";
import { changesBetween } from "@/drafts/changes";
import { isObject, member, text } from "@/scim/json";
import { labelOf } from "@/scim/labels";
import { readPath } from "@/scim/path";
import { showPair } from "@/scim/show";

export interface ChangeLine {
  path: string;
  label: string;
  before: string;
  after: string;
}

/** What an operation of a job does, field by field; empty where it has another shape than a create or a PATCH. */
export function changeLines(change: JsonValue): ChangeLine[] {
  const base = member(member(change, "base"), "resource");
  const body = member(change, "body");
  if (isObject(body)) {
    const from = isObject(base) ? base : {};
    return changesBetween(from, body).filter(({ path }) => path !== "schemas").map(({ path, before, after }) => line(path, before, after));
  }
  const kind = text(member(change, "kind"));
  if (kind === "activate" || kind === "deactivate") return [line("active", readPath(base, "active"), kind === "activate")];
  const operations = member(member(change, "message"), "Operations");
  if (!Array.isArray(operations)) return [];
  return operations.flatMap((operation): ChangeLine[] => {
    const path = text(member(operation, "path"));
    const value = member(operation, "value");
    if (path !== "") return [line(path, plain(path) ? readPath(base, path) : undefined, value)];
    return isObject(value) ? Object.entries(value).map(([name, part]) => line(name, readPath(base, name), part)) : [];
  });
}

const plain = (path: string) => !path.includes("[");

function line(path: string, before: JsonValue | undefined, after: JsonValue | undefined): ChangeLine {
  return { path, label: labelOf(path.replace(/\[[^\]]*\]/g, "")), ...showPair(path, before, after) };
}
