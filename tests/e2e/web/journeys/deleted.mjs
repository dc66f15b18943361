// Somebody is deleted, then found again under "Deleted users…" with what is known of them.
import { assert, connect, journey, same, server, somebodyFromAfar, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.keys("Control+f");
  await me.page.keyboard.insertText(user.userName);
  await until("the list narrows", async () => (await me.rows()) === 1);
  await me.tabsTo("the list", me.role("grid", "Users"));
  await me.keys("Shift+F10");
  await me.finds("menu");
  await me.keys("Control+Delete");
  const review = await me.finds("dialog", /^Review a delete/);
  await me.agreesByKeys(review);
  await me.enabled(`Delete ${user.displayName}`);
  await me.keys("Control+Enter");
  await me.sees(/was deleted/);
  await me.enabled(/^Close$/);
  await me.keys("Control+Enter");
  await review.waitFor({ state: "detached" });

  await me.role("button", "Deleted users…").focus();
  await me.keys("Enter");
  const list = await me.finds("dialog", "Deleted users");
  await list.getByRole("button", { name: user.displayName }).waitFor();
  same(await me.isAccessible("deleted-list"), [], "axe finds nothing on the list of the deleted");
  await me.shoot("deleted-list");
  await me.page.keyboard.insertText("nobody of this name");
  await me.sees(/None of them matches/);
  await me.keys("Control+a", "Delete");
  await list.getByRole("button", { name: user.displayName }).focus();
  await me.keys("Enter");
  const record = await me.finds("dialog", user.displayName);
  await record.getByText("Deleted", { exact: true }).first().waitFor();
  same(await me.isAccessible("deleted-history"), [], "axe finds nothing on the history of somebody who is gone");
  await me.shoot("deleted-history");
  same((await server.ask("GET", `/Users/${user.id}`)).status, 404, "looking changes nothing");
  await me.keys("Escape");
  await record.waitFor({ state: "detached" });
  assert((await me.page.getByRole("dialog").count()) === 0, "nothing stays open");
});
