// Union, minus and intersection: of a group with another one, and with a file. By keyboard, but for the file.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { connect, folder, journey, same, server } from "../person.mjs";

await journey(async (me) => {
  const connection = await connect();
  const ids = (await server.all("/Users")).map((user) => user.id);
  const make = async (displayName, members) => (await server.ask("POST", "/Groups", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName, members: members.map((value) => ({ value })) })).body.id;
  const harvest = await make("Harvest", ids.slice(0, 10));
  await make("Zinc office", ids.slice(5, 20));
  const members = async () => ((await server.group("Harvest")).members ?? []).map((member) => member.value).toSorted();
  const sends = async (n) => {
    await me.enabled(new RegExp(`^Review ${n} change`));
    await me.keys("Control+Enter");
    await me.sends();
  };

  await me.open();
  await me.counts(240);
  await me.open(`/c/${connection.id}/t/Group?id=${harvest}`);
  await me.counts(10);
  await me.keys("Control+Shift+v");
  const panel = await me.finds("complementary", "Paste a list");
  const choice = (name) => panel.locator("label").filter({ hasText: name });

  const other = panel.getByRole("button", { name: "Use another group instead" });
  await other.focus();
  await me.keys("Enter");
  await panel.getByRole("combobox", { name: "Find a group" }).waitFor();
  await me.page.keyboard.type("Zinc office");
  await panel.getByRole("option", { name: /^Zinc office/ }).waitFor();
  await me.keys("Enter");
  await panel.getByText(/Members of\s*Zinc office/).waitFor();
  await me.keys("Control+Enter");
  await sends(10);
  same(await members(), ids.slice(0, 20).toSorted(), "union: those of both");
  await me.counts(20);

  await choice("Remove them").click();
  await me.enabled(/^Check/);
  await me.keys("Control+Enter");
  await sends(15);
  same(await members(), ids.slice(0, 5).toSorted(), "minus: those of the other group are out");

  await panel.getByRole("button", { name: "Use a list instead" }).click();
  const users = await server.all("/Users");
  const list = path.join(folder, "stay.txt");
  writeFileSync(list, `\uFEFF${[users.find((user) => user.id === ids[1]), users.find((user) => user.id === ids[3])].map((user) => user.userName).join("\r\n")}\r\n`);
  await panel.locator("input[type=file]").setInputFiles(list);
  await panel.getByText("2 lines").waitFor();
  await choice("Keep only them").click();
  await me.enabled(/^Check/);
  await me.keys("Control+Enter");
  await me.enabled(/^Review 3 changes/);
  await me.shoot("group-keep");
  same(await me.isAccessible("group-keep"), [], "axe finds nothing beside what leaves");
  await sends(3);
  same(await members(), [ids[1], ids[3]].toSorted(), "intersection with a file: only those of both stay");
});
