// Somebody new, without a mouse: nothing waits before the first letter, what is missing is said beside its field.
import { connect, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  await connect();
  await me.open();
  await me.counts(240);
  await me.keys("Control+n");
  const name = me.role("textbox", "Sign-in name", { exact: true });
  await name.waitFor();
  same(await me.page.getByText(/not sent$/).count(), 0, "an untouched form is no draft");
  same(await me.isAccessible("new-user"), [], "axe finds nothing on an empty form");
  // Left empty, it is told of as soon as anything else is there.
  await me.keys("Escape");
  await me.role("button", /^Sign-in name:/).waitFor();
  await me.tabsTo("the family name", me.role("button", /^Family name:/));
  await me.keys("F2");
  await me.page.keyboard.insertText("Łęcka – 夜勤");
  await me.keys("Tab");
  await me.role("textbox", "Given name", { exact: true }).waitFor();
  await me.page.keyboard.insertText("Åsa");
  await me.keys("Enter");
  await me.sees("2 changes not sent");
  await me.sees("This is required.");
  await me.shoot("new-user");
  same(await me.isAccessible("new-user-invalid"), [], "axe finds nothing on what is said beside a field");
  await me.tabsTo("the sign-in name", me.role("button", /^Sign-in name:/), "Shift+Tab");
  await me.keys("Enter");
  await me.page.keyboard.insertText("åsa.łęcka@example.com");
  await me.keys("Enter");
  await me.page.getByText("This is required.").waitFor({ state: "detached" });

  await me.reviewsAndSends(async () => {
    same(await server.user("åsa.łęcka@example.com"), undefined, "nothing was sent before it was reviewed");
  }, /^Create Åsa Łęcka/);
  const made = await server.user("åsa.łęcka@example.com");
  same([made.name.givenName, made.name.familyName], ["Åsa", "Łęcka – 夜勤"], "the server has her, letter by letter");
  await me.counts(241);
});
