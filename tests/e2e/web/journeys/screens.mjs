// Every screen, for people to look at beside the design; axe on each, in light, dark and high contrast; and each in the
// smallest window, at 200 % and in 4K.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { folder, journey, nextDialog, same, somebodyFromAfar } from "../person.mjs";

await journey(async (me) => {
  const faults = [];
  const cut = [];
  const look = async (name) => {
    await me.shoot(name);
    faults.push(...(await me.isAccessible(name)));
    cut.push(...(await me.fits(name)));
  };

  await me.open();
  await me.finds("heading", "The sample directory");
  await look("welcome");
  await me.press("Connect to a server");
  await me.write("Name", "Globex test");
  await me.write(/^Address/, process.env.ROLLCALL_SERVER);
  await me.page.getByText("Test or staging").click();
  await me.write("Access token", process.env.ROLLCALL_TOKEN);
  await me.sees("can be used");
  await look("connection");
  await me.press("Save and open");
  await me.counts(240);
  await look("users");

  await me.keys("Shift+?");
  await me.finds("dialog", "Keys that apply here");
  await look("keys");
  await me.keys("Escape");
  await me.role("dialog").waitFor({ state: "detached" });

  const user = await somebodyFromAfar();
  await me.opens(user.displayName);
  await me.edits("Job title", "Światło i dźwięk");
  await me.edits("Department", "Ålesund");
  await look("user");
  const tabs = me.page.getByRole("tablist", { name: "Parts of the record" }).getByRole("tab");
  for (const name of await tabs.allInnerTexts()) {
    const word = name.split(/\s/)[0];
    await tabs.filter({ hasText: word }).first().click();
    await me.page.getByRole("tabpanel", { name: word }).waitFor();
    await look(`user-${word.toLowerCase()}`);
  }
  await me.keys("Control+s");
  await me.sees("The exact request");
  await look("review");
  await me.enabled(/^Send /);
  await me.keys("Control+Enter");
  await me.sees(/every change is stored/);
  await look("review-done");
  await me.keys("Control+Enter");
  await me.role("dialog").waitFor({ state: "detached" });

  await me.role("link", "Groups").click();
  await me.finds("grid", "Groups");
  await me.opens("Finance");
  await look("group");
  await me.role("link", "Roles").click();
  await me.finds("grid", "Roles");
  await look("roles");
  await me.role("searchbox").fill("zzz nobody");
  await me.sees("Nothing matches");
  await look("nothing-found");

  const list = path.join(folder, "hires.csv");
  const lines = Array.from({ length: 50 }, (_, n) => `season.${String(n).padStart(4, "0")}@example.com,Zoë,Nowak ${n},season.${n}@example.com,Lift operator`);
  writeFileSync(list, `User name,First name,Last name,E-mail,Job title\n${lines.join("\n")}\n,No,Key,nobody@example.com,1.5E+10\n`);
  await nextDialog({ open: list });
  await me.role("link", "Users").click();
  await me.press("Import list");
  await look("import-start");
  await me.press(/Choose a file/);
  await me.sees(/51 rows/);
  await look("import-source");
  await me.press(/^Map 5 columns/);
  await me.sees(/5 of 5 columns used/);
  await look("import-map");
  await me.press(/^Plan 51 rows/);
  await me.sees(/50 people will change/);
  await look("job-plan");
  await me.press(/^Run 50 changes/);
  await me.finds("dialog", /^Run 50 changes/);
  await look("job-run-dialog");
  await me.page.getByText("I have looked at the plan").click();
  await me.role("dialog").getByRole("button", { name: /^Run/ }).click();
  await me.sees(/every row ends in a proven state/);
  await look("job-results");
  await me.role("link", "Jobs").click();
  await me.finds("button", /^Open/);
  await look("jobs");
  await me.role("link", "Settings").click();
  await me.sees(/none is collected, ever/);
  await look("settings");
  same(faults, [], "axe finds nothing on any screen, in light, dark and high contrast");
  same(cut, [], "every button can be got to in the smallest window, at 200 % and in 4K");
});
