// Without a mouse: connect to a server, read it again, change a setting, and put a change back from the history.
import { journey, rpc, same, server, somebodyFromAfar, until } from "../person.mjs";

await journey(async (me) => {
  await me.open();
  await me.finds("heading", "The sample directory");
  await me.tabsTo("the way to a server", await me.finds("button", /^Connect to a server/));
  await me.keys("Enter");
  await me.tabsTo("the name", me.role("textbox", "Name", { exact: true }));
  await me.page.keyboard.type("Globex keys");
  await me.tabsTo("the address", me.role("textbox", /^Address/));
  await me.page.keyboard.type(process.env.ROLLCALL_SERVER);
  await me.tabsTo("the environments", me.page.getByRole("radiogroup", { name: "Environment" }).locator("input:checked"));
  await me.keys("ArrowDown");
  await me.tabsTo("the token", me.page.getByLabel("Access token").and(me.page.locator("input:not([type=radio])")).first());
  await me.page.keyboard.type(process.env.ROLLCALL_TOKEN);
  await me.sees("can be used");
  await me.keys("Control+Enter");
  await me.counts(240);

  const before = (await rpc("connection_list")).find((each) => each.name === "Globex keys").syncedAt;
  await me.keys("F5");
  await until("it was read again", async () => (await rpc("connection_list")).find((each) => each.name === "Globex keys").syncedAt !== before);

  await me.keys("Control+,");
  await me.finds("heading", "Settings");
  await me.keys("Control+f");
  await me.page.keyboard.type("rows");
  await until("other settings are gone", async () => (await me.page.getByLabel("Language", { exact: true }).count()) === 0);
  await me.tabsTo("the height of rows", me.page.getByRole("radio", { name: "Regular" }).or(me.page.getByRole("button", { name: "Regular" })).first());
  await me.keys("ArrowRight");
  await until("the choice is kept", async () => (await rpc("settings")).density !== "regular");

  await me.keys("Control+2");
  await me.finds("grid", "Users");
  const user = await somebodyFromAfar();
  await me.opensByKeys(user);
  await me.editsByKeys("Job title", "Nattevakt");
  await me.sees("1 change not sent");
  const send = async (toEnd) => {
    await me.sends();
    same((await server.user(user.userName)).title, toEnd, "the server has it");
  };
  await me.keys("Control+s");
  await send("Nattevakt");
  const history = me.page.getByRole("tab", { name: /History/ });
  const number = (await me.page.getByRole("tab").allInnerTexts()).findIndex((name) => name.startsWith("History")) + 1;
  await me.keys(`Alt+${number}`);
  await until("the history is open", async () => (await history.getAttribute("aria-selected")) === "true");
  await me.tabsTo("the way back", await me.finds("button", /^Undo/));
  await me.keys("Enter");
  await send(user.title);
});
