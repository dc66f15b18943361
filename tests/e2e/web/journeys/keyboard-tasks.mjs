// Without a mouse: connect to a server, read it again, change a setting, and put a change back from the history.
import { journey, rpc, same, server, somebodyFromAfar, until } from "../person.mjs";

await journey(async (me) => {
  /** Tab until this has the focus, as somebody does who sees where it is. */
  const reach = (what, found) => until(`Tab reaches ${what}`, async () => {
    if (await found.evaluate((element) => element === document.activeElement)) return true;
    await me.keys("Tab");
    return false;
  });

  await me.open();
  await me.finds("heading", "The sample directory");
  await reach("the way to a server", await me.finds("button", /^Connect to a server/));
  await me.keys("Enter");
  await reach("the name", me.role("textbox", "Name", { exact: true }));
  await me.page.keyboard.type("Globex keys");
  await reach("the address", me.role("textbox", /^Address/));
  await me.page.keyboard.type(process.env.ROLLCALL_SERVER);
  await reach("the environments", me.page.locator("input[type=radio][name]:checked").first());
  await me.keys("ArrowDown");
  await reach("the token", me.page.getByLabel("Access token").and(me.page.locator("input:not([type=radio])")).first());
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
  await reach("the height of rows", me.page.getByRole("radio", { name: "Regular" }).or(me.page.getByRole("button", { name: "Regular" })).first());
  await me.keys("ArrowRight");
  await until("the choice is kept", async () => (await rpc("settings")).density !== "regular");

  await me.keys("Control+2");
  await me.finds("grid", "Users");
  const user = await somebodyFromAfar();
  await me.keys("Control+f");
  await me.page.keyboard.type(user.userName);
  await until("the list narrows", async () => (await me.rows()) > 0 && (await me.rows()) < 10);
  await reach("the list", me.role("grid", "Users"));
  await me.keys("Enter");
  await me.finds("heading", user.displayName);
  await reach("the field", await me.finds("button", /^Job title:/));
  await me.keys("F2");
  await me.role("textbox", "Job title", { exact: true }).waitFor();
  await me.keys("Control+a");
  await me.page.keyboard.insertText("Nattevakt");
  await me.keys("Enter");
  await me.sees("1 change not sent");
  const send = async (toEnd) => {
    await me.finds("dialog", /^Review/);
    await me.enabled(/^Send /);
    await me.keys("Control+Enter");
    await me.sees(/every change is stored/);
    await me.enabled(/^Close$/);
    await me.keys("Control+Enter");
    await me.role("dialog").waitFor({ state: "detached" });
    same((await server.user(user.userName)).title, toEnd, "the server has it");
  };
  await me.keys("Control+s");
  await send("Nattevakt");
  const history = me.page.getByRole("tab", { name: /History/ });
  const number = (await me.page.getByRole("tab").allInnerTexts()).findIndex((name) => name.startsWith("History")) + 1;
  await me.keys(`Alt+${number}`);
  await until("the history is open", async () => (await history.getAttribute("aria-selected")) === "true");
  await reach("the way back", await me.finds("button", /^Undo/));
  await me.keys("Enter");
  await send(user.title);
});
