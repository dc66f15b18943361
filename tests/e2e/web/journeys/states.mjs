// What goes wrong, on each screen: the server is empty, refuses (403), fails (500), or is gone. Each says what happened,
// why and what is safe, and what to do; and axe finds nothing on any of them.
import { connect, journey, same, somebodyFromAfar, surroundings } from "../person.mjs";

const fault = (status, endpoint) => `[[fault]]\n${endpoint ? `endpoint = "${endpoint}"\n` : ""}action = { kind = "error_before", status = ${status} }\n`;

await journey(async (me) => {
  const faults = [];
  const look = async (name) => {
    await me.shoot(`state-${name}`);
    faults.push(...(await me.isAccessible(name, ["light", "dark", "contrast"])));
  };
  const user = await somebodyFromAfar();
  const connection = await connect();

  await surroundings.behave(fault(403, "/Users"));
  await me.open(`/c/${connection.id}/t/User`);
  await me.sees(/does not allow|refuses|may not|403/);
  await me.finds("button", "Change the sign-in");
  await look("users-forbidden");

  await surroundings.behave(fault(500, "/Users"));
  await me.press("Try again");
  await me.finds("button", "Try again");
  await me.sees(/failed|fault|500/);
  await look("users-failed");

  await surroundings.behave("[list]\nempty_without_filter = true\n");
  await me.press("Try again");
  await me.sees("The server has no users");
  await look("users-empty");

  await surroundings.behave("");
  await me.keys("F5");
  await me.counts(240);
  // Everybody is there before groups and roles are; while a server is read, F5 does nothing.
  await me.sees(/^Live$/);

  await surroundings.behave(fault(403));
  await me.keys("F5");
  await me.sees(/You see the copy of/);
  await me.finds("button", "Change the sign-in");
  await look("users-copy-forbidden");
  await me.opens(user.displayName);
  await me.sees("You see the copy.");
  await look("user-forbidden");
  const tabs = me.page.getByRole("tablist", { name: "Parts of the record" }).getByRole("tab");
  for (const name of await tabs.allInnerTexts()) {
    const word = name.split(/\s/)[0];
    await tabs.filter({ hasText: word }).first().click();
    await me.page.getByRole("tabpanel", { name: word }).waitFor();
    await look(`user-${word.toLowerCase()}-forbidden`);
  }
  await tabs.first().click();
  await me.edits("Job title", "Nattevakt");
  await me.keys("Control+s");
  await me.finds("dialog", /^Review/);
  await me.sees("The change cannot be prepared");
  await look("review-forbidden");
  await me.keys("Escape");
  await me.sees("1 change not sent");

  await surroundings.stopServer();
  await me.keys("F5");
  await me.sees(/cannot be reached/);
  await look("users-offline");
  await me.keys("Control+s");
  await me.finds("dialog", /^Review/);
  await me.sees("The change cannot be prepared");
  await look("review-offline");
  await me.keys("Escape");
  await me.role("link", "Groups").click();
  await me.finds("grid", "Groups");
  await me.opens("Finance");
  await look("group-offline");
  await me.keys("Control+k");
  await me.page.keyboard.type(user.userName);
  await me.finds("option", new RegExp(user.userName.replaceAll(".", "\\.")));
  await look("palette-offline");
  await me.keys("Escape");
  await me.role("dialog").waitFor({ state: "detached" });
  await me.keys("Control+k");
  await me.page.keyboard.type("zzz nobody");
  await me.sees("Nothing found");
  await look("palette-nothing");
  await me.keys("Escape");
  await me.role("link", "Jobs").click();
  await me.sees("No jobs yet");
  await look("jobs-empty");
  await me.role("link", "Settings").click();
  await me.sees(/none is collected, ever/);
  await me.keys("Control+f");
  await me.page.keyboard.type("xyzzy");
  await me.sees("No setting fits");
  await look("settings-nothing");
  same(faults, [], "axe finds nothing on any of these");
});
