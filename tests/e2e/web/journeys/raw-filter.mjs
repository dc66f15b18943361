// Consultant: a filter as SCIM writes it, its fault shown in place, and a server that ignores filters told of.
import { connect, journey, same, server, surroundings, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const users = await server.all("/Users");
  const off = users.filter((user) => user.active === false).length;
  await me.open();
  await me.counts(240);
  await me.keys("Control+Shift+f");
  const field = await me.finds("combobox", "SCIM filter");
  await field.fill("active eq flase");
  await me.keys("Enter");
  await me.finds("alert");
  await field.fill("active eq false");
  await me.keys("Enter");
  await me.counts(off);
  await me.sees(/filtered by the server/);

  await surroundings.behave("[filter]\nunsupported = \"ignored\"\n");
  await field.fill("active eq false and userName pr");
  await me.keys("Enter");
  await me.sees(/filtered by Rollcall/);
  await until("the rows are the right ones all the same", async () => (await me.rows()) === off);
  same(await me.rows(), off, "a server that ignores the filter changes nothing about the answer");
});
