// Who is in no group gets the groups of a colleague: gathered, kept over a restart, sent as one job, and the nested path is shown.
import { assert, connect, journey, rpc, same, server, surroundings, until } from "../person.mjs";

await journey(async (me) => {
  const connection = await connect();
  await server.ask("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "ada.alone@example.com", displayName: "Ada Alone", active: true });
  const users = await server.all("/Users");
  const make = async (displayName, members) => (await server.ask("POST", "/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName, members: members.map((value) => ({ value })) })).body.id;
  const inside = new Set((await server.all("/Groups")).flatMap((group) => (group.members ?? []).map((member) => member.value)));
  const [lonely] = users.filter((user) => !inside.has(user.id)).toSorted((a, b) => a.displayName.toLowerCase().localeCompare(b.displayName.toLowerCase()));
  assert(lonely, "the sample has people who are in no group");
  const made = (await server.ask("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "kim.example@example.com", displayName: "Kim Colleague", active: true })).body;
  const store = await make("Store 418", [made.id]);
  const night = await make("Night shift", [made.id]);
  await make("Retail North", [store]);

  await me.open();
  await me.counts(242);
  await me.role("link", "Groups").click();
  await me.finds("grid", "Groups");
  const none = await me.finds("button", "Who is in no group");
  await none.focus();
  await me.keys("Enter");
  const dialog = await me.finds("dialog", "In no group");
  const count = users.filter((user) => !inside.has(user.id)).length;
  await dialog.getByText(new RegExp(`^${count} (person is|people are) in no group`)).waitFor();
  await me.shoot("in-no-group");
  same(await me.isAccessible("in-no-group"), [], "axe finds nothing on the list");
  await dialog.getByRole("button", { name: lonely.displayName, exact: true }).first().focus();
  await me.keys("Enter");
  await me.finds("heading", lonely.displayName);

  const tab = await me.finds("tab", /^Groups/);
  await tab.click();
  const sameAs = await me.finds("button", "Same groups as…");
  await sameAs.focus();
  await me.keys("Enter");
  await me.finds("dialog", "Same groups as a colleague");
  await me.page.keyboard.type("Kim Colleague");
  await me.role("option", /^Kim Colleague/).waitFor();
  await me.keys("Enter");
  await me.page.getByRole("dialog").getByText("Store 418").waitFor();
  await me.shoot("same-groups");
  same(await me.isAccessible("same-groups"), [], "axe finds nothing on the memberships to take");
  await me.keys("Control+Enter");
  await me.sees("added by you");

  // Kept like a draft: neither a restart nor looking at the review gives it up.
  await until("it is kept", async () => JSON.stringify((await rpc("settings")).window).includes(lonely.id));
  await surroundings.restart();
  await me.page.reload();
  await me.finds("heading", lonely.displayName);
  await (await me.finds("tab", /^Groups/)).click();
  await me.sees("added by you");
  await me.shoot("groups-gathered");
  await me.press(/^Review 2 changes/);
  await me.press(/^Run 2 changes/);
  await me.finds("dialog", /^Run 2 changes/);
  await me.page.getByText("I have looked at the plan").click();
  await me.keys("Control+Enter");
  await me.sees(/every row ends in a proven state/);
  for (const id of [store, night]) {
    const group = await server.get(`/Groups/${id}`);
    assert(group.members.some((member) => member.value === lonely.id), `${group.displayName} has the new member`);
  }
  await me.open(`/c/${connection.id}/t/User?id=${lonely.id}`);
  await (await me.finds("tab", /^Groups/)).click();
  await me.sees(/through Store 418/);
  same(await me.page.getByText("added by you").count(), 0, "what was sent is gathered no more");
  await me.shoot("groups-nested");
});
