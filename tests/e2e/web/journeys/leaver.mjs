// Somebody leaves: deactivated, out of the groups, and the reports have somebody else. One list, reviewed and sent by keys.
import { assert, connect, journey, same, server } from "../person.mjs";

const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

await journey(async (me) => {
  await connect();
  const make = async (endpoint, body) => (await server.ask("POST", endpoint, body)).body.id;
  const user = (userName, displayName, more = {}) => make("/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", WORK], userName, displayName, active: true, ...more });
  const leaver = await user("søren.bødker@example.com", "Søren Bødker");
  const successor = await user("zoë.åberg@example.com", "Zoë Åberg");
  const report = await user("ola.nordmann@example.com", "Ola Nordmann", { [WORK]: { manager: { value: leaver } } });
  const group = (displayName) => make("/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName, members: [{ value: leaver }, { value: report }] });
  const groups = [await group("Store 418"), await group("Night shift")];
  await me.open();
  await me.counts(243);
  await me.opensByKeys({ userName: "søren.bødker@example.com", displayName: "Søren Bødker" });
  await me.tabsTo("the recipe", await me.finds("button", "Somebody leaves…"));
  await me.keys("Enter");
  const dialog = await me.finds("dialog", "Somebody leaves");
  await me.tabsTo("the reports", dialog.getByRole("checkbox", { name: "Hand over the people that report to them" }));
  await me.keys("Space");
  await me.tabsTo("who takes over", dialog.getByRole("textbox", { name: "Who takes over" }));
  await me.page.keyboard.insertText("Zoë Åb");
  await me.tabsTo("the person found", dialog.getByRole("button", { name: "Zoë Åberg" }));
  await me.keys("Enter");
  await dialog.getByRole("button", { name: "Choose another" }).waitFor();
  assert(await dialog.getByRole("button", { name: "Choose another" }).evaluate((element) => element === document.activeElement), "the keys go on where the person was chosen");
  same(await me.isAccessible("leaver"), [], "axe finds nothing on what is to happen");
  await me.shoot("leaver");
  await me.keys("Control+Enter");

  const review = await me.finds("dialog", "Review what happens when somebody leaves");
  await review.getByText("4 steps, sent in this order").waitFor();
  const told = await review.innerText();
  for (const words of ["Deactivate", "Store 418", "Night shift", "Ola Nordmann", "PATCH"]) assert(told.includes(words), `the list shows ${words}: ${told}`);
  same([(await server.get(`/Users/${leaver}`)).active, (await server.get(`/Groups/${groups[0]}`)).members.length], [true, 2], "nothing leaves before it was reviewed");
  same(await me.isAccessible("leaver-review"), [], "axe finds nothing on the list of steps");
  await me.shoot("leaver-review");
  await me.agreesByKeys(review);
  await me.enabled(/^Send 4 steps/);
  await me.keys("Control+Enter");
  await me.sees("All 4 steps are done, read back and the same");
  await me.keys("Control+Enter");
  await me.finds("grid", "Users");

  same((await server.get(`/Users/${leaver}`)).active, false, "the account is closed");
  for (const id of groups) same((await server.get(`/Groups/${id}`)).members.map((member) => member.value), [report], "only who leaves is out of the group");
  same((await server.get(`/Users/${report}`))[WORK].manager.value, successor, "and the report has somebody to turn to");
});
