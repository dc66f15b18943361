// A resource type only this server has: its screen, its form and its change come from its schema alone.
import { connect, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  await connect();
  const [role] = await server.all("/Roles");
  await me.open();
  await me.role("link", "Roles").click();
  await me.finds("grid", "Roles");
  await me.opens(role.name);
  await me.edits("Name", "Nattevakt – 夜勤");
  await me.reviewsAndSends();
  same((await server.get(`/Roles/${role.id}`)).name, "Nattevakt – 夜勤", "the server has it");
});
