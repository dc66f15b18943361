import type { ImportPreview, JobRow, JobRowDetail, JobView } from "@/rpc/types";
import { globex } from "./fixture-host";

export function jobView(more: Partial<JobView> = {}): JobView {
  return {
    job: 7, connection: globex.id, connectionName: globex.name, environment: "production", kind: "import", title: "winter-season-2026.csv", titled: null, typeName: "User", groups: [], memberChunk: 100,
    state: "planned", reason: null, detail: null, said: null, resumesAt: null, planHash: "abc", counts: { create: 812, update: 143, reactivate: 37, deactivate: 0, delete: 0, unchanged: 1006, blocked: 2 },
    rows: { pending: 992, succeeded: 1006, failed: 2, conflict: 0, needs_human: 0, cancelled: 0 }, ops: {}, total: 2000, changes: 992, capDeactivations: 500, capDeletes: 0, released: false,
    createdAt: "2026-11-21T09:56:00Z", startedAt: null, endedAt: null, perSecond: null, etaSeconds: null, control: "run", sourceName: "winter-season-2026.csv",
    guard: { kind: "askTyped", name: globex.name, count: 992, irreversible: false }, guarantee: null, ...more,
  };
}

export const running = jobView({
  state: "running", startedAt: new Date(Date.now() - 240_000).toISOString(), perSecond: 1.4, etaSeconds: 290,
  rows: { pending: 371, succeeded: 1006 + 605, failed: 2 + 12, conflict: 3, needs_human: 1, cancelled: 0 }, ops: { unknown: 4, ready: 360 },
});
export const ended = jobView({
  state: "done_with_failures", startedAt: "2026-11-21T09:58:00Z", endedAt: "2026-11-21T10:13:00Z",
  rows: { pending: 0, succeeded: 1006 + 976, failed: 2 + 12, conflict: 3, needs_human: 1, cancelled: 0 },
});
export const paused = jobView({ job: 5, title: "cost-centres-2027.csv", state: "paused", reason: "auth", detail: "the server does not accept the credential (401). token expired", said: { code: "unauthorized", params: { message: "token expired" }, message: null }, startedAt: "2026-11-19T17:31:00Z", rows: { pending: 264, succeeded: 1006 + 728, failed: 2, conflict: 0, needs_human: 0, cancelled: 0 } });

const names = ["Noor Haddad", "Tomás Rivas", "Aiko Okpara", "Piotr Sadowski", "Hanneke Vos", "Luca Marchetti", "Solveig Aasen", "Zofia Kamińska", "佐藤 陽菜"];

export function jobRows(planned: boolean): JobRow[] {
  return Array.from({ length: 2000 }, (_, n): JobRow => {
    const action = n < 2 ? "blocked" : (["create", "create", "update", "unchanged", "reactivate", "update", "unchanged"] as const)[n % 7] ?? "create";
    const failed = n % 37 === 5;
    const state = action === "blocked" ? "failed" : planned ? (action === "unchanged" ? "succeeded" : "pending") : failed ? "failed" : "succeeded";
    return {
      row: n + 1, rowNo: n + 1, naturalKey: `${names[n % names.length]?.toLowerCase().replace(" ", ".")}${n}@example.com`, action, state,
      proof: state === "succeeded" ? (n % 11 === 3 ? "adopted" : action === "unchanged" ? "already_so" : "read_back") : null,
      message: action === "blocked" ? "The manager is not on the server." : failed && !planned ? "The sign-in name is already taken by another account." : null,
      said: null,
      errorClass: failed ? "uniqueness" : null, fix: failed && !planned ? "Choose another sign-in name, or reactivate that account." : null, serverId: n % 5 === 0 ? `id${n}` : null,
      cells: ["40-220114", names[n % names.length] ?? "", "Store associate", "Retail North", "2027-01-31"],
      issues: action === "blocked" ? [{ code: "manager_not_found", message: "The manager is not on the server.", fix: "Correct the name, or bring the manager in first.", column: "Manager", params: {} }] : [],
    };
  });
}

export function jobRowDetail(row: JobRow): JobRowDetail {
  return {
    row, ops: row.action === "blocked" || row.action === "unchanged" ? [] : [{
      op: 1, kind: row.action === "create" ? "create" : "patch", state: row.state === "pending" ? "ready" : row.state, proof: row.proof, message: "its answer was lost; it was found on the server afterwards", said: { code: "foundAfter", params: {}, message: null },
      change: row.action === "create"
        ? { kind: "create", body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: row.naturalKey, name: { givenName: "Noor", familyName: "Haddad" }, title: "Store associate" } }
        : { kind: "patch", id: "x", base: { resource: { title: "Stock handler" } }, message: { Operations: [{ op: "replace", path: "title", value: "Shift lead" }, { op: "replace", path: "emails[type eq \"work\"].value", value: "a@example.com" }] } },
      attempts: row.state === "pending" ? [] : [{ n: 1, intentAt: "2026-11-21T10:02:04Z", endedAt: "2026-11-21T10:02:34Z", status: null, error: "Connection lost after 30 s.", said: null }, { n: 2, intentAt: "2026-11-21T10:02:58Z", endedAt: "2026-11-21T10:02:59Z", status: 201, error: null, said: null }],
    }],
  };
}

export const preview: ImportPreview = {
  source: "s1", name: "winter-season-2026.csv", bytes: 182_400, sha256: "ab", encoding: "windows-1252", delimiter: ";", rows: 2000,
  columns: [
    { header: "Employee No", samples: ["40-220114", "40-220115"], filled: 2000 }, { header: "First name", samples: ["Noor", "Tomás", "Aiko"], filled: 2000 },
    { header: "Surname", samples: ["Haddad", "Rivas"], filled: 2000 }, { header: "Sign-in", samples: ["noor.haddad@example.com"], filled: 1998 },
    { header: "Mobile", samples: ["0113 496 0101", "4.41135E+11"], filled: 1990 }, { header: "Role", samples: ["Store associate", "Stock handler"], filled: 2000 },
    { header: "Store", samples: ["418", "77", "9"], filled: 2000 }, { header: "Team", samples: ["Seasonal staff"], filled: 2000 }, { header: "Notes", samples: ["needs locker"], filled: 12 },
  ],
  firstRows: Array.from({ length: 20 }, (_, n) => [`40-2201${14 + n}`, names[n % 9]?.split(" ")[0] ?? "", names[n % 9]?.split(" ")[1] ?? "", `person${n}@example.com`, n === 2 ? "4.41135E+11" : "0113 496 0101", "Store associate", n % 4 === 1 ? "77" : "418", "Seasonal staff", ""]),
  findings: [
    { code: "scientific", message: "Numbers were turned into scientific notation: the digits are gone.", column: "Mobile", count: 31, rows: [3, 10], blocks: true },
    { code: "lost_zeros", message: "Store lost its leading zeros in some rows.", column: "Store", count: 214, rows: [2, 6, 10], blocks: false },
  ],
  matches: [
    { header: "Employee No", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", confidence: 90 }, { header: "First name", path: "name.givenName", confidence: 90 },
    { header: "Surname", path: "name.familyName", confidence: 90 }, { header: "Sign-in", path: "userName", confidence: 100 }, { header: "Mobile", path: "phoneNumbers[type eq \"mobile\"].value", confidence: 90 },
    { header: "Role", path: "title", confidence: 70 }, { header: "Store", path: "", confidence: 0 }, { header: "Team", path: "group", confidence: 90 }, { header: "Notes", path: "", confidence: 0 },
  ],
  mapping: {
    operation: "upsert", match: "userName", dates: null, constants: { userType: "Seasonal" }, templates: { displayName: "{First name} {Surname}" },
    columns: { "Employee No": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber", "First name": "name.givenName", Surname: "name.familyName", "Sign-in": "userName", Mobile: "phoneNumbers[type eq \"mobile\"].value", Role: "title", Store: "", Notes: "" },
    groups: { columns: ["Team"], separator: ";", always: [] },
  },
};
