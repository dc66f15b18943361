// More people than one request takes: a job, watched from the group itself, paused, continued, and its results.
import { assert, connect, journey, same, server, surroundings, until } from "../person.mjs";

await journey(async (me) => {
  // Who takes no Bulk says nothing of how much it takes at once: a hundred members go in one request.
  await surroundings.behave("[bulk]\nabsent = true\n");
  const connection = await connect();
  const group = await server.group("Finance");
  const before = new Set((group.members ?? []).map((member) => member.value));
  const joining = (await server.all("/Users")).filter((user) => !before.has(user.id)).slice(0, 140);
  const members = async () => new Set(((await server.group("Finance")).members ?? []).map((member) => member.value));
  const toGroup = () => me.open(`/c/${connection.id}/t/Group?id=${group.id}`);

  await me.open();
  await me.counts(240);
  await toGroup();
  await me.finds("grid", "Members");
  await me.keys("Control+Shift+v");
  await me.role("textbox", /^One person per line/).fill(joining.map((user) => user.userName).join("\n"));
  await me.keys("Control+Enter");
  await me.enabled(/^Plan a job for 140/);
  await me.keys("Control+Enter");
  await me.sees(/140 people will change|140 changes/);
  same((await members()).size, before.size, "a plan sends nothing");
  await me.press(/^Run 140 changes/);
  await me.finds("dialog", /^Run 140 changes/);
  await me.page.getByText("I have looked at the plan").click();
  // Each request takes its time, so that there is something to pause.
  await surroundings.behave("[http]\nlatency_ms = 15000");
  await me.keys("Control+Enter");
  await me.role("dialog", /^Run/).waitFor({ state: "detached" });

  await toGroup();
  const strip = await me.finds("region", "The change of members");
  await me.shoot("group-running");
  same(await me.isAccessible("group-running"), [], "axe finds nothing while the job runs");
  await me.keys("Control+.");
  await strip.getByText(/^Pausing/).first().waitFor();
  await surroundings.behave("");
  await strip.getByRole("button", { name: "Go on" }).waitFor();
  same((await members()).size, before.size + 100, "the request under way was finished, and nothing was begun");
  await me.shoot("group-paused");

  await me.keys("Control+.");
  await strip.getByText("140 proven, 0 failed").waitFor();
  await until("the members are read again by themselves", async () => (await me.rows()) === before.size + 140);
  await me.shoot("group-ran");
  same(await me.isAccessible("group-ran"), [], "axe finds nothing on the result");
  await strip.getByRole("button", { name: "Results" }).click();
  await me.sees(/every row ends in a proven state/);
  const now = await members();
  same(now.size, before.size + 140, "exactly they are added");
  assert(joining.every((user) => now.has(user.id)), "and they are the right ones");
});
