// Somebody else was faster: nothing is overwritten, the three versions are merged by keys, and the merge is sent. Without a mouse.
import { connect, journey, same, server, somebodyFromAfar, until } from "../person.mjs";

const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opensByKeys(user);
  await me.editsByKeys("Job title", "Nattevakt – 夜勤");
  await me.editsByKeys("Department", "Ålesund");
  await me.keys("Control+s");
  await me.finds("dialog", /^Review/);
  await me.enabled(/^Send /);
  // Between the look and the sending, somebody changes one of the same fields and another one.
  const operations = [{ op: "replace", path: "title", value: "Chef – 主任" }, { op: "replace", path: "nickName", value: "Øje" }];
  const changed = await server.ask("PATCH", `/Users/${user.id}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: operations });
  same(changed.status, 200, "the other one changed it");
  await me.keys("Control+Enter");
  const merge = await me.finds("dialog", /changed .* first/);
  same((await server.user(user.userName)).title, "Chef – 主任", "nothing was overwritten");
  await until("one choice is asked for", async () => (await merge.innerText()).includes("Both changed it. You choose."));
  await me.shoot("conflict");
  same(await me.isAccessible("conflict"), [], "axe finds nothing in the merge");
  await me.keys("1");
  await me.enabled("Review the merged changes");
  await me.keys("Control+Enter");
  await me.sends();
  const now = await server.user(user.userName);
  same([now.title, now[WORK].department, now.nickName], ["Nattevakt – 夜勤", "Ålesund", "Øje"], "what was chosen is there, and what only the other one changed was left alone");
});
