// Without a mouse: find, open, edit, review, send, leave.
import { connect, journey, same, server, somebodyFromAfar, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.keys("Control+f");
  await me.page.keyboard.type(user.userName);
  await until("the list narrows", async () => (await me.rows()) > 0 && (await me.rows()) < 10);
  const grid = me.role("grid", "Users");
  await until("Tab reaches the list", async () => {
    if (await grid.evaluate((list) => list === document.activeElement)) return true;
    await me.keys("Tab");
    return false;
  });
  await me.keys("Enter");
  await me.finds("heading", user.displayName);
  const field = await me.finds("button", /^Job title:/);
  await until("Tab or F6 reaches the field", async () => {
    if (await field.evaluate((button) => button === document.activeElement)) return true;
    await me.keys("Tab");
    return false;
  });
  await me.keys("F2");
  await me.role("textbox", "Job title", { exact: true }).waitFor();
  await me.keys("Control+a");
  await me.page.keyboard.insertText("Nattevakt – 夜勤");
  await me.keys("Enter");
  await me.sees("1 change not sent");
  await me.keys("Control+s");
  await me.finds("dialog", /^Review/);
  await me.enabled(/^Send /);
  await me.keys("Control+Enter");
  await me.sees(/every change is stored/);
  await me.enabled(/^Close$/);
  await me.keys("Control+Enter");
  await me.role("dialog", /^Review|What the server/).waitFor({ state: "detached" });
  same((await server.user(user.userName)).title, "Nattevakt – 夜勤", "the server has it, and no mouse was there");
  await me.keys("Escape");
  await me.role("heading", user.displayName).waitFor({ state: "detached" });
});
