import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { AttributeView, TypeModel } from "@/rpc/types";
import { addressOf, idOf } from "@/scim/reference";
import { failure, type FixtureOptions } from "./fixture-host";
import { models } from "./models";
import { people } from "./people";
import { openWindow } from "./render";

const part = (path: string, more: Partial<AttributeView> = {}): AttributeView => ({
  path, name: path.split(".").at(-1) ?? path, kind: "string", multiValued: false, description: "", required: false, canonicalValues: [], caseExact: false,
  mutability: "readWrite", returned: "default", uniqueness: "none", referenceTypes: [], subAttributes: [], ...more,
});

/** A server with a list of its own, a reference by address, and a flag. */
const own: AttributeView[] = [
  part("badges", {
    kind: "complex", multiValued: true, subAttributes: [
      part("badges.value"), part("badges.level", { kind: "integer" }), part("badges.issuer"), part("badges.type", { canonicalValues: ["door", "till"] }),
      part("badges.printed", { kind: "dateTime", mutability: "readOnly" }), part("badges.primary", { kind: "boolean" }), part("badges.pin", { returned: "never" }),
    ],
  }),
  part("sponsor", { kind: "reference", referenceTypes: ["User"] }),
  part("remote", { kind: "boolean" }),
  part("manager", { kind: "complex", subAttributes: [part("manager.value"), part("manager.$ref", { kind: "reference", referenceTypes: ["User"] }), part("manager.displayName", { mutability: "readOnly" })] }),
];
const extended: TypeModel[] = models.map((model) => (model.name === "User" ? { ...model, schemas: model.schemas.map((schema) => (schema.extension ? schema : { ...schema, attributes: [...schema.attributes, ...own] })) } : model));

const [someone] = people(1);
const resource = {
  ...(someone?.resource as Record<string, never>), active: true, remote: true,
  badges: [{ value: "B-1", type: "door", issuer: "Leeds", printed: "2026-01-05T10:00:00Z" }],
  sponsor: "https://scim.globex.example.com/scim/v2/Users/b1d05c7e",
  manager: { value: "b1d05c7e", $ref: "https://scim.globex.example.com/scim/v2/Users/b1d05c7e", displayName: "Ingrid Solheim" },
};

async function openForm() {
  const answers: FixtureOptions["answers"] = {
    models: () => extended,
    resource_get: ({ typeName, id, fromCopy }) => {
      if (id !== someone?.id) throw failure("resource_not_found", "There is no such record.");
      return { typeName, id, label: "Marisol Okafor", resource, etag: null, readAt: "2026-11-20T10:00:00Z", fromCopy };
    },
  };
  const made = openWindow({ people: 40, answers }, `/c/c1/t/User?id=${someone?.id}`);
  await screen.findByRole("switch", { name: "Status" });
  /** What the draft wants, as it goes to the review. */
  const wanted = async () => {
    await made.user.keyboard("{Control>}s{/Control}");
    const sent = await waitFor(() => {
      const found = made.calls.findLast((call) => call.command === "change_prepare")?.payload as { change: { desired: typeof resource & { badges: Record<string, unknown>[] } } } | undefined;
      expect(found).toBeDefined();
      return found;
    });
    return sent?.change.desired;
  };
  return { ...made, wanted };
}

const badges = () => document.querySelector("[data-path=badges]") as HTMLElement;

describe("a list of the server's own", () => {
  test("shows what is set of an entry, and the rest on demand, in the schema's order; a secret never", async () => {
    const { user } = await openForm();
    const places = () => [...badges().querySelectorAll<HTMLElement>("[data-path]")].map((each) => each.dataset["path"]);
    expect(places()).toEqual(["badges.issuer", "badges.printed"]);
    await user.click(within(badges()).getByRole("button", { name: /Show empty parts/ }));
    expect(places()).toEqual(["badges.level", "badges.issuer", "badges.printed"]);
  });

  test("a part is edited in its kind, one the server sets is not", async () => {
    const { user, wanted } = await openForm();
    await user.click(within(badges()).getByRole("button", { name: /Show empty parts/ }));
    await user.click(within(badges()).getByRole("button", { name: /^Level/i }));
    await user.keyboard("3{Enter}");
    expect(within(badges()).queryByRole("button", { name: /^Printed/i })).toBeNull();
    expect((await wanted())?.badges).toEqual([{ value: "B-1", type: "door", issuer: "Leeds", printed: "2026-01-05T10:00:00Z", level: 3 }]);
  });

  test("a type beside the suggested ones can be typed", async () => {
    const { user, wanted } = await openForm();
    const type = within(badges()).getByRole("combobox", { name: /type/i });
    await user.selectOptions(type, "Another value…");
    await user.clear(within(badges()).getByRole("textbox", { name: /type/i }));
    await user.keyboard("garage{Enter}");
    expect((await wanted())?.badges[0]).toMatchObject({ type: "garage" });
  });

  test("a type can be taken away", async () => {
    const { user, wanted } = await openForm();
    await user.selectOptions(within(badges()).getByRole("combobox", { name: /type/i }), "no type");
    expect((await wanted())?.badges[0]).not.toHaveProperty("type");
  });
});

describe("yes, no, or not set", () => {
  test("the status can go back to not set", async () => {
    const { user, wanted } = await openForm();
    await user.click(screen.getByRole("button", { name: "Remove Status" }));
    expect(await wanted()).not.toHaveProperty("active");
  });

  test("so can any other flag", async () => {
    const { user, wanted } = await openForm();
    await user.selectOptions(screen.getByRole("combobox", { name: /remote/i }), "not set");
    expect(await wanted()).not.toHaveProperty("remote");
  });
});

describe("a reference", () => {
  test("by address is found by name and written in the form it had", async () => {
    const { user, wanted } = await openForm();
    await user.click(screen.getByRole("button", { name: /Choose another sponsor/i }));
    await user.keyboard("marek");
    await user.click((await screen.findAllByRole("option", { name: /^Marek/ }))[0] as HTMLElement);
    expect((await wanted())?.sponsor).toMatch(/^https:\/\/scim\.globex\.example\.com\/scim\/v2\/Users\/7f3c2a9e-/);
  });

  test("with parts loses the address of the former target with its id", async () => {
    const { user, wanted } = await openForm();
    await user.click(document.querySelector("[data-path='manager.value'] [data-edit]") as HTMLElement);
    await user.keyboard("marek");
    await user.click((await screen.findAllByRole("option", { name: /^Marek/ }))[0] as HTMLElement);
    expect((await wanted())?.manager).toEqual({ value: expect.stringMatching(/^7f3c2a9e-/) as string });
  });

  test.each([
    ["", { id: "7", endpoint: "/Users", location: "" }, "../Users/7"],
    ["", { id: "7", endpoint: "/Users", location: "https://a.example.com/Users/7" }, "https://a.example.com/Users/7"],
    ["../Groups/1", { id: "a b", endpoint: "/Users", location: "" }, "../Users/a%20b"],
    ["1", { id: "7", endpoint: "/Users", location: "https://a.example.com/Users/7" }, "7"],
  ])("of the form %j points to another target as %j, %s", (former, target, address) => {
    expect(addressOf(former, target)).toBe(address);
  });

  test.each([["https://a.example.com/Users/a%20b?x=1", "a b"], ["../Users/7/", "7"], ["7", "7"], ["Users/%zz", "%zz"]])("%s names %s", (address, id) => {
    expect(idOf(address)).toBe(id);
  });
});
