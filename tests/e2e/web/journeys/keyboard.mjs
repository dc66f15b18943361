// Without a mouse: find, open, edit, review, send, leave.
import { connect, journey, same, server, somebodyFromAfar } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opensByKeys(user);
  await me.editsByKeys("Job title", "Nattevakt – 夜勤");
  await me.sees("1 change not sent");
  await me.reviewsAndSends();
  same((await server.user(user.userName)).title, "Nattevakt – 夜勤", "the server has it, and no mouse was there");
  await me.keys("Escape");
  await me.role("heading", user.displayName).waitFor({ state: "detached" });
});
