// A server nobody here wrote: connect through the form, read, find, edit, see what it kept.
import { journey, same, server } from "../person.mjs";

const people = ["Zoë Kowalczyk", "Mateus Ferreira", "Łukasz Šimić"].map((name, n) => {
  const [givenName, familyName] = name.split(" ");
  const userName = `season.${n}@example.com`;
  return { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName, displayName: name, name: { givenName, familyName }, emails: [{ value: userName, type: "work" }], active: true };
});

await journey(async (me) => {
  for (const one of people) same((await server.ask("POST", "/Users", one)).status, 201, `${one.displayName} is there to begin with`);
  await me.open();
  await me.press("Connect to a server");
  await me.write("Name", "Partner");
  await me.write(/^Address/, process.env.ROLLCALL_SERVER);
  await me.page.getByText("Test or staging").click();
  await me.write("Access token", process.env.ROLLCALL_TOKEN);
  await me.press("Save and open");
  await me.counts(people.length);
  await me.opens("Łukasz Šimić");
  await me.edits("Job title", "Światło i dźwięk – 照明");
  await me.reviewsAndSends();
  const kept = (await server.all("/Users")).find((user) => user.userName === "season.2@example.com");
  same(kept.title, "Światło i dźwięk – 照明", "the server has what was typed, letter by letter");
});
