import type { Overview } from "@/rpc/types";

const hour = (n: number) => new Date(Date.parse("2026-11-22T00:00:00Z") + n * 1_800_000).toISOString();

/** A connection at a glance. */
export const glance: Overview = {
  readAt: hour(20),
  health: {
    since: hour(0), requests: 18_204, failed: 73, typicalMs: 142, slowMs: 610,
    points: Array.from({ length: 48 }, (_, n) => ({ at: hour(n), requests: n === 5 ? 0 : 379, failed: n === 28 ? 61 : 0, typicalMs: n === 5 ? null : 130 + ((n * 37) % 40) + (n === 28 ? 300 : 0) })),
  },
  warnings: [{ code: "secret_missing", message: "", params: {} }, { code: "copy_incomplete", message: "", params: { type: "User" } }],
  recent: [
    { at: hour(40), what: { kind: "job", job: 7, title: "Winter season 2026", titled: null, state: "done_with_failures", done: 980, failed: 12 } },
    { at: hour(38), what: { kind: "change", change: "deactivate", typeName: "User", resource: "p3", label: "Gwen Abernathy", reason: "INC-20277", outcome: "stored", who: "kim" } },
    { at: hour(36), what: { kind: "change", change: "patch", typeName: "User", resource: "p4", label: "Tamsin Okoro", reason: null, outcome: "differs", who: "kim" } },
    { at: hour(2), what: { kind: "server", changes: 2, what: "User.shift" } },
  ],
};
