import type { Host } from "@/host/host";
import type { AllCommands, ChangeReview, ConnectionView, CopyState, EngineError, EngineEvent, FilterChip, Row, Settings, SetupState } from "@/rpc/types";
import { changesBetween } from "@/drafts/changes";
import { isObject, text, type JsonObject } from "@/scim/json";
import { readPath } from "@/scim/path";
import { plan as calibrationPlan, report as calibrationReport } from "./calibration";
import { models } from "./models";
import { groups, people, roles } from "./people";
import { glance } from "./glance";
import { capabilities, presets } from "./presets";

type Answers = { [C in keyof AllCommands]?: (request: AllCommands[C]["request"]) => AllCommands[C]["response"] | Promise<AllCommands[C]["response"]> };

export function failure(code: EngineError["code"], message: string, more: Partial<EngineError> = {}): EngineError {
  return { code, message, why: "", action: "", params: {}, scim: null, retryAfterMs: null, conflict: null, ...more };
}

export const globex: ConnectionView = {
  id: "c1", name: "Globex production", url: "https://scim.globex.example.com/scim/v2", host: "scim.globex.example.com", environment: "production",
  auth: { kind: "bearer" }, readOnly: false, writes: { state: "unlocked", until: new Date(Date.now() + 26 * 60_000).toISOString() }, secret: "stored", token: null,
  extras: [], network: { trusted: [], clientCertificate: null, proxy: { kind: "system" }, proxyInUse: null, timeoutSeconds: 60 }, notEncrypted: false, colour: null, notes: "", createdAt: "2026-11-01T08:00:00Z", syncedAt: new Date(Date.now() - 4 * 60_000).toISOString(), preset: null,
};
export const sandbox: ConnectionView = { ...globex, id: "c2", name: "Acme sandbox", environment: "sandbox", writes: { state: "writable" }, host: "acme.example.org" };
export const staging: ConnectionView = { ...globex, id: "c3", name: "Initech staging", environment: "test", writes: { state: "writable" }, secret: "missing", host: "scim.initech.example.com", syncedAt: null };
export const sample: ConnectionView = { ...globex, id: "c4", name: "Sample directory", environment: "builtIn", url: null, writes: { state: "writable" }, secret: "notNeeded", notEncrypted: true, host: "this computer" };

export interface Fixture {
  host: Host;
  /** Every call, in order. */
  calls: { command: string; payload: unknown }[];
  emit(event: EngineEvent): void;
  answers: Answers;
  /** The window is closed. */
  close(): Promise<void>;
}

export interface FixtureOptions {
  setup?: SetupState;
  connections?: ConnectionView[];
  people?: number;
  answers?: Answers;
  settings?: Partial<Settings>;
}

/** Conditions of the simple filters tests write. */
function chipsOf(filter: string): FilterChip[] {
  return filter.split(" and ").map((term) => {
    const [path = "", operator = "", ...rest] = term.split(" ");
    return { path, operator, value: operator === "pr" ? null : JSON.parse(rest.join(" ")), not: false, raw: null };
  });
}

/** An engine made of arrays: for tests and for looking at screens. Never shipped. */
export function fixture(options: FixtureOptions = {}): Fixture {
  const handlers = new Set<(event: unknown) => void>();
  const calls: Fixture["calls"] = [];
  let closing: (() => Promise<void>) | undefined;
  const users = people(options.people ?? 2400);
  const all: Record<string, Row[]> = { User: users, Group: groups(users), Role: roles() };
  const connections = options.connections ?? [globex, sandbox, staging, sample];
  let settings: Settings = { theme: "light", language: "system", density: "regular", retention: { exchangeDays: 30, exchanges: 50_000 }, window: {}, ...options.settings };
  const copy = (typeName: string): CopyState => ({ typeName, count: all[typeName]?.length ?? 0, syncedAt: globex.syncedAt, complete: true, reason: null, received: all[typeName]?.length ?? 0, total: all[typeName]?.length ?? 0, duplicates: 0, changesOnly: false });

  const answers: Answers = {
    setup_state: () => options.setup ?? { state: "ready", mode: "keychain", folder: "~/.local/share/rollcall", notices: [] },
    connection_list: () => connections,
    connection_add: (form) => ({ connection: { ...sandbox, id: "c9", name: form.name, environment: form.environment }, notices: [] }),
    connection_test: () => ({
      usable: true, steps: (["address", "reach", "signIn", "scim", "list"] as const).map((name) => ({ name, result: "done" as const, plain: false, message: "It works." })),
      failure: null, suggestedUrl: null, tried: [], deviations: [{ code: "schemaTwice", message: "The server sent schema urn:x twice.", params: { schema: "urn:x" } }], capabilities: [], types: ["User", "Group"], durationMs: 214,
    }),
    presets: () => ({ presets, faults: [], folder: "~/.local/share/rollcall/presets" }),
    preset_suggest: ({ url }) => (url.includes("amazonaws") ? [{ id: "aws-iic", name: "AWS IAM Identity Center", exact: true, variables: { region: "eu-central-1", tenant: "abc" }, url }] : []),
    preset_address: ({ variables }) => {
      const missing = ["region", "tenant"].find((name) => !variables[name]);
      return missing ? { state: "missing", variable: missing } : { state: "made", url: `https://scim.${variables["region"]}.amazonaws.com/${variables["tenant"]}/scim/v2` };
    },
    capabilities: () => capabilities,
    exchanges: ({ failed }) => [
      { seq: 9, at: "2026-11-20T10:00:02Z", durationMs: 31, operation: "list", method: "GET", path: "/Users?startIndex=1", status: 503, error: null, requestHeaders: "", requestBody: null, responseHeaders: "retry-after: 5", responseBody: null, bytesReceived: 0, truncated: false },
      ...(failed ? [] : [{ seq: 8, at: "2026-11-20T10:00:00Z", durationMs: 84, operation: "get", method: "GET", path: "/Users/u1", status: 200, error: null, requestHeaders: "", requestBody: null, responseHeaders: "", responseBody: "{}", bytesReceived: 900, truncated: false }]),
    ],
    exchange: ({ seq }) => ({ seq, at: "2026-11-20T10:00:00Z", durationMs: 84, operation: "list", method: "GET", path: "/Users?sortBy=userName", status: 200, error: null, requestHeaders: "accept: application/scim+json", requestBody: null, responseHeaders: "content-type: application/scim+json", responseBody: '{"totalResults":3,"Resources":3}', bytesReceived: 900, truncated: false }),
    server_versions: () => [],
    overview: () => glance,
    inventory: () => connections.map((connection) => ({
      connection, version: connection.syncedAt ? "2.0" : null, readAt: connection.syncedAt, copies: connection.syncedAt ? Object.keys(all).map(copy) : [],
      features: [{ feature: "features.patch", value: "yes" }, { feature: "features.bulk", value: "no" }, { feature: "features.sort", value: null }], limits: [{ feature: "list.*.count.max", value: "200" }],
      requests: 120, failed: connection.secret === "missing" ? 30 : 0, warnings: connection.secret === "missing" ? glance.warnings : [],
    })),
    calibration_plan: () => calibrationPlan,
    calibrate: () => calibrationReport,
    calibration_cancel: () => null,
    calibration_left: () => calibrationPlan.left,
    guarantee: () => ({ kind: "unique", proven: false }),
    connection_probe: () => ({ requests: 14, stopped: null, found: 9, capabilities }),
    sample_open: () => sample,
    settings: () => settings,
    dialog_words: () => null,
    settings_set: (next) => (settings = next),
    places: () => ({ mode: "keychain", version: "0.1.0", places: [
      { name: "home", path: "~/.local/share/rollcall", bytes: 418_000_000 }, { name: "jobs", path: "~/.local/share/rollcall/store/jobs.db", bytes: 52_000_000 },
      { name: "cache", path: "~/.local/share/rollcall/store/cache.db", bytes: 236_000_000 }, { name: "vault", path: "~/.local/share/rollcall/store/vault", bytes: null },
    ] }),
    models: () => models,
    copies: () => Object.keys(all).map(copy),
    sync_start: ({ connection }) => ({ connection, types: [], durationMs: 10, cancelled: false }),
    rows: ({ rows }) => {
      const wanted = rows.text.toLocaleLowerCase();
      const found = (all[rows.typeName] ?? []).filter((row) => wanted === "" || JSON.stringify(row.resource).toLocaleLowerCase().includes(wanted));
      const key = (row: Row) => (rows.sortBy === null ? row.label : text(readPath(row.resource, rows.sortBy)));
      const sorted = found.toSorted((a, b) => key(a).localeCompare(key(b)) * (rows.descending ? -1 : 1));
      return { rows: sorted.slice(rows.offset, rows.offset + rows.limit), offset: rows.offset, total: sorted.length, copy: copy(rows.typeName) };
    },
    resource_list: ({ list }) => ({ resources: (all[list.typeName] ?? []).slice(0, 40).map((row) => row.resource), totalResults: 40, complete: true, incompleteReason: null, cut: false, filteredBy: "server", notices: [] }),
    list_start: ({ list }) => ({ listing: 1, resources: (all[list.typeName] ?? []).slice(0, 40).map((row) => row.resource), received: 40, total: 40, filteredBy: "server", notices: [], end: { complete: true, incompleteReason: null, gap: null, cut: false } }),
    list_stop: () => null,
    gone: () => [],
    filter_check: ({ filter }): AllCommands["filter_check"]["response"] => (filter.includes("(") ? { ok: false, position: filter.indexOf("("), message: "the parenthesis opened at character 0 is not closed here", rule: "parenthesisOpen", params: { open: String(filter.indexOf("(") + 1) }, chips: [], filter } : { ok: true, position: null, message: null, rule: null, params: {}, chips: chipsOf(filter), filter }),
    filter_write: ({ chips }) => ({ ok: true, position: null, message: null, rule: null, params: {}, chips, filter: chips.map((chip) => chip.raw ?? `${chip.path} ${chip.operator}${chip.operator === "pr" ? "" : ` ${JSON.stringify(chip.value)}`}`).join(" and ") }),
    export_save: ({ export: asked }) => ({ name: `people.${asked.format}`, rows: asked.ids.length || 2400, missing: 0, copy: copy(asked.typeName) }),
    resource_get({ typeName, id, fromCopy }) {
      const row = all[typeName]?.find((each) => each.id === id);
      if (!row) throw failure("resource_not_found", "There is no such record on the server.");
      return { typeName, id, label: row.label, resource: row.resource, etag: 'W/"3f1c9"', readAt: new Date().toISOString(), fromCopy };
    },
    change_prepare: ({ typeName, change }) => reviewOf(typeName, change, all[typeName] ?? []),
    validate: ({ desired }) => {
      const findings: AllCommands["validate"]["response"] = [];
      if (!text(readPath(desired, "userName")) && !text(readPath(desired, "displayName"))) findings.push({ path: "userName", code: "required", rule: "required", error: true, message: "This attribute is required.", params: {} });
      return findings;
    },
    certificate: () => null,
    change_confirm: () => ({ token: "t", expiresAt: new Date(Date.now() + 300_000).toISOString() }),
    change_apply: ({ fingerprint }) => ({
      fingerprint, typeName: "User", id: "x", label: "Marisol Okafor", kind: "patch", status: 200, at: new Date().toISOString(), before: null, resource: null, readBack: true,
      verdicts: [{ path: "title", verdict: "stored", wanted: "Shift lead", actual: "Shift lead" }, { path: "nickName", verdict: "ignored", wanted: "Mari", actual: null }], allStored: false, notices: [],
    }),
    members_plan: ({ members }) => ({
      group: members.group, label: "Seasonal staff", action: members.action, changes: 2, already: 1, unknown: 1, ambiguous: 0, membersVisible: true, ids: ["p0", "p1"], leaving: members.action === "keep" ? [{ id: "p0", label: "Person 0", userName: "p0@example.com" }] : [], chunk: 100, review: reviewOf("Group", { kind: "members", id: members.group, add: ["p0", "p1"], remove: [] }, all["Group"] ?? []), notices: [],
      lines: members.pasted.split("\n").filter(Boolean).map((line, index) => ({ text: line, id: `p${index}`, label: `Person ${index}`, result: members.action === "keep" && index % 4 < 2 ? "notIn" : (["change", "change", "alreadySo", "unknown"] as const)[index % 4] ?? "change", chosen: false, candidates: index % 4 === 3 ? [{ id: "p77", label: "Person Seventy-seven", userName: "p77@example.com" }] : [] })),
    }),
    members_page({ page }) {
      const people = (all["User"] ?? []).filter((row) => row.label.toLowerCase().includes(page.text.toLowerCase()));
      return {
        group: page.group, label: "Seasonal staff, winter 2026", total: people.length, members: all["User"]?.length ?? 0, chunk: 100, shown: true, readAt: null,
        kinds: { active: people.length, inactive: 0, unknown: 0, group: 0, missing: 0 },
        gap: null,
        rows: people.slice(page.offset, page.offset + page.limit).map((row) => ({ id: row.id, label: row.label, userName: `${row.id}@example.com`, department: "Retail", kind: "active" })),
      };
    },
    groups_of: () => ({
      groups: 2, direct: [{ id: "g1", label: "Seasonal staff, winter 2026", members: 41_200, via: [] }],
      nested: [{ id: "g9", label: "Retail, all staff", members: null, via: ["Store 418", "Retail North"] }],
    }),
    in_no_group: () => ({ total: 1, people: [["u9", "Nils Ånger"]], membersShown: true }),
    members_export: ({ export: asked }) => ({ name: `members.${asked.format}`, rows: asked.ids.length || 2400, missing: 0, copy: copy("Group") }),
    exchanges_clear: () => ({ gone: 118 }),
    job_list: () => [],
    ...options.answers,
  };

  const host: Host = {
    kind: "browser",
    async rpc(command, payload) {
      calls.push({ command, payload });
      const answer = answers[command as keyof Answers] as ((request: unknown) => unknown) | undefined;
      if (!answer) throw failure("internal", `The fixture has no answer to ${command}.`);
      return answer(payload);
    },
    subscribe(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    onClosing(handler) {
      closing = handler;
      return () => {};
    },
  };
  return { host, calls, answers, close: async () => closing?.(), emit: (event) => handlers.forEach((handler) => handler(event)) };
}

function reviewOf(typeName: string, change: AllCommands["change_prepare"]["request"]["change"], rows: readonly Row[]): ChangeReview {
  const id = "id" in change ? change.id : null;
  const row = rows.find((each) => each.id === id);
  const base: JsonObject = isObject(row?.resource) ? row.resource : {};
  const desired = change.kind === "edit" && isObject(change.desired) ? change.desired : base;
  const changes = changesBetween(base, desired);
  return {
    fingerprint: "f1", connection: "c1", connectionName: "Globex production", environment: "production", kind: "patch", typeName, id, label: row?.label ?? "", effect: "write",
    count: 1, guard: { kind: "askTyped", name: "Globex production", count: 1, irreversible: false }, before: null, after: null,
    differences: changes.map((each) => ({ path: each.path, kind: "changed", before: each.before ?? null, after: each.after ?? null, secret: false })),
    erases: [], moreRequests: [], requests: 1, ways: ["PATCH", "PUT"], precondition: { kind: "ifMatch", etag: 'W/"3f1c9"' }, findings: [], notices: [], unchanged: changes.length === 0,
    request: {
      method: "PATCH", path: `/scim/v2/Users/${id ?? ""}`,
      headers: [["Authorization", "Bearer ••••••••"], ["Content-Type", "application/scim+json"], ["If-Match", 'W/"3f1c9"']],
      body: { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: changes.map((each) => ({ op: "replace", path: each.path, value: each.after ?? null })) },
    },
  };
}
