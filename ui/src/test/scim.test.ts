import { describe, expect, test } from "vitest";
import { changesBetween } from "@/drafts/changes";
import { pairUp, withEntry } from "@/features/detail/entries";
import { parseTyped } from "@/features/detail/fields";
import { pathsOf } from "@/features/import/paths";
import { fillTemplate } from "@/features/import/template";
import { humanise, labelOf, typesLabel } from "@/scim/labels";
import type { JsonObject } from "@/scim/json";
import { activity } from "@/scim/model";
import { undeclared } from "@/scim/undeclared";
import { pointTo } from "@/scim/reference";
import { readPath, splitPath, writePath } from "@/scim/path";
import { showPair, showSince } from "@/scim/show";
import { ENTERPRISE, models } from "./models";

const user = models[0];
if (!user) throw new Error("The fixture has a user type");

describe("paths", () => {
  test("an extension's path splits after its URN, dots in the version and all", () => {
    expect(splitPath(`${ENTERPRISE}:manager.value`), "the dot of 2.0 is no part of the names").toEqual({ urn: ENTERPRISE, names: ["manager", "value"] });
  });
  test("reading minds no case and takes the primary entry of a list", () => {
    const resource: JsonObject = { UserName: "a", emails: [{ value: "x" }, { value: "y", primary: true }] };
    expect(readPath(resource, "username")).toBe("a");
    expect(readPath(resource, "emails.value"), "the primary one stands for the list").toBe("y");
  });
  test("writing keeps what nobody here knows and drops what became empty", () => {
    const resource = { id: "1", odd: { deep: [1] }, [ENTERPRISE]: { department: "North" } };
    expect(writePath(resource, `${ENTERPRISE}:department`, undefined), "an emptied extension goes with its last member").toEqual({ id: "1", odd: { deep: [1] } });
    expect(writePath(resource, "name.givenName", "Zoë")).toMatchObject({ name: { givenName: "Zoë" }, odd: { deep: [1] } });
    expect(resource, "the state on the server is not touched").toHaveProperty([ENTERPRISE, "department"]);
  });
});

describe("drafts", () => {
  test("absent, null and an empty list are the same and no change", () => {
    expect(changesBetween({ title: null, roles: [] }, {}), "RFC 7643 §2.5").toEqual([]);
  });
  test("a change inside an extension names its whole path", () => {
    const changes = changesBetween({ [ENTERPRISE]: { department: "North" } }, { [ENTERPRISE]: { department: "South" } });
    expect(changes).toEqual([{ path: `${ENTERPRISE}:department`, before: "North", after: "South" }]);
  });
});

describe("lists", () => {
  test("an entry that changed is told from one that was added, by its type", () => {
    const entries = pairUp([{ type: "work", value: "a" }, { type: "home", value: "b" }], [{ type: "home", value: "c" }]);
    expect(entries.find((entry) => entry.index === 0)?.before, "home was b").toEqual({ type: "home", value: "b" });
    expect(entries.find((entry) => entry.index === undefined)?.before, "work will be gone").toEqual({ type: "work", value: "a" });
  });
  test("only one entry is primary", () => {
    const list = withEntry([{ value: "a", primary: true }, { value: "b" }], 1, { value: "b", primary: true });
    expect(list, "the mark moves, RFC 7643 §2.4").toEqual([{ value: "a" }, { value: "b", primary: true }]);
  });
});

test("of a long list only what leaves and what joins is named", () => {
  const members = Array.from({ length: 41_200 }, (_, n) => ({ value: `p${n}`, display: `Person ${n}` }));
  const { before, after } = showPair("members", members, [...members.slice(1), { value: "new", display: "Noor Haddad" }]);
  expect(before).toBe("Person 0");
  expect(after).toBe("Noor Haddad · 41,199 unchanged");
});

test("what became of a long list is said by what joined and what left, not by what it has in all", () => {
  const people = ["Kim", "Noor", "Ana", "Sam", "Eva", "Leo"].map((display) => ({ value: display, display }));
  expect(showSince("members", people.slice(0, 5), people.slice(1))).toBe("+ Leo · − Kim · 4 unchanged");
  expect(showSince("members", people.slice(0, 5), people.slice(0, 5)), "an ignored change shows none").toBe("5 unchanged");
});

describe("words", () => {
  test("a field without a word of ours gets its name made readable", () => {
    expect(humanise("seasonsWorked")).toBe("Seasons worked");
    expect(labelOf("userName")).toBe("Sign-in name");
    expect(typesLabel("Entity"), "plural of a type only this server has").toBe("Entities");
  });
  test("what the server did not say about active is unknown, not inactive", () => {
    expect(activity({})).toBe("unknown");
    expect(activity({ active: false })).toBe("inactive");
    expect(activity({ active: "True" }), "some servers send text").toBe("active");
  });
  test("attributes no schema knows are found, to be shown", () => {
    expect(Object.fromEntries(undeclared(user, {
      id: "1", userName: "a", favouriteColour: "teal", "urn:example:nobody": { a: 1 },
      name: { givenName: "Kim", pronounced: "kim" }, emails: [{ value: "a@example.com", verified: true }],
      [ENTERPRISE]: { department: "Retail", desk: 4, manager: { value: "m", $ref: "../Users/m" } },
    })), "at the top, in an extension, in a part; a reference's own parts are known").toEqual({
      favouriteColour: "teal", "urn:example:nobody": { a: 1 }, "name.pronounced": "kim", "emails[0].verified": true, [`${ENTERPRISE}:desk`]: 4,
    });
  });
  test("another target of a reference takes nothing over from the former one", () => {
    const manager = { value: "m", $ref: "../Users/m", displayName: "Ingrid", since: "2024" };
    expect(pointTo(manager, "n")).toEqual({ value: "n", since: "2024" });
    expect(pointTo(manager, undefined), "without a target nothing stays").toBeUndefined();
    expect(changesBetween({ [ENTERPRISE]: { manager } }, { [ENTERPRISE]: { manager: { value: "n" } } }).map((change) => change.path), "one change, as it was one choice").toEqual([`${ENTERPRISE}:manager`]);
  });
});

test("what is typed into a number must be one", () => {
  expect(parseTyped("integer", "3.5")).toEqual({ fault: "detail.notWhole" });
  expect(parseTyped("integer", "12")).toEqual({ value: 12 });
  expect(parseTyped("string", ""), "an emptied field is taken away").toEqual({ value: undefined });
});

test("a rule that misses a cell makes no half name", () => {
  expect(fillTemplate("{Given|initial}.{Family|lower}@example.com", ["Given", "Family"], ["Zoë", "Okafor"])).toBe("Z.okafor@example.com");
  expect(fillTemplate("{Given} {Family}", ["Given", "Family"], ["Zoë", ""])).toBe("");
});

test("an import offers every writable place, typed lists among them, and none that only the server sets", () => {
  const paths = pathsOf(user).map((option) => option.path);
  expect(paths).toContain('emails[type eq "home"].value');
  expect(paths).toContain(`${ENTERPRISE}:manager.value`);
  expect(paths, "read-only").not.toContain(`${ENTERPRISE}:manager.displayName`);
  expect(paths, "membership is not an attribute to write").not.toContain("groups.value");
});
