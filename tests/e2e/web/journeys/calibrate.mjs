// A server is calibrated on a made-up user: the plan first, then consent, then what it really does; nothing is left there.
import { connect, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  const faults = [];
  const look = async (name) => {
    await me.shoot(name);
    faults.push(...(await me.isAccessible(name)));
  };
  const users = async () => (await server.all("/Users")).map(({ userName }) => userName).toSorted();
  await connect();
  await me.open();
  await me.counts(240);
  const before = await users();

  await me.keys("Control+1");
  await me.press("Calibrate…");
  await me.sees("It makes and removes");
  await look("calibrate-plan");
  await me.page.getByText(/and remove them again$/).click();
  await me.enabled(/^Calibrate$/);
  await me.press(/^Calibrate$/);
  await me.sees("Everything made was removed again");
  await me.sees("What was found");
  await look("calibrate-found");
  same(await users(), before, "the made-up people are gone from the server");
  same(faults, [], "axe finds nothing on either screen");
});
