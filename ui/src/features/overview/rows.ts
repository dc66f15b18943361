import type { Capability, CapabilitySource } from "@/rpc/types";

/** Everything known of one fact, by who says so. */
export interface FactRow {
  feature: string;
  says: Capability | undefined;
  preset: Capability | undefined;
  /** Learned outweighs observed. */
  seen: Capability | undefined;
  byHand: Capability | undefined;
  used: Capability | undefined;
  /** What would be used without a value set by hand. */
  automatic: Capability | undefined;
  allowed: readonly string[];
  protective: boolean;
  /** It is told to people and steers nothing. */
  informs: boolean;
  /** Rollcall goes by something else than the server says of itself. */
  differs: boolean;
}

/** What a person asks first of a server. */
const FIRST = ["features.patch", "features.put", "features.etag", "features.filter", "features.sort", "features.bulk", "bulk.max_ops", "list.*.mode", "list.*.count.max", "groups.members_source", "groups.member_batch", "features.change_password", "limits.rate", "lifecycle.delete_user", "lifecycle.deactivate"];

const strength: Readonly<Record<CapabilitySource, number>> = { declared: 0, preset: 1, observed: 2, learned: 3, byHand: 4 };

const rank = (feature: string): number => (FIRST.includes(feature) ? FIRST.indexOf(feature) : FIRST.length);

/** The facts as rows: the usual questions first, then by name. */
export function rowsOf(table: readonly Capability[]): FactRow[] {
  const byFeature = new Map<string, Capability[]>();
  for (const each of table) byFeature.set(each.feature, [...(byFeature.get(each.feature) ?? []), each]);
  const rows = [...byFeature].map(([feature, all]) => rowOf(feature, all));
  return rows.toSorted((a, b) => rank(a.feature) - rank(b.feature) || a.feature.localeCompare(b.feature));
}

function rowOf(feature: string, all: readonly Capability[]): FactRow {
  const by = (source: CapabilitySource) => all.find((each) => each.source === source);
  const used = all.find((each) => each.inForce);
  const says = by("declared");
  return {
    feature,
    says,
    preset: by("preset"),
    seen: by("learned") ?? by("observed"),
    byHand: by("byHand"),
    used,
    automatic: used?.source === "byHand" ? all.filter((each) => each.source !== "byHand").toSorted((a, b) => strength[b.source] - strength[a.source])[0] : used,
    allowed: all[0]?.allowed ?? [],
    protective: all[0]?.protective ?? false,
    informs: all[0]?.informs ?? false,
    differs: says !== undefined && says.value !== used?.value,
  };
}
