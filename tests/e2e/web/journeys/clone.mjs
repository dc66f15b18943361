// Like somebody who is there: the work is taken over, what belongs to one person is not.
import { connect, journey, same, server, somebodyFromAfar } from "../person.mjs";

const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opensByKeys(user);
  await me.sees("Department");
  await me.keys("Control+d");
  const name = me.role("textbox", "Sign-in name", { exact: true });
  await name.waitFor();
  await me.page.keyboard.insertText("zweite.łęcka@example.com");
  await me.keys("Enter");
  await me.reviewsAndSends(async () => {}, /^Create /);
  const clone = await server.user("zweite.łęcka@example.com");
  same([clone.title, clone[WORK]?.department, clone.displayName], [user.title, user[WORK]?.department, user.displayName], "the work and, as a start, the name");
  same([clone.id === user.id, clone.emails, clone.groups ?? [], clone[WORK]?.employeeNumber], [false, undefined, [], undefined], "no address, number or group of another person");
});
