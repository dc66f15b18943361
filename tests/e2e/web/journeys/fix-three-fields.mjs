// Helpdesk: find one account by typing, fix three fields, look at the exact request, see what the server made of it.
import { assert, connect, journey, same, server, somebodyFromAfar } from "../person.mjs";

const WORK = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

await journey(async (me) => {
  await connect();
  const user = await somebodyFromAfar();
  await me.open();
  await me.counts(240);
  await me.opens(user.displayName);
  await me.edits("Job title", "Światło i dźwięk – 照明");
  await me.edits("Department", "Ålesund / Łódź");
  await me.edits("Family name", "Ærøskøbing");
  await me.sees("3 changes not sent");
  same((await server.user(user.userName)).title, user.title, "nothing leaves before it was reviewed");

  await me.reviewsAndSends(async (dialog) => {
    const shown = await dialog.innerText();
    for (const words of [`/Users/${user.id}`, "PATCH", "If-Match", "Światło i dźwięk – 照明", "Ålesund / Łódź", "Ærøskøbing"]) {
      assert(shown.includes(words), `the review shows ${words}: ${shown}`);
    }
    assert(!shown.includes(process.env.ROLLCALL_TOKEN), "the request is shown without its secret");
  });
  const now = await server.user(user.userName);
  same([now.title, now[WORK].department, now.name.familyName], ["Światło i dźwięk – 照明", "Ålesund / Łódź", "Ærøskøbing"], "the server has what was typed, letter by letter");
});
