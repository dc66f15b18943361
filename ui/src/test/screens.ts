const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";

/** Every screen at rest: [scene, place, what is there in any language when the screen is]. */
export const screens: readonly (readonly [scene: string, place: string, ready: string])[] = [
  ["firstRun", "/", "main button"],
  ["noKeychain", "/", "main input"],
  ["passphrase", "/", "input[type=password]"],
  ["stopped", "/", "main button"],
  ["empty", "/", "main button"],
  ["users", "/connections/new", "form, main input"],
  ["users", "/c/c1/overview", "main table tbody tr"],
  ["users", "/c/c1/t/User", "[role=grid] [role=row] + [role=row]"],
  ["users", "/c/c1/t/Role", "[role=grid] [role=row] + [role=row]"],
  ["drafts", `/c/c1/t/User?id=${MARISOL}`, "[role=tab]"],
  ["users", "/c/c1/t/Group?id=g1", "main [role=grid]"],
  ["offline", "/c/c1/t/User", "[role=grid]"],
  ["forbidden", "/c/c1", "[role=alert]"],
  ["jobs", "/c/c1/jobs", "main section button"],
  ["plan", "/jobs/7", "[role=row]"],
  ["run", "/jobs/7", "[role=row]"],
  ["results", "/jobs/7", "[role=row]"],
  ["plan", "/c/c1/import", "main button"],
  ["users", "/nowhere", "main button"],
  ["users", "/c/removed/overview", "main button"],
  ["users", "/settings", "[role=radiogroup]"],
];
