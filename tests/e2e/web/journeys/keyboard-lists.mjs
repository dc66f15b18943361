// Lists without a mouse: columns are chosen, rows go into a file, a spreadsheet becomes a job, names go into a group.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { assert, connect, folder, journey, nextDialog, same, server, until } from "../person.mjs";

await journey(async (me) => {
  await connect();
  await me.open();
  await me.counts(240);
  await me.tabsTo("the columns", await me.finds("button", "Columns"));
  await me.keys("Enter");
  const columns = await me.finds("dialog", "Columns");
  await me.tabsTo("a column", columns.getByRole("checkbox", { name: /cost centre/i }));
  await me.keys("Space");
  same(await me.isAccessible("columns"), [], "axe finds nothing on the choice of columns");
  await me.shoot("columns");
  await me.tabsTo("the end of the choice", columns.getByRole("button", { name: /^Show \d+ columns/ }));
  await me.keys("Enter");
  await me.finds("columnheader", /Cost centre/);

  const file = path.join(folder, "everybody.csv");
  await nextDialog({ save: file });
  await me.tabsTo("the export", await me.finds("button", "Export"));
  await me.keys("Enter");
  const dialog = await me.finds("dialog", /^Export/);
  same(await me.isAccessible("export"), [], "axe finds nothing on the export");
  await me.shoot("export");
  await me.tabsTo("the formats", dialog.locator("input[type=radio]:checked").first());
  await until("CSV is chosen", async () => (await dialog.getByRole("radio", { name: "CSV" }).isChecked()) || me.keys("ArrowRight"));
  await me.tabsTo("the file", dialog.getByRole("button", { name: /^Export 240 rows/ }));
  await me.keys("Enter");
  await dialog.waitFor({ state: "detached" });
  const lines = readFileSync(file, "utf8").trim().split(/\r?\n/);
  assert(lines.length === 241 && lines[0].includes("Cost centre"), `everybody is in the file, with the columns of the screen: ${lines[0]}`);

  const list = path.join(folder, "hires.csv");
  writeFileSync(list, "User name,First name,Last name\nseason.1@example.com,Zoë,Łoś\nseason.2@example.com,Ola,Ærø\n");
  await nextDialog({ open: list });
  await me.keys("Control+i");
  await me.tabsTo("the file dialog", await me.finds("button", /^Choose a file/));
  await me.keys("Enter");
  for (const [seen, button] of [[/2 rows/, /^Map 3 columns/], [/3 of 3 columns used/, /^Plan 2 rows/], [/2 people will change/, /^Run 2 changes/]]) {
    await me.sees(seen);
    await me.enabled(button);
    await me.keys("Control+Enter");
  }
  const run = await me.finds("dialog", /^Run 2 changes/);
  await me.tabsTo("the question", run.getByRole("checkbox", { name: /I have looked at the plan/ }));
  await me.keys("Space", "Control+Enter");
  await me.sees(/every row ends in a proven state/);
  same((await server.user("season.1@example.com")).name.familyName, "Łoś", "the server has who was in the spreadsheet");

  const before = ((await server.group("Finance")).members ?? []).map((member) => member.value);
  const outside = (await server.all("/Users")).filter((user) => !before.includes(user.id)).slice(0, 3);
  await me.tabsTo("the groups", me.role("link", "Groups"));
  await me.keys("Enter");
  await me.finds("grid", "Groups");
  await me.keys("Control+f");
  await me.page.keyboard.insertText("Finance");
  await until("the list narrows", async () => (await me.rows()) > 0 && (await me.rows()) < 10);
  await me.tabsTo("the list", me.role("grid", "Groups"));
  await me.keys("Enter");
  await me.finds("heading", "Finance");
  await me.keys("Control+Shift+v");
  await me.tabsTo("the names", await me.finds("textbox", /^One person per line/));
  await me.page.keyboard.insertText(outside.map((user) => user.userName).join("\n"));
  await me.enabled("Check the list");
  await me.keys("Control+Enter");
  await me.enabled(/^Review 3 changes/);
  await me.keys("Control+Enter");
  await me.sends();
  same(((await server.group("Finance")).members ?? []).map((member) => member.value).toSorted(), [...before, ...outside.map((user) => user.id)].toSorted(), "the right three are added, and nobody else");
});
