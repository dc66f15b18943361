// Somebody else was faster: nothing is overwritten, both versions are shown, and the merge is sent.
import { connect, journey, same, server, somebodyFromAfar } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opens(user.displayName);
  await me.edits("Job title", "Nattevakt");
  await me.keys("Control+s");
  await me.finds("dialog", /^Review/);
  await me.enabled(/^Send /);
  // Between the look and the sending.
  const operations = [{ op: "replace", path: "title", value: "Chef – 主任" }];
  const changed = await server.ask("PATCH", `/Users/${user.id}`, { schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations: operations });
  same(changed.status, 200, "the other one changed it");
  await me.keys("Control+Enter");
  await me.sees(/changed this record meanwhile/);
  same((await server.user(user.userName)).title, "Chef – 主任", "nothing was overwritten");
});
