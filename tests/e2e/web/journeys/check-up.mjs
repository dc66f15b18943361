// "It does not work": the check-up says why, leads to the way out, and the ticket gets its receipt. Without a mouse.
import { assert, connect, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"];
  const ada = { schemas, userName: "ada.łoś@example.com", displayName: "Ada Łoś", emails: [{ value: "shared@example.com", type: "work" }], active: false };
  const twin = { schemas, userName: "ada.los@example.com", displayName: "Ada Los", emails: [{ value: "shared@example.com", type: "work" }], active: true };
  for (const one of [ada, twin]) same((await server.ask("POST", "/Users", one)).status, 201, `${one.displayName} is there to begin with`);
  await me.open();
  await me.counts(242);
  await me.opensByKeys(ada);
  await me.tabsTo("the check-up", await me.finds("button", "What is wrong with it?"));
  await me.keys("Enter");
  const dialog = await me.finds("dialog", "What is wrong with it?");
  await dialog.getByText("The account is inactive: nobody can sign in with it.").waitFor();
  const told = await dialog.innerText();
  assert(told.includes("Ada Los has the same e-mail address: shared@example.com"), `who else has the address is said: ${told}`);
  assert(told.includes("It is in no group"), `and that there is no group: ${told}`);
  same(await me.isAccessible("check-up"), [], "axe finds nothing on the check-up");
  await me.shoot("check-up");

  await me.tabsTo("the way out", dialog.getByRole("button", { name: "Activate…" }));
  await me.keys("Enter");
  const receipt = async (outcome) => {
    await outcome.getByText(/every change is stored/).waitFor();
    await me.tabsTo("the receipt", outcome.getByRole("button", { name: "Receipt as Markdown" }));
    await me.keys("Enter");
    await outcome.getByText("The receipt is on the clipboard.").waitFor({ state: "attached" });
  };
  const review = await me.finds("dialog", /^Review/);
  await me.enabled(/^Send /);
  await me.keys("Control+Enter");
  await receipt(await me.finds("dialog", "What the server made of it"));
  const copied = await me.page.evaluate(() => navigator.clipboard.readText());
  for (const words of ["Activation of User Ada Łoś", "/Users/", "PATCH", "**Answer:** 200", "Read back from the server: stored as sent."]) assert(copied.includes(words), `the receipt says “${words}”: ${copied}`);
  assert(!copied.includes(process.env.ROLLCALL_TOKEN), "the receipt holds no secret");
  await me.keys("Control+Enter");
  await review.waitFor({ state: "detached" });
  same((await server.user(ada.userName)).active, true, "the account can be used again");

  await me.tabsTo("the check-up", await me.finds("button", "What is wrong with it?"));
  await me.keys("Enter");
  await dialog.getByText("Last changed").waitFor();
  same(await dialog.getByText("The account is inactive").count(), 0, "what was put right is found no more");
});
