import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { AuthView, ChosenFile, ConnectionView, NetworkCertificate, OAuthView } from "@/rpc/types";
import { sandbox } from "./fixture-host";
import { openWindow } from "./render";

const payloads = (made: ReturnType<typeof openWindow>, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

const oauth: OAuthView = { tokenUrl: "https://login.example.com/token", clientId: "rollcall", proof: "none", keyId: "", scope: "offline_access", audience: "", resource: "", accountId: "" };
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

const certificate = (subject: string): NetworkCertificate => ({ subject, issuer: "CN=Globex Internal CA", endsAt: "2031-03-03T00:00:00Z", fingerprint: subject });
const file = (name: string, more: Partial<ChosenFile> = {}): ChosenFile => ({ token: `t-${name}`, name, certificate: null, key: false, pkcs12: false, ...more });
const network = (label: string) => within(screen.getByRole("group", { name: label }));

describe("the way to the server", () => {
  it("asks for the key of a certificate that has none, and sends what was chosen by its tokens", async () => {
    const files = [file("ca.pem", { certificate: certificate("CN=Globex Internal CA, O=Globex") }), file("client.pem", { certificate: certificate("CN=rollcall") }), file("client.key", { key: true })];
    const made = openWindow({ answers: { certificate_pick: () => files.shift() ?? null } }, "/connections/new");
    await filled(made);
    await made.user.click(network("Trusted certificates").getByRole("button", { name: "Choose a file…" }));
    expect(await screen.findByText("Globex Internal CA")).toBeTruthy();
    await made.user.click(network("Client certificate").getByRole("button", { name: "Choose a file…" }));
    await made.user.click(await screen.findByRole("button", { name: "Choose its key…" }));
    await network("Client certificate").findByText("client.key");
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(payloads(made, "connection_add")).toEqual([expect.objectContaining({
      network: {
        trusted: { kind: "files", tokens: ["t-ca.pem"] }, clientCertificate: { kind: "files", tokens: ["t-client.pem", "t-client.key"] }, filePassword: null,
        proxy: { kind: "system" }, proxyPassword: null, timeoutSeconds: 60,
      },
    })]));
  });

  it("asks for the password of a PKCS#12 file, and for the proxy's, and hides both", async () => {
    const made = openWindow({ answers: { certificate_pick: () => file("client.p12", { pkcs12: true }) } }, "/connections/new");
    await filled(made);
    await made.user.click(network("Client certificate").getByRole("button", { name: "Choose a file…" }));
    const password = await screen.findByLabelText("File password");
    await made.user.type(password, "p-1");
    await made.user.selectOptions(screen.getByRole("combobox", { name: "Proxy" }), "explicit");
    await made.user.type(screen.getByLabelText("Proxy address"), "proxy.example.com:3128");
    await made.user.type(screen.getByLabelText("User of the proxy"), "kim");
    const proxyPassword = screen.getByLabelText("Password of the proxy");
    await made.user.type(proxyPassword, "p-2");
    for (const field of [password, proxyPassword]) expect(field.getAttribute("type")).toBe("password");
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(payloads(made, "connection_add")).toEqual([expect.objectContaining({
      network: expect.objectContaining({ filePassword: "p-1", proxy: { kind: "explicit", address: "proxy.example.com:3128", user: "kim" }, proxyPassword: "p-2" }),
    })]));
  });

  it("keeps what is saved until something else is chosen, and lets it go when asked to", async () => {
    const saved: ConnectionView = { ...sandbox, network: { ...sandbox.network, trusted: [certificate("CN=Globex Internal CA")], clientCertificate: certificate("CN=rollcall"), proxyInUse: "proxy.example.com:3128" } };
    const made = openWindow({ connections: [saved], answers: { connection_update: () => ({ connection: saved, notices: [] }) } }, "/connections/c2");
    expect(await screen.findByText("proxy.example.com:3128 for this address")).toBeTruthy();
    await made.user.click(network("Client certificate").getByRole("button", { name: "Remove" }));
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(payloads(made, "connection_update")).toEqual([expect.objectContaining({
      change: expect.objectContaining({ network: expect.objectContaining({ trusted: null, clientCertificate: { kind: "none" } }) }),
    })]));
  });
});
