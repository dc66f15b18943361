// Two people are half edited when Rollcall ends; afterwards each has their own draft and their own way back.
import { connect, journey, rpc, same, server, somebodyFromAfar, surroundings, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const [one, two] = [await somebodyFromAfar(), await somebodyFromAfar(1)];
  await me.open();
  await me.counts(240);
  await me.opens(one.displayName);
  await me.edits("Job title", "Nattevakt");
  await me.edits("Job title", "Nattevakt – 夜勤");
  await me.opens(two.displayName);
  await me.edits("Job title", "Światło");
  await me.sees("2 changes not sent");
  const kept = async () => JSON.stringify((await rpc("settings")).window.drafts ?? []);
  await until("both are kept", async () => (await kept()).includes("夜勤") && (await kept()).includes("Światło"));

  await surroundings.restart();
  await me.page.reload();
  await me.counts(240);
  await me.sees("2 changes not sent");
  await me.opens(one.displayName);
  await me.finds("button", /^Job title: Nattevakt – 夜勤/);
  await me.page.locator("[role=grid]").first().focus();
  await me.keys("Control+z");
  await me.finds("button", /^Job title: Nattevakt\./);
  await me.sees("2 changes not sent");
  await me.keys("Control+z");
  await me.sees("1 change not sent");
  await me.opens(two.displayName);
  await me.finds("button", /^Job title: Światło/);
  await me.keys("Alt+3");
  const changed = me.page.locator(".cm-changedLine");
  await until("the JSON marks the line that differs from the server", async () => (await changed.allInnerTexts()).join().includes("Światło"));
  same(await changed.count(), 1, "and no other");
  same(await me.isAccessible("json-changed"), [], "axe finds nothing on the marked line");
  await me.shoot("json-changed");
  await me.reviewsAndSends();
  same([(await server.user(one.userName)).title, (await server.user(two.userName)).title], [one.title, "Światło"], "what was taken back is as it was, what was left is sent");
});
