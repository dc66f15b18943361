// A connection is looked at, goes into a file without its secrets, and comes back from it, read-only and without a token.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { assert, connect, folder, journey, nextDialog, rpc, same, somebodyFromAfar, until } from "../person.mjs";

await journey(async (me) => {
  const faults = [];
  const look = async (name) => {
    await me.shoot(name);
    faults.push(...(await me.isAccessible(name)));
  };
  await connect({ colour: "teal" });
  await me.open();
  await me.counts(240);
  const user = await somebodyFromAfar();
  await me.opens(user.displayName);
  await me.edits("Job title", "Światło");
  await me.reviewsAndSends();

  await me.keys("Control+1");
  await me.sees("Answer time, 24 hours");
  await me.sees("slowest 5%");
  await me.sees(`Changed ${user.displayName}`);
  await look("overview");
  await me.press("All connections");
  await me.sees("as known on this computer");
  await look("inventory");
  same(await me.fits("inventory"), [], "at any size of the window every connection can be read without scrolling sideways");

  const file = path.join(folder, "team.json");
  await nextDialog({ save: file });
  await me.press("Export connections");
  await me.sees("One connection written to team.json");
  await until("the file is there", () => existsSync(file));
  const text = readFileSync(file, "utf8");
  assert(!text.includes(process.env.ROLLCALL_TOKEN), "no token is in the file");
  same(JSON.parse(text).connections[0].colour, "teal", "what is no secret is");

  await me.press("Add a connection");
  await me.write("Name", "Wrong path");
  await me.write(/^Address/, `${new URL(process.env.ROLLCALL_SERVER).origin}/api`);
  await me.write("Access token", process.env.ROLLCALL_TOKEN);
  await me.sees(/Rollcall tried \d+ usual addresses/);
  await look("wrong-path");
  await nextDialog({ open: file });
  await me.press("Import from a file");
  await me.finds("dialog", "Import connections from team.json");
  await me.sees("there is one of this name");
  await look("import-connections");
  await me.write(/^Name of/, "Globex again");
  await me.enabled(/^Import one connection/);
  await me.keys("Control+Enter");
  await me.sees("Edit the connection");
  const again = (await rpc("connection_list")).find((each) => each.name === "Globex again");
  same([again.secret, again.writes.state, again.colour], ["missing", "readOnly", "teal"], "read-only, without a token, and otherwise the same");
  same(faults, [], "axe finds nothing on any of these screens");
});
