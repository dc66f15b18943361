// The whole window in the second language, switched live and kept over a restart.
import { assert, connect, journey, surroundings } from "../person.mjs";

await journey(async (me) => {
  await connect();
  await me.open();
  await me.counts(240);
  await me.role("link", "Settings").click();
  await me.page.getByLabel("Language", { exact: true }).selectOption("de");
  await me.finds("heading", "Einstellungen");
  await me.shoot("settings-german");
  await surroundings.restart();
  await me.open();
  await me.page.reload();
  await me.counts(240);
  await me.finds("grid", "Benutzer");
  assert((await me.page.locator("html").getAttribute("lang")) === "de", "the page says which language it is in");
  await me.shoot("users-german");
});
