// One value for forty selected people: a small job, planned, let go and proven. By keyboard alone.
import { connect, journey, same, server, until } from "../person.mjs";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

await journey(async (me) => {
  await connect();
  const count = async () => (await server.all("/Users")).filter((user) => user[ENTERPRISE]?.department === "Světlo & Zvuk").length;
  const reach = (name, target) => until(`Tab reaches ${name}`, async () => {
    if (await target.evaluate((element) => element === document.activeElement)) return true;
    await me.keys("Tab");
    return false;
  });
  await me.open();
  await me.counts(240);
  await reach("the list", me.role("grid", "Users"));
  await me.keys("Control+Home", "Space");
  for (let n = 1; n < 40; n += 1) await me.keys("Shift+ArrowDown");
  await me.sees("40 selected");
  await reach("the action", me.role("button", "Set a value…"));
  await me.keys("Enter");
  const dialog = await me.finds("dialog", "Set a value for 40");
  await dialog.getByLabel("New value").waitFor();
  await me.page.keyboard.insertText("Světlo & Zvuk");
  same(await me.isAccessible("selection-set"), [], "axe finds nothing on the question");
  await me.keys("Control+Enter");
  await me.finds("heading", /^Set Department: 40/);
  same(await count(), 0, "a plan sends nothing");
  await me.shoot("selection-plan");
  await reach("the run", me.role("button", /^Run 40 changes/));
  await me.keys("Enter");
  await me.finds("dialog", /^Run 40 changes/);
  await reach("the agreement", me.role("checkbox", /^I have looked at the plan/));
  await me.keys("Space");
  await me.keys("Control+Enter");
  await me.sees(/every row ends in a proven state/);
  same(await count(), 40, "all forty have it, and nobody else");
});
