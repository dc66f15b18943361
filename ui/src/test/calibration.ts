import type { CalibrationPlan, CalibrationReport } from "@/rpc/types";

const at = "2026-11-20T10:00:00Z";
const name = "rollcall-calibration-1f2e3d4c";

export const plan: CalibrationPlan = {
  connection: "c2", connectionName: "Acme sandbox", fingerprint: "plan", count: 6, guard: { kind: "askYes" }, userName: `${name}@example.com`, groupName: name, mostRequests: 60, mostSeconds: 90,
  deleteUser: "soft", idpManaged: false, left: { entries: [], fingerprint: "none", count: 0, guard: { kind: "askYes" } },
  steps: [
    { stage: "create", requests: [{ method: "GET", path: "/Users?count", most: 1 }, { method: "POST", path: "/Users", most: 1 }] },
    { stage: "read_lag", requests: [{ method: "GET", path: "/Users/{id}", most: 6 }, { method: "GET", path: "/Users?filter", most: 6 }] },
    { stage: "look_up", requests: [{ method: "GET", path: "/Users?filter", most: 3 }] },
    { stage: "uniqueness", requests: [{ method: "POST", path: "/Users", most: 2 }] },
    { stage: "dialect", requests: [{ method: "PATCH", path: "/Users/{id}", most: 8 }] },
    { stage: "versions", requests: [{ method: "PATCH", path: "/Users/{id}", most: 2 }] },
    { stage: "members", requests: [{ method: "POST", path: "/Groups", most: 1 }] },
    { stage: "bulk", requests: [{ method: "POST", path: "/Bulk", most: 4 }] },
    { stage: "clean_up", requests: [{ method: "DELETE", path: "/Users/{id}", most: 4 }, { method: "DELETE", path: "/Groups/{id}", most: 3 }] },
  ],
};

export const entry = { kind: "user", id: "u77", name: plan.userName, at, reason: "still_there" } as const;

export const report: CalibrationReport = {
  connection: "c2", requests: 41, stopped: null, refusal: null, made: 4, left: [], lag: { byId: 0, byFilter: 1540, inList: null }, guarantee: { kind: "lookUp", seconds: 90 },
  findings: [
    { stage: "uniqueness", feature: "user.userName.unique", value: "no", evidence: "Calibration, POST /scim/v2/Users → 201: a second user of the same name was made", said: { code: "calibrated", params: { exchange: "POST /scim/v2/Users → 201", message: "a second user of the same name was made" }, message: { code: "secondMade", params: {}, message: null } } },
    { stage: "dialect", feature: "patch.Users.value_path", value: "eq_only", evidence: "Calibration, PATCH /scim/v2/Users/u77 → 200: the address chosen by a condition was changed, and no other", said: { code: "calibrated", params: { exchange: "PATCH /scim/v2/Users/u77 → 200", message: "the address chosen by a condition was changed, and no other" }, message: { code: "conditionChanged", params: {}, message: null } } },
    { stage: "versions", feature: "etag.if_match", value: "yes", evidence: "Calibration, PATCH /scim/v2/Users/u77 → 412: a write with an old version was refused", said: { code: "calibrated", params: { exchange: "PATCH /scim/v2/Users/u77 → 412", message: "a write with an old version was refused" }, message: { code: "versionRefused", params: {}, message: null } } },
    { stage: "members", feature: "groups.remove_member", value: "value_path", evidence: "Calibration, GET /scim/v2/Groups/g9 → 200: the member left, and was not read back", said: { code: "calibrated", params: { exchange: "GET /scim/v2/Groups/g9 → 200", message: "the member left, and was not read back" }, message: { code: "memberLeft", params: {}, message: null } } },
  ],
};
