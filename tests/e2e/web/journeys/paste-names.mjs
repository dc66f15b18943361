// 55 names from a mail: who is added, who is in already and who is unknown is known before anything is sent.
import { assert, connect, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const group = await server.group("Finance");
  const members = new Set((group.members ?? []).map((member) => member.value));
  const users = await server.all("/Users");
  const inside = users.filter((user) => members.has(user.id)).slice(0, 3);
  const outside = users.filter((user) => !members.has(user.id)).slice(0, 50);
  const names = [...outside.map((user) => user.userName), ...inside.map((user) => user.userName), "nobody@example.com", "no one at all"];
  same(names.length, 55, "55 names");

  await me.open();
  await me.counts(240);
  await me.role("link", "Groups").click();
  await me.finds("grid", "Groups");
  await me.opens("Finance");
  await me.press(/^Paste( a)? list/);
  await me.role("textbox", /^One person per line/).fill(names.join("\n"));
  await me.press("Check the list");
  await me.sees("Nobody on this server is called so.");
  const told = await me.role("complementary", "Paste a list").innerText();
  for (const words of [/50\s+to add/, /2\s+unknown/, /3\s+already in/]) assert(words.test(told), `the list is told apart: ${words} in ${told}`);
  await me.shoot("group-paste");
  same(await me.isAccessible("group-paste"), [], "axe finds nothing beside the list");
  same(((await server.group("Finance")).members ?? []).length, members.size, "nothing has been sent");

  await me.press(/^Review 50 changes/);
  await me.sends();
  const now = new Set(((await server.group("Finance")).members ?? []).map((member) => member.value));
  same(now.size, members.size + 50, "exactly the 50 are added");
  assert(outside.every((user) => now.has(user.id)), "and they are the right ones");
});
