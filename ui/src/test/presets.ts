import type { Capability, PresetView } from "@/rpc/types";

const made = { revision: 1, reviewed: "2026-11-01", status: "documented", file: null, signIn: ["bearer"], preselect: "bearer", texts: {}, scope: "" } as const;

/** Three presets: one with variables and a warning, one without either, one with a sign-in of its own. */
export const presets: PresetView[] = [
  {
    ...made, signIn: ["bearer"], lacking: [], id: "aws-iic", name: "AWS IAM Identity Center", template: "https://scim.{region}.amazonaws.com/{tenant}/scim/v2",
    variables: [{ name: "region", label: "AWS region", example: "eu-central-1" }, { name: "tenant", label: "Tenant id", example: "abc" }],
    readOnly: true, idpManaged: true, warning: "Members are found through the users of each group.",
    texts: { de: { "base.vars.region": "AWS-Region", "safety.warn": "Mitglieder werden über die Benutzer jeder Gruppe gefunden." } },
  },
  { ...made, signIn: ["bearer", "oauth2_jwt_bearer"], lacking: ["oauth2_jwt_bearer"], scope: "identity:people_rw", id: "webex", name: "Cisco Webex", template: "https://webexapis.com/identity/scim/v2", variables: [], readOnly: false, idpManaged: false, warning: null },
  { ...made, signIn: ["oauth2_account_credentials", "oauth2_auth_code"], preselect: "clientCredentials", lacking: [], scope: "scim2", id: "zoom", name: "Zoom", template: null, variables: [], readOnly: true, idpManaged: true, warning: null },
];

const at = "2026-11-20T10:00:00Z";
const known = { at, inForce: false, protective: false, informs: false, allowed: [] as string[], exchange: null, exchangeGone: false };

/** Sort is said to work and does not; the page size is set by hand. */
export const capabilities: Capability[] = [
  { ...known, feature: "features.sort", source: "declared", value: "yes", evidence: "ServiceProviderConfig declares sort", said: { code: "declares", params: { name: "sort" }, message: null }, allowed: ["yes", "no", "partial"] },
  { ...known, feature: "features.sort", source: "observed", value: "no", exchange: 7, evidence: "GET /Users?sortBy=userName → 200: the same order as without sorting", said: { code: "seen", params: { exchange: "GET /Users?sortBy=userName → 200", message: "the same order as without sorting" }, message: { code: "orderSame", params: {}, message: null } }, inForce: true, allowed: ["yes", "no", "partial"] },
  { ...known, feature: "list.*.count.max", source: "declared", value: "200", evidence: "ServiceProviderConfig declares filter.maxResults", said: { code: "declares", params: { name: "filter.maxResults" }, message: null } },
  { ...known, feature: "list.*.count.max", source: "byHand", value: "50", evidence: "", said: null, inForce: true },
  { ...known, feature: "lifecycle.delete_user", source: "preset", value: "hard", evidence: "AWS IAM Identity Center: V docs 2026-11-01", said: null, inForce: true, protective: true, allowed: ["hard", "soft", "irreversible", "membership", "none"] },
];
