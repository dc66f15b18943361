// The train goes into a tunnel: everything that was read can be searched and read, and what waits is said.
import { connect, journey, somebodyFromAfar, surroundings } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.sees(/complete/);
  await surroundings.stopServer();
  await me.page.reload();
  await me.counts(240);
  await me.press("Read again from the server");
  await me.sees(/cannot be reached/);
  await me.opens(user.displayName);
  await me.sees(user.userName);
  await me.edits("Job title", "Nattevakt");
  await me.sees("1 change not sent");
  await me.role("link", "Groups").click();
  await me.finds("grid", "Groups");
  await me.row("Finance");
});
