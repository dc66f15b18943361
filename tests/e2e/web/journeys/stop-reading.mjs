// A long reading is stopped: what came stays and can be searched, and is not said to be everything.
import { connect, journey, same, surroundings, until } from "../person.mjs";

await journey(async (me) => {
  await surroundings.behave("[http]\nlatency_ms = 400\n[list]\nmax_results = 20\n");
  await connect();
  await me.open();
  await until("some are there before all are", async () => (await me.page.locator("[role=grid]").count()) > 0 && (await me.rows()) > 0 && (await me.rows()) < 240);
  await me.press("Stop");
  await me.sees(/not proven complete/);
  const kept = await me.rows();
  same(kept > 0 && kept < 240, true, `a part is kept: ${kept}`);
  await surroundings.behave("");
  await me.press("Read again from the server");
  await me.counts(240);
  await me.sees(/^complete$/);
});
