import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { PortableConnection } from "@/rpc/types";
import { failure, sandbox } from "./fixture-host";
import { openWindow } from "./render";

const payloads = (made: ReturnType<typeof openWindow>, command: string) => made.calls.filter((call) => call.command === command).map((call) => call.payload);

const portable: PortableConnection = { name: "Globex production", baseUrl: "https://evil.example.net/scim", environment: "production", signIn: { kind: "bearer" }, sentAlong: [{ place: "header", name: "X-A", secret: true, value: null }], preset: null, network: null, setByHand: { "features.bulk": "no" }, colour: null, notes: "" };
const other: PortableConnection = { ...portable, name: "Initech", environment: "test" };

describe("connections in a file", () => {
  it("shows where each one leads, asks for another name where one is taken, and imports what is chosen", async () => {
    const made = openWindow({ answers: {
      connection_file: () => ({ file: "team.json", connections: [{ connection: portable, taken: true, trusted: [] }, { connection: other, taken: false, trusted: [] }] }),
      connection_import: ({ connections }) => ({ connections: connections.map((each) => ({ ...sandbox, id: "c3", name: each.name, secret: "missing" as const })), notices: [{ code: "profile_protective", message: "", params: { connection: "Initech", what: "lifecycle.delete_user" } }] }),
    } }, "/connections/new");
    await made.user.click(await screen.findByRole("button", { name: "Import from a file" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Import connections from team.json" }));
    expect(dialog.getAllByText("https://evil.example.net/scim")).toHaveLength(2);
    expect(dialog.getByText("there is one of this name")).toBeTruthy();
    const go = dialog.getByRole<HTMLButtonElement>("button", { name: /Import 2 connections/ });
    expect(go.disabled).toBe(true);
    const name = dialog.getByLabelText("Name of Globex production here");
    await made.user.clear(name);
    await made.user.type(name, "Initech");
    expect(dialog.getAllByText("this name is there twice")).toHaveLength(2);
    await made.user.type(name, " of ours");
    expect(go.disabled).toBe(false);
    await made.user.click(dialog.getByLabelText("Import Initech"));
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(payloads(made, "connection_import")).toEqual([{ connections: [{ ...portable, name: "Initech of ours" }] }]));
    expect(await screen.findByText(/because it protects people: lifecycle.delete_user/)).toBeTruthy();
    expect(await screen.findByText("Edit the connection")).toBeTruthy();
  });

  it("says through which proxy and by whose authority a connection of a file would be reached", async () => {
    const network = { proxy: { kind: "explicit" as const, address: "http://proxy.example.net:3128", user: "" }, trusted: "-----BEGIN CERTIFICATE-----", timeoutSeconds: 90 };
    const trusted = [{ subject: "CN=Globex Root", issuer: "CN=Globex Root", endsAt: "2030-01-01T00:00:00Z", fingerprint: "ab" }];
    const made = openWindow({ answers: { connection_file: () => ({ file: "team.json", connections: [{ connection: { ...portable, network }, taken: false, trusted }] }) } }, "/connections/new");
    await made.user.click(await screen.findByRole("button", { name: "Import from a file" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Import connections from team.json" }));
    expect(dialog.getByText(/through the proxy http:\/\/proxy.example.net:3128 · trusts CN=Globex Root besides the computer's authorities · waits 90 s/)).toBeTruthy();
  });

  it("says why a file cannot be used", async () => {
    const made = openWindow({ answers: { connection_file: () => { throw failure("file", "The file was written by a newer Rollcall (format 9).", { why: "Nothing was imported.", params: { reason: "profiles_newer" } }); } } }, "/connections/new");
    await made.user.click(await screen.findByRole("button", { name: "Import from a file" }));
    expect(await screen.findByText(/newer Rollcall/)).toBeTruthy();
  });

  it("writes one connection to a file and says what was left out", async () => {
    const made = openWindow({ answers: { connection_export: () => ({ file: "acme.json", connections: 1, notices: [{ code: "profile_without", message: "", params: { connection: "Acme", what: "notes" } }] }) } }, "/connections/c2");
    await made.user.click(await screen.findByRole("button", { name: "Export to a file" }));
    await waitFor(() => expect(payloads(made, "connection_export")).toEqual([{ connections: ["c2"] }]));
    expect(await screen.findByText("One connection written to acme.json")).toBeTruthy();
    expect(await screen.findByText(/looks like a secret and was left out: notes/)).toBeTruthy();
  });
});

describe("a connection's colour", () => {
  it("is chosen by its name and shown with it, beside the environment and never in its place", async () => {
    const made = openWindow({ connections: [{ ...sandbox, colour: "violet" }], answers: { connection_update: () => ({ connection: sandbox, notices: [] }) } }, "/connections/c2");
    expect((await screen.findAllByTitle("Colour: Violet")).length).toBeGreaterThan(0);
    await made.user.click(screen.getByLabelText("Teal"));
    await made.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(payloads(made, "connection_update")).toEqual([{ connection: "c2", change: expect.objectContaining({ colour: { colour: "teal" } }) }]));
  });
});

describe("a wrong path", () => {
  it("lists where SCIM was looked for and what answered there", async () => {
    const made = openWindow({ answers: { connection_test: () => ({
      usable: false, steps: [], failure: failure("wrong_path", "There is no SCIM service at this address."), suggestedUrl: "https://scim.example.com/scim/v2", deviations: [], capabilities: [], types: [], durationMs: 40,
      tried: [{ path: "/v2/Users", status: 404, answer: "webPage" }, { path: "/scim/v2/Users", status: 200, answer: "scim" }],
    }) } }, "/connections/c2");
    const panel = within(await screen.findByRole("region", { name: "Test" }));
    expect(await panel.findByText("Rollcall tried 2 usual addresses, each with one read:", {}, { timeout: 5000 })).toBeTruthy();
    expect(panel.getByText("/v2/Users")).toBeTruthy();
    expect(panel.getByText("web page")).toBeTruthy();
    await made.user.click(panel.getByRole("button", { name: "Use https://scim.example.com/scim/v2" }));
    expect(screen.getByLabelText<HTMLInputElement>(/Address/).value).toBe("https://scim.example.com/scim/v2");
  });

  it("shows what the command line added meanwhile when one comes back to the window", async () => {
    const kept = [sandbox];
    openWindow({ answers: { connection_list: () => [...kept] } }, "/connections");
    await screen.findAllByText(sandbox.name);
    kept.push({ ...sandbox, id: "c9", name: "Added elsewhere" });
    window.dispatchEvent(new Event("focus"));
    expect(await screen.findAllByText("Added elsewhere")).not.toHaveLength(0);
  });
});
