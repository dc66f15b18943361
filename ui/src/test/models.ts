import type { AttributeView, TypeModel } from "@/rpc/types";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const CUSTOM = "urn:example:globex:workforce:2.0:User";

function attribute(path: string, more: Partial<AttributeView> = {}): AttributeView {
  const name = path.split(":").at(-1)?.split(".").at(-1) ?? path;
  return {
    path, name, kind: "string", multiValued: false, description: "", required: false, canonicalValues: [], caseExact: false,
    mutability: "readWrite", returned: "default", uniqueness: "none", referenceTypes: [], subAttributes: [], ...more,
  };
}

const complex = (path: string, parts: readonly (string | AttributeView)[], more: Partial<AttributeView> = {}) =>
  attribute(path, { kind: "complex", subAttributes: parts.map((part) => (typeof part === "string" ? attribute(`${path}.${part}`) : part)), ...more });

const list = (path: string, types: string[], more: Partial<AttributeView> = {}) =>
  complex(path, [
    attribute(`${path}.value`), attribute(`${path}.display`), attribute(`${path}.type`, { canonicalValues: types }), attribute(`${path}.primary`, { kind: "boolean" }),
  ], { multiValued: true, ...more });

export const models: TypeModel[] = [
  {
    name: "User", endpoint: "/Users", declared: true, readAt: "2026-11-21T09:56:00Z",
    columns: ["displayName", "active", "userName", `${ENTERPRISE}:department`],
    schemas: [
      {
        id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", extension: false, required: true,
        attributes: [
          attribute("userName", { required: true, uniqueness: "server" }),
          complex("name", ["givenName", "familyName", "formatted", "middleName"]),
          attribute("displayName"), attribute("nickName"), attribute("title"),
          attribute("userType"), attribute("preferredLanguage"), attribute("locale"), attribute("timezone"),
          attribute("active", { kind: "boolean" }),
          attribute("password", { mutability: "writeOnly", returned: "never" }),
          list("emails", ["work", "home", "other"]),
          list("phoneNumbers", ["work", "home", "mobile", "fax"]),
          complex("addresses", ["streetAddress", "locality", "postalCode", "country", attribute("addresses.type", { canonicalValues: ["work", "home"] })], { multiValued: true }),
          list("groups", [], { mutability: "readOnly" }),
          list("roles", []),
        ],
      },
      {
        id: ENTERPRISE, name: "Enterprise User", extension: true, required: false,
        attributes: [
          attribute(`${ENTERPRISE}:employeeNumber`), attribute(`${ENTERPRISE}:costCenter`), attribute(`${ENTERPRISE}:organization`),
          attribute(`${ENTERPRISE}:division`), attribute(`${ENTERPRISE}:department`),
          complex(`${ENTERPRISE}:manager`, [attribute(`${ENTERPRISE}:manager.value`), attribute(`${ENTERPRISE}:manager.displayName`, { mutability: "readOnly" })]),
        ],
      },
      {
        id: CUSTOM, name: "Globex workforce", extension: true, required: false,
        attributes: [
          attribute(`${CUSTOM}:badge`), attribute(`${CUSTOM}:site`), attribute(`${CUSTOM}:contractEnd`, { kind: "dateTime" }),
          attribute(`${CUSTOM}:seasonsWorked`, { kind: "integer" }), attribute(`${CUSTOM}:shift`, { canonicalValues: ["early", "late", "night"] }),
        ],
      },
    ],
  },
  {
    name: "Group", endpoint: "/Groups", declared: true, readAt: "2026-11-21T09:56:00Z", columns: ["displayName"],
    schemas: [{
      id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", extension: false, required: true,
      attributes: [attribute("displayName", { required: true }), complex("members", ["value", "$ref", "display", "type"], { multiValued: true })],
    }],
  },
  {
    name: "Role", endpoint: "/Roles", declared: true, readAt: "2026-11-21T09:56:00Z", columns: ["displayName", "level"],
    schemas: [{
      id: "urn:example:globex:core:2.0:Role", name: "Role", extension: false, required: true,
      attributes: [attribute("displayName", { required: true }), attribute("level", { kind: "integer" }), attribute("grants", { multiValued: true })],
    }],
  },
];

export { CUSTOM, ENTERPRISE };
