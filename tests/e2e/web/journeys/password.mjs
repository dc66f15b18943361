// A new password is seen once, where it is made; neither the review nor anything kept shows it.
import { assert, connect, journey, rpc, same, server, somebodyFromAfar } from "../person.mjs";

await journey(async (me) => {
  const connection = await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opensByKeys(user);
  await me.sees("Department");
  await me.keys("Control+Shift+p");
  const dialog = await me.finds("dialog", "Reset the password");
  const password = await dialog.getByRole("textbox").inputValue();
  assert(password.length === 20 && /[A-Z]/.test(password) && /\d/.test(password), "one is made at once");
  same(await me.isAccessible("password"), [], "axe finds nothing where a password is made");
  // A picture shows no password, not even of somebody invented.
  await dialog.getByRole("textbox").evaluate((field) => { field.style.setProperty("-webkit-text-security", "disc"); });
  await me.shoot("password");
  await me.keys("Control+Enter");
  const review = await me.finds("dialog", /^Review/);
  await me.enabled(/^Send /);
  assert(!(await review.innerText()).includes(password), "the review does not show it");
  await me.keys("Control+Enter");
  await me.finds("heading", "What the server made of it");
  await me.sees(/not all of it can be seen/);
  const now = await server.user(user.userName);
  assert(now.meta.version !== user.meta.version || now.meta.lastModified !== user.meta.lastModified, "the server took the change");
  same([now.title, now.password], [user.title, undefined], "of nothing else");
  const history = await rpc("history", { connection: connection.id, typeName: "User", id: user.id, limit: null });
  assert(!JSON.stringify(history).includes(password), "the history does not show it");
  assert(!JSON.stringify(await rpc("settings")).includes(password), "and it is not kept");
});
