// Helpdesk, without a mouse: conditions are added, changed and taken away in the bar, and the server filters by them.
import { connect, journey, same, server, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const users = await server.all("/Users");
  const off = users.filter((user) => user.active === false);
  const word = off.find((user) => user.title).title.split(" ")[0];
  const titled = off.filter((user) => (user.title ?? "").toLowerCase().includes(word.toLowerCase()));
  await me.open();
  await me.counts(240);

  await me.keys("Control+f", "Control+f");
  const attribute = me.role("combobox", "Attribute");
  await until("the focus is on the attribute", () => attribute.evaluate((select) => select === document.activeElement));
  await attribute.selectOption("active");
  await me.role("combobox", "Value").selectOption("false");
  await me.keys("Enter");
  await me.counts(off.length);
  await me.sees(/filtered by the server/);

  // The focus stays at the button that adds: the next condition follows at once.
  await me.keys("Enter");
  await attribute.selectOption("title");
  await me.keys("Tab", "Tab");
  await me.page.keyboard.type(word);
  await me.shoot("users-chips");
  same(await me.isAccessible("users-chips"), [], "axe finds nothing while a condition is written");
  await me.keys("Enter");
  await me.counts(titled.length);

  const chip = await me.finds("button", `Change: Job title contains ${word}`);
  await chip.focus();
  await me.keys("ArrowLeft");
  await until("the arrow leads to the condition before", () => me.role("button", /^Change: Status/).evaluate((button) => button === document.activeElement));
  await me.keys("ArrowRight", "Delete");
  await chip.waitFor({ state: "detached" });
  await me.counts(off.length);
  await me.keys("Control+Shift+f");
  same(await me.role("combobox", "SCIM filter").inputValue(), "active eq false", "conditions and text are one filter");
});
