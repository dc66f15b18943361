// What was done can be seen, proven and put back.
import { connect, journey, same, server, somebodyFromAfar } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opens(user.displayName);
  await me.edits("Job title", "Nattevakt – 夜勤");
  await me.reviewsAndSends();
  same((await server.user(user.userName)).title, "Nattevakt – 夜勤", "it is there");
  await me.page.getByRole("tab", { name: /^History/ }).click();
  await me.sees("Nattevakt – 夜勤");
  await me.shoot("history");
  await me.press(/^Undo /);
  await me.sends();
  same((await server.user(user.userName)).title, user.title, "the old value is back, as a reviewed change");
});
