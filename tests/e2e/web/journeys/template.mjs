// A template is kept from somebody, and somebody new starts from it; all from the palette and the keys.
import { connect, journey, same, server, somebodyFromAfar, until } from "../person.mjs";

const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opensByKeys(user);
  await me.sees("Department");
  await me.keys("Control+k");
  const box = me.role("dialog").getByRole("combobox");
  await box.fill("Keep as a template");
  await me.page.getByRole("option", { name: /Keep as a template/ }).first().waitFor();
  await me.keys("Enter");
  await me.sees("Kept as a template");
  await me.keys("Control+Shift+n");
  await me.finds("dialog", "New from a template");
  same(await me.isAccessible("templates"), [], "axe finds nothing on the list of templates");
  await me.shoot("templates");
  await until("the first one has the focus", () => me.role("button", /^Use: /).evaluate((button) => button === document.activeElement));
  await me.keys("Enter");
  await me.role("textbox", "Sign-in name", { exact: true }).waitFor();
  await me.page.keyboard.insertText("neu.øster@example.com");
  await me.keys("Enter");
  await me.reviewsAndSends(async () => {}, /^Create neu.øster/);
  const made = await server.user("neu.øster@example.com");
  same([made.title, made[WORK]?.department, made.displayName, made.emails], [user.title, user[WORK]?.department, undefined, undefined], "the work without anybody's name");
});
