// A way to look at the list is kept under a name, through a reload and a restart.
import { connect, journey, rpc, same, server, surroundings, until } from "../person.mjs";

const heads = (me) => me.page.getByRole("columnheader").allInnerTexts();

await journey(async (me) => {
  await connect();
  const off = (await server.all("/Users")).filter((user) => user.active === false).length;
  await me.open();
  await me.counts(240);
  await me.press("Columns");
  const dialog = await me.finds("dialog", "Columns");
  await dialog.getByRole("checkbox", { name: /employee number/i }).check();
  await dialog.getByRole("button", { name: /^Show \d+ columns/ }).click();
  await me.finds("columnheader", /Employee number/);
  await me.role("columnheader", /Sign-in name/).getByRole("button").click();
  await me.keys("Control+Shift+f");
  await (await me.finds("combobox", "SCIM filter")).fill("active eq false");
  await me.keys("Enter");
  await me.counts(off);
  await me.press(/^All users/);
  await me.page.getByRole("menuitem", { name: "Save view…" }).click();
  await me.write("Name of the view", "Off – 停止");
  await me.keys("Enter");
  await me.finds("button", "Off – 停止");
  await until("the view is kept", async () => JSON.stringify((await rpc("settings")).window).includes("Off – 停止"));
  const before = await heads(me);
  const first = await me.page.getByRole("row").nth(1).getAttribute("aria-label");

  for (const again of [() => me.page.reload(), async () => { await surroundings.restart(); await me.page.reload(); }]) {
    await again();
    await me.counts(240);
    await me.press(/^All users/);
    await me.page.getByRole("menuitem", { name: "Off – 停止" }).click();
    await me.counts(off);
    await until("the list is as it was", async () => (await me.page.getByRole("row").nth(1).getAttribute("aria-label")) === first);
    same(await heads(me), before, "the same columns in the same order");
    same(await me.role("columnheader", /Sign-in name/).getAttribute("aria-sort"), "ascending", "sorted as it was");
    await me.page.reload();
    await me.counts(240);
  }
});
