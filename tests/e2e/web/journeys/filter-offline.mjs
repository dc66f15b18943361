// The network is cut: a filter is answered from the copy at once, and the screen says from when it is.
import { connect, journey, server, surroundings } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const off = (await server.all("/Users")).filter((user) => user.active === false).length;
  await me.open();
  await me.counts(240);
  await me.sees(/^complete$/);
  await surroundings.stopServer();
  await me.keys("Control+Shift+f");
  await (await me.finds("combobox", "SCIM filter")).fill("active eq false");
  await me.keys("Enter");
  await me.sees(/cannot be reached/);
  await me.sees(/You see the copy from/);
  await me.counts(off);
  await me.sees("Not reachable");
  await me.shoot("users-filter-offline");
});
