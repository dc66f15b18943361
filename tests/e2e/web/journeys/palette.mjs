// Ctrl+K reaches everything: a person by part of a name, a screen, an action; `?` shows the keys.
import { connect, journey, somebodyFromAfar, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.keys("Control+k");
  const box = me.role("dialog").getByRole("combobox");
  await box.waitFor();
  await box.fill(user.displayName);
  await until("the person is found", async () => (await me.page.getByRole("option").filter({ hasText: user.displayName }).count()) > 0);
  await me.shoot("palette");
  const faults = await me.isAccessible("palette");
  if (faults.length > 0) throw new Error(faults.join("\n"));
  // Others have his name in their records too, as that of their manager; he comes first, so Enter opens him.
  await until("who is called so comes first", async () => (await me.page.getByRole("option").first().innerText()).includes(user.displayName));
  await me.keys("Enter");
  await me.finds("heading", user.displayName);

  await me.keys("Control+k");
  await box.fill("jobs");
  await me.page.getByRole("option", { name: /Go to the jobs/ }).first().waitFor();
  await me.keys("Enter");
  await me.finds("heading", "Jobs");

  await me.keys("Shift+?");
  await me.finds("dialog", "Keys that apply here");
  // One key right after the other, faster than anything is drawn: each does its own.
  await Promise.all([me.keys("Escape"), me.keys("Control+k")]);
  await box.waitFor();
  await Promise.all([me.keys("Escape"), me.keys("Shift+?")]);
  await me.finds("dialog", "Keys that apply here");
});
