import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AuthView, ConnectionView, OAuthView } from "@/rpc/types";
import { sandbox } from "./fixture-host";
import { openWindow } from "./render";

const payloads = (made: ReturnType<typeof openWindow>, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

const oauth: OAuthView = { tokenUrl: "https://login.example.com/token", clientId: "rollcall", proof: "none", keyId: "", scope: "offline_access", audience: "", resource: "" };
const person: AuthView = { kind: "person", authorizeUrl: "https://login.example.com/authorize", oauth };

async function filled(made: ReturnType<typeof openWindow>) {
  await made.user.type(await screen.findByLabelText("Name"), "Globex test");
  await made.user.type(screen.getByLabelText(/Address/), "https://scim.example.com/v2");
  await made.user.click(screen.getByText("Test or staging"));
}

describe("signing in", () => {
  it("sends a key with its header, and extras of which the secret ones are hidden", async () => {
    const made = openWindow({}, "/connections/new");
    await filled(made);
    await made.user.click(screen.getByText("API key"));
    const header = screen.getByLabelText("Header");
    await made.user.clear(header);
    await made.user.type(header, "X-Acme-Key");
    await made.user.type(screen.getByLabelText("Key"), "k-1");
    await made.user.click(screen.getByRole("button", { name: "Add" }));
    const row = within(screen.getByRole("group", { name: "Header or parameter 1" }));
    await made.user.type(row.getByLabelText("Name"), "X-Second");
    await made.user.click(row.getByLabelText("Secret"));
    await made.user.type(row.getByLabelText("Value"), "s-2");
    expect(row.getByLabelText("Value").getAttribute("type")).toBe("password");
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(payloads(made, "connection_add")).toEqual([expect.objectContaining({
      auth: { kind: "apiKey", header: "X-Acme-Key" }, secret: "k-1", extras: [{ place: "header", name: "X-Second", secret: true, value: "s-2" }],
    })]));
  });

  it("opens the browser when a person's sign-in is saved, and can be cancelled", async () => {
    const saved: ConnectionView = { ...sandbox, id: "c9", name: "Globex test", auth: person, secret: "missing" };
    let end: (() => void) | undefined;
    const made = openWindow({ answers: {
      connection_add: () => ({ connection: saved, notices: [] }),
      connection_sign_in: () => new Promise((resolve) => { end = () => resolve({ connection: saved, notices: [] }); }),
      connection_sign_in_cancel: () => { end?.(); return null; },
    } }, "/connections/new");
    await filled(made);
    await made.user.click(screen.getByText("In the browser"));
    await made.user.type(screen.getByLabelText("Browser address"), person.authorizeUrl);
    await made.user.type(screen.getByLabelText("Token address"), oauth.tokenUrl);
    await made.user.type(screen.getByLabelText("Client ID"), oauth.clientId);
    await made.user.type(screen.getByLabelText("Scope"), oauth.scope);
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "Sign in in the browser" });
    expect(payloads(made, "connection_add")).toEqual([expect.objectContaining({ auth: person, secret: null })]);
    expect(payloads(made, "connection_sign_in")).toEqual([{ connection: "c9", page: { title: "You are back in Rollcall", text: "You can close this page." } }]);
    await made.user.click(within(dialog).getByRole("button", { name: /Cancel/ }));
    await waitFor(() => expect(payloads(made, "connection_sign_in_cancel")).toEqual([{ connection: "c9" }]));
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Sign in in the browser" })).toBeNull());
  });

  it("shows when a token ends, and how that is known", async () => {
    const token = { endsAt: "2020-03-01T00:00:00Z", from: "jwt", near: "over" } as const;
    openWindow({ connections: [{ ...sandbox, token }] }, "/connections/c2");
    expect(await screen.findByText(/ended on/)).toBeTruthy();
  });
});
