// A deletion is undone honestly: a new record with a new id, and its memberships added again, each reviewed. By keys.
import { assert, connect, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const make = async (endpoint, body) => (await server.ask("POST", endpoint, body)).body.id;
  const ada = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "ada.łoś@example.com", displayName: "Ada Łoś", title: "Światło i dźwięk – 照明", active: true };
  const before = await make("/Users", ada);
  const group = await make("/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "Store 418", members: [{ value: before }] });
  await me.open();
  await me.counts(241);
  await me.opensByKeys(ada);
  await me.keys("Control+Delete");
  const review = await me.finds("dialog", /^Review a delete/);
  await me.agreesByKeys(review);
  await me.enabled(/^Delete Ada/);
  await me.keys("Control+Enter");
  await me.sees(/was deleted/);
  same((await server.ask("GET", `/Users/${before}`)).status, 404, "she is gone");

  await me.tabsTo("the way back", me.role("button", "Bring it back…"));
  await me.keys("Enter");
  const create = await me.finds("dialog", /^Review (?!a delete)/);
  await me.enabled(/^(Create|Send)/);
  const told = await create.innerText();
  assert(/new id/.test(told), `that it gets a new id is said before: ${told}`);
  assert(told.includes("POST") && told.includes("Światło i dźwięk – 照明"), `the request brings back what was known: ${told}`);
  same(await me.isAccessible("bring-back"), [], "axe finds nothing on the way back");
  await me.shoot("bring-back");
  await me.keys("Control+Enter");
  await me.sees(/every change is stored|was created/);
  const now = await server.user(ada.userName);
  assert(now.id !== before, "the id is a new one");
  same([now.title, now.displayName], [ada.title, ada.displayName], "with what was known of her");

  await me.tabsTo("the groups", me.role("button", "Add to its groups again…"));
  await me.keys("Enter");
  await me.sees("1 step, sent in this order");
  await me.enabled(/^Send 1 step/);
  await me.keys("Control+Enter");
  await me.sees("1 step is done, read back and the same");
  same((await server.get(`/Groups/${group}`)).members.map((member) => member.value), [now.id], "and she is in her group again");
});
