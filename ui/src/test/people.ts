import type { Row } from "@/rpc/types";
import type { JsonObject } from "@/scim/json";
import { CUSTOM, ENTERPRISE } from "./models";

const given = ["Marisol", "Margit", "Maria", "Mariam", "Marianne", "Marie-Claire", "Marijke", "Marin", "Marion", "Marek", "Marit", "Mariusz", "Marjan", "Marko", "Marlon", "Marta", "Martin", "Martina", "Masato", "Zoë", "佐藤", "Łukasz", "Søren", "Ángel", "محمد"];
const family = ["Okafor", "Halvorsen", "Delacroix-Fontaine", "El-Sayed", "Thorsen", "Aubert", "van den Heuvel", "Kovačević", "Whitcombe", "Nowicki", "Lindqvist", "Zieliński", "Hosseini", "Petrović", "Adeyemi", "Ferreira", "Oyelaran", "Castellano", "Fujimori", "Wierzbicki"];
const departments = ["Retail North", "Retail South", "Retail East", "Retail West", "Retail Central", "Retail Returns"];

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Invented people, the same each time. */
export function people(count: number): Row[] {
  return Array.from({ length: count }, (_, n): Row => {
    const first = pick(given, n * 7 + Math.floor(n / 25));
    const last = pick(family, n * 3 + Math.floor(n / 20));
    const userName = `${first}.${last}${n >= 500 ? n : ""}@example.com`.toLowerCase().replaceAll(" ", "");
    const resource: JsonObject = {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE, CUSTOM],
      id: `7f3c2a9e-${String(n).padStart(4, "0")}-4b6a-9c55-0d2be1f8a733`,
      userName,
      displayName: `${first} ${last}`,
      name: { givenName: first, familyName: last },
      title: pick(["Store associate", "Shift lead", "Stock handler", "Cashier"], n),
      userType: "Seasonal",
      emails: [{ value: userName, type: "work", primary: true }, { value: `${first}@home.example.com`.toLowerCase(), type: "home" }],
      phoneNumbers: [{ value: `+44 113 496 ${String(100 + n).slice(-4)}`, type: "mobile" }],
      groups: [{ value: "g1", display: "Seasonal staff, winter 2026", type: "direct" }, { value: "g2", display: "All retail", type: "direct" }],
      [ENTERPRISE]: { department: pick(departments, n), employeeNumber: `40-${110000 + n}`, costCenter: "7420", manager: { value: "b1d05c7e", displayName: "Ingrid Solheim" } },
      [CUSTOM]: { badge: `RC-${2000 + n}-K`, site: "Store 418, Leeds Kirkgate", contractEnd: "2027-01-31T00:00:00Z", seasonsWorked: n % 6, shift: "early" },
      favouriteColour: "teal",
      meta: { resourceType: "User", created: "2024-09-12T10:05:00Z", lastModified: `2026-11-${String(1 + (n % 20)).padStart(2, "0")}T08:13:00Z`, version: 'W/"3f1c9"' },
    };
    if (n % 13 !== 6) resource["active"] = n % 7 !== 3;
    return { id: String(resource["id"]), label: `${first} ${last}`, resource };
  });
}

export function groups(members: readonly Row[]): Row[] {
  return Array.from({ length: 60 }, (_, n): Row => ({
    id: `g${n + 1}`,
    label: n === 0 ? "Seasonal staff, winter 2026" : `Team ${n + 1}`,
    resource: {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
      id: `g${n + 1}`,
      displayName: n === 0 ? "Seasonal staff, winter 2026" : `Team ${n + 1}`,
      members: members.filter((_, m) => m % 60 === n || n === 0).slice(0, 400).map((row) => ({ value: row.id, display: row.label, type: "User" })),
      meta: { resourceType: "Group", lastModified: "2026-11-20T08:13:00Z" },
    },
  }));
}

export function roles(): Row[] {
  return ["Cashier", "Shift lead", "Store manager"].map((name, n): Row => ({
    id: `r${n}`, label: name, resource: { schemas: ["urn:example:globex:core:2.0:Role"], id: `r${n}`, displayName: name, level: n + 1, grants: ["till", "stock"] },
  }));
}
