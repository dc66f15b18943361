import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, test } from "vitest";
import { setLanguage } from "@/i18n/locale";
import { failure, globex } from "./fixture-host";
import { capabilities, presets } from "./presets";
import { openWindow } from "./render";

const payloads = (made: { calls: { command: string; payload: unknown }[] }, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

/** The way to sign in that is chosen in the form. */
const chosen = () => screen.getAllByRole<HTMLInputElement>("radio").find((each) => each.name === "auth" && each.checked)?.value;

afterEach(() => setLanguage("en"));

describe("presets", () => {
  test("a preset is found by its words, its variables make the address, and the connection starts read-only with the reason in sight", async () => {
    const made = openWindow({}, "/connections/new");
    await made.user.click(await screen.findByRole("button", { name: "Change preset" }));
    const gallery = await screen.findByRole("dialog");
    await made.user.type(within(gallery).getByRole("textbox"), "identity aws");
    expect(within(gallery).queryByText("Cisco Webex"), "what does not fit is not shown").toBeNull();
    await made.user.click(within(gallery).getByRole("button", { name: /AWS IAM/ }));
    await made.user.type(await screen.findByLabelText("AWS region"), "eu-west-1");
    await made.user.type(screen.getByLabelText("Tenant id"), "t1");
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/Address/).value).toBe("https://scim.eu-west-1.amazonaws.com/t1/scim/v2"));
    expect(screen.getByText(/An identity provider usually keeps/)).toBeTruthy();
    await made.user.type(screen.getByLabelText("Name"), "Payments");
    await made.user.type(screen.getByLabelText(/Access token/, { selector: "input[type=password]" }), "a-token");
    await made.user.click(screen.getByRole("button", { name: /Save/ }));
    await waitFor(() => expect(payloads(made, "connection_add").at(-1)).toMatchObject({ preset: { id: "aws-iic", variables: { region: "eu-west-1", tenant: "t1" } } }));
  });

  test("presets that could not be read are not counted", async () => {
    const made = openWindow({ answers: { presets: () => { throw failure("store", "The presets could not be read."); } } }, "/connections/new");
    await made.user.click(await screen.findByRole("button", { name: "Change preset" }));
    const gallery = within(await screen.findByRole("dialog"));
    await gallery.findByRole("alert");
    expect(gallery.queryByText(/^\d+ presets?$/)).toBeNull();
  });

  test("a typed address suggests its product, and taking it fills the variables", async () => {
    const made = openWindow({}, "/connections/new");
    await made.user.type(await screen.findByLabelText(/Address/), "https://scim.eu-central-1.amazonaws.com/abc/scim/v2");
    await made.user.click(await screen.findByRole("button", { name: "Use what is known of AWS IAM Identity Center" }));
    expect(screen.getByLabelText<HTMLInputElement>("AWS region").value).toBe("eu-central-1");
    expect(screen.queryByText(/This looks like/), "what was taken is not offered again").toBeNull();
  });

  test("a preset chooses the way to sign in, says which one is not there, and leaves a person's own choice alone", async () => {
    const made = openWindow({}, "/connections/new");
    const choose = async (name: RegExp) => {
      await made.user.click(await screen.findByRole("button", { name: "Change preset" }));
      await made.user.click(within(await screen.findByRole("dialog")).getByRole("button", { name }));
    };
    await choose(/Zoom/);
    await waitFor(() => expect(chosen()).toBe("clientCredentials"));
    await choose(/Webex/);
    await waitFor(() => expect(chosen(), "the way of another preset goes with it").toBe("bearer"));
    expect(screen.getByText(/Webex also lets clients sign in by a signed assertion/)).toBeTruthy();
    await made.user.click(screen.getByRole("radio", { name: /^Password|^User name and password|basic/i }));
    await choose(/Zoom/);
    await waitFor(() => expect(screen.queryByText(/also lets clients sign in/)).toBeNull());
    expect(chosen(), "what a person chose stays").toBe("basic");
  });

  test("a preset fills in the scopes unless a person has, and an account is sent with its client", async () => {
    const made = openWindow({}, "/connections/new");
    const choose = async (name: RegExp) => {
      await made.user.click(await screen.findByRole("button", { name: "Change preset" }));
      await made.user.click(within(await screen.findByRole("dialog")).getByRole("button", { name }));
    };
    await choose(/Webex/);
    await choose(/Zoom/);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Scope").value, "the scopes of another preset go with it").toBe("scim2"));
    await made.user.type(screen.getByLabelText("Scope"), " more");
    await choose(/Webex/);
    await choose(/Zoom/);
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Scope").value, "what a person typed stays").toBe("scim2 more"));
    await made.user.type(screen.getByLabelText("Name"), "Meetings");
    await made.user.type(screen.getByLabelText(/Address/), "https://api.zoom.us/scim2");
    await made.user.type(screen.getByLabelText("Token address"), "https://zoom.us/oauth/token");
    await made.user.type(screen.getByLabelText("Client ID"), "c-1");
    await made.user.type(screen.getByLabelText("Account ID"), "acct-1");
    await made.user.type(screen.getByLabelText("Client secret"), "a-secret");
    await made.user.click(screen.getByRole("button", { name: /Save/ }));
    const auth = { kind: "clientCredentials", oauth: { accountId: "acct-1", scope: "scim2 more", proof: "basic" } };
    await waitFor(() => expect(payloads(made, "connection_add").at(-1)).toMatchObject({ auth }));
  });
});

describe("what a server can do", () => {
  test("each fact says who says it, and what differs from the server's own word is counted", async () => {
    openWindow({}, "/c/c1/overview");
    const row = (await screen.findByText("Sort")).closest("tr") as HTMLElement;
    const [says, preset, seen] = within(row).getAllByRole("cell").map((cell) => cell.textContent);
    expect(says, "the server's word").toContain("Yes");
    expect(preset, "nobody else says anything").toBe("–");
    expect(seen, "what was seen, with the evidence").toMatch(/^No.*the same order as without sorting/);
    expect(screen.getByText("2 differences between what is said and what is used")).toBeTruthy();
  });

  test("what showed a fact is opened from its evidence by the keyboard, and only where there is such an exchange", async () => {
    const made = openWindow({}, "/c/c1/overview");
    const row = (await screen.findByText("Sort")).closest("tr") as HTMLElement;
    const ways = within(row).getAllByText("Show the exchange");
    expect(ways.map((way) => way.closest("td")?.cellIndex), "the server's own word names none").toEqual([3]);
    const way = ways[0]?.closest("button");
    way?.focus();
    expect(document.activeElement, "the keyboard comes to it").toBe(way);
    await made.user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Recorded exchange" });
    expect(payloads(made, "exchange"), "that very one").toEqual([{ connection: "c1", seq: 7 }]);
    expect(await within(dialog).findByText(/GET \/Users\?sortBy=userName/), "in the viewer of the requests").toBeTruthy();
    await made.user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  test("of a fact whose exchange is no longer kept that is said, in place of a way to it", async () => {
    const gone = capabilities.map((each) => (each.exchange === null ? each : { ...each, exchange: null, exchangeGone: true }));
    openWindow({ answers: { capabilities: () => gone } }, "/c/c1/overview");
    const row = (await screen.findByText("Sort")).closest("tr") as HTMLElement;
    expect(within(row).getAllByText(/no longer kept/), "once, where it was seen").toHaveLength(1);
    expect(within(row).queryByText("Show the exchange")).toBeNull();
  });

  test("what a server was seen to do otherwise is told apart from what it says otherwise", async () => {
    const change = { what: "features.sort", before: "yes", now: "no" };
    const version = { firstAt: "2026-11-20T10:00:00Z", lastAt: "2026-11-20T10:00:00Z", described: 119, changes: [{ ...change, seen: false }, { ...change, seen: true }] };
    openWindow({ answers: { server_versions: () => [version, { ...version, changes: [] }] } }, "/c/c1/overview");
    const changes = (await screen.findAllByText("Changed:")).map((each) => each.closest("li")?.textContent);
    expect(changes).toEqual(["Changed: Sort yes → no", "Changed: Sort (as seen) yes → no"]);
  });

  test("an exchange that went meanwhile is said to be no longer kept", async () => {
    const made = openWindow({ answers: { exchange: () => null } }, "/c/c1/overview");
    const row = (await screen.findByText("Sort")).closest("tr") as HTMLElement;
    await made.user.click(within(row).getByText("Show the exchange"));
    expect(await screen.findByText(/no longer kept/)).toBeTruthy();
  });

  test("one choice sets a value by hand, and another goes back to what is known", async () => {
    const made = openWindow({ answers: { capability_set: () => capabilities, capability_unset: () => capabilities } }, "/c/c1/overview");
    await made.user.selectOptions(await screen.findByLabelText("Sort: what Rollcall uses"), "yes");
    await waitFor(() => expect(payloads(made, "capability_set")).toEqual([{ connection: "c1", feature: "features.sort", value: "yes" }]));
    await made.user.click(screen.getByLabelText("Most in one page: what Rollcall uses"));
    await made.user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Go by what is known" }));
    await waitFor(() => expect(payloads(made, "capability_unset")).toEqual([{ connection: "c1", feature: "list.*.count.max" }]));
  });

  test("what is learned and changes what Rollcall does is said, with the reason and the way to it", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await screen.findByRole("heading", { name: "Users" });
    made.emit({ kind: "capabilityChanged", connection: "c1", feature: "features.sort", before: "yes", now: "no", why: "GET /Users answered 501", said: null });
    const toast = await screen.findByText("Globex production: Sort is now No");
    expect(toast).toBeTruthy();
    await made.user.click(screen.getByRole("button", { name: "Look at it" }));
    expect(await screen.findByRole("heading", { name: "What this server can do" })).toBeTruthy();
  });

  test("what is learned is set back by one click, and of several facts no one is meant", async () => {
    const made = openWindow({ answers: { capability_set: () => capabilities } }, "/c/c1/t/User");
    await screen.findByRole("heading", { name: "Users" });
    const learned = (feature: string, before: string | null) => made.emit({ kind: "capabilityChanged", connection: "c1", feature, before, now: "no", why: "GET /Users answered 501", said: null });
    learned("features.sort", "yes");
    await made.user.click(await screen.findByRole("button", { name: "Keep Yes" }));
    await waitFor(() => expect(payloads(made, "capability_set")).toEqual([{ connection: "c1", feature: "features.sort", value: "yes" }]));
    learned("features.etag", null);
    await screen.findByText("Globex production: Version check is now No");
    expect(screen.queryByRole("button", { name: /^Keep/ }), "nothing was known before").toBeNull();
    learned("features.filter", "yes");
    await screen.findByText("Globex production: 2 facts are now different");
    expect(screen.queryByRole("button", { name: /^Keep/ })).toBeNull();
  });

  test("what is learned at once is one notice with the number, and each fact counts once", async () => {
    const made = openWindow({}, "/c/c1/t/User");
    await screen.findByRole("heading", { name: "Users" });
    const learned = (feature: string, now: string) => made.emit({ kind: "capabilityChanged", connection: "c1", feature, before: "yes", now, why: "GET /Users answered 501", said: null });
    learned("features.sort", "no");
    learned("features.filter", "no");
    learned("features.etag", "no");
    learned("features.sort", "partial");
    expect(await screen.findByText("Globex production: 3 facts are now different")).toBeTruthy();
    expect(screen.getAllByRole("button", { name: "Look at it" }), "one notice, one way to it").toHaveLength(1);
    await made.user.click(screen.getByRole("button", { name: "Look at it" }));
    learned("features.bulk", "no");
    expect(await screen.findByText("Globex production: Many changes in one request is now No"), "what was looked at is not counted again").toBeTruthy();
  });

  test("a German window says in German how each fact was seen; a preset's own words stay", async () => {
    openWindow({ settings: { language: "de" }, answers: { capabilities: () => capabilities } }, "/c/c1/overview");
    expect(await screen.findByText(/GET \/Users\?sortBy=userName → 200: dieselbe Reihenfolge wie ohne Sortieren$/)).toBeTruthy();
    expect(screen.getByText(/Die ServiceProviderConfig nennt filter\.maxResults$/)).toBeTruthy();
    expect(screen.getByText(/AWS IAM Identity Center: V docs 2026-11-01$/)).toBeTruthy();
    expect(screen.queryByText(/the same order|declares/), "nothing of the engine's English").toBeNull();
  });

  test("a German notice says in German what showed the change, and words of an older version as they are", async () => {
    const made = openWindow({ settings: { language: "de" } }, "/c/c1/t/User");
    await screen.findByRole("heading", { name: "Benutzer" });
    made.emit({ kind: "capabilityChanged", connection: "c1", feature: "features.patch", before: "yes", now: "no", why: "/Users answered 501 to a PATCH", said: { code: "methodRefused", params: { endpoint: "/Users", status: "501", method: "PATCH" }, message: null } });
    expect(await screen.findByText(/\/Users antwortete 501 auf ein PATCH$/)).toBeTruthy();
    made.emit({ kind: "capabilityChanged", connection: "c2", feature: "features.sort", before: "yes", now: "no", why: "as it was said before", said: null });
    expect(await screen.findByText(/as it was said before$/)).toBeTruthy();
  });

  test("a directory that is kept elsewhere has a banner with the reason", async () => {
    const [aws] = presets;
    openWindow({ connections: [{ ...globex, preset: { choice: { id: "aws-iic", variables: {} }, preset: aws ?? null } }] }, "/c/c1/overview");
    expect(await screen.findByText(/identity provider usually keeps these accounts/)).toBeTruthy();
  });

  test("looking closer says how many requests it took", async () => {
    const made = openWindow({}, "/c/c1/overview");
    await made.user.click(await screen.findByRole("button", { name: "Look closer" }));
    expect(await screen.findByText("14 requests, 9 facts seen")).toBeTruthy();
  });
});
