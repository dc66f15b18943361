// From the menu of a row, by keys: first what a delete does on this server, then who it is; afterwards what it did.
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
  const menu = await me.finds("menu");
  await menu.getByRole("menuitem", { name: /^Delete/ }).waitFor();
  same(await me.isAccessible("row-menu"), [], "axe finds nothing on the menu of a row");
  await me.shoot("row-menu");
  // The key shown in the menu means the row that the menu is about.
  await me.keys("Control+Delete");
  const dialog = await me.finds("dialog", /^Review a delete/);
  await me.sees(/has not seen yet what deleting does on this server/);
  const told = await dialog.innerText();
  assert(told.indexOf("what deleting does") < told.indexOf("What goes"), "what it does stands above what goes");
  assert(/more fields/.test(told) && !told.includes("Family name"), "the long list is folded");
  same(await me.isAccessible("delete"), [], "axe finds nothing on the review of a delete");
  await me.shoot("delete");
  same((await server.user(user.userName)).id, user.id, "nothing was sent");
  await me.agreesByKeys(dialog);
  await me.enabled(`Delete ${user.displayName}`);
  await me.keys("Control+Enter");
  await me.sees(/was deleted/);
  same(await me.isAccessible("deleted"), [], "axe finds nothing on what became of it");
  same((await server.ask("GET", `/Users/${user.id}`)).status, 404, "the server has nobody of this id");
  await me.enabled(/^Close$/);
  await me.keys("Control+Enter");
  await dialog.waitFor({ state: "detached" });
  await me.keys("Control+f", "Control+a", "Delete");
  await me.counts(239);
});
