import { openSearchPanel } from "@codemirror/search";
import { EditorView } from "@codemirror/view";
import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { setLanguage } from "@/i18n/locale";
import { tell } from "@/rpc/errors";
import type { TypeModel } from "@/rpc/types";
import { failure } from "./fixture-host";
import { models } from "./models";
import { running } from "./jobs";
import { openWindow } from "./render";

afterEach(() => setLanguage("en"));

test("another language takes effect at once, on the whole window, and focus stays on the choice", async () => {
  const made = openWindow({}, "/settings");
  const choice = await screen.findByRole("combobox", { name: "Language" });
  await made.user.selectOptions(choice, "de");
  expect(await screen.findByRole("heading", { name: "Einstellungen" })).toBeTruthy();
  expect(within(screen.getByRole("navigation", { name: "Verbindungen und Ansichten" })).getByText("Verbindungen"), "the rail too").toBeTruthy();
  expect(document.documentElement.lang, "a screen reader speaks it").toBe("de");
  expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Sprache" }));
  await waitFor(() => expect(made.calls.findLast((call) => call.command === "settings_set")?.payload, "and it is kept").toMatchObject({ language: "de" }));
});

test("the file dialogs of the system are told their words in the language of the window", async () => {
  const made = openWindow({}, "/settings");
  const told = () => made.calls.findLast((call) => call.command === "dialog_words")?.payload;
  await waitFor(() => expect(told()).toMatchObject({ list: "Choose a list of people", certificates: "Certificates" }));
  await made.user.selectOptions(await screen.findByRole("combobox", { name: "Language" }), "de");
  await waitFor(() => expect(told()).toMatchObject({ list: "Personenliste auswählen", certificates: "Zertifikate" }));
});

test("the JSON editor searches in the language of the window, and leaves no word of its own", async () => {
  setLanguage("de");
  const { mount } = await import("@/json-editor/editor");
  const place = document.createElement("div");
  document.body.append(place);
  mount(place, { text: "{}", label: "JSON", model: models[0] as TypeModel, onChange: () => {} });
  const view = EditorView.findFromDOM(place);
  if (view) openSearchPanel(view);
  const panel = within(place);
  expect(panel.getByPlaceholderText("Suchen")).toBeTruthy();
  expect(panel.getAllByRole("button").map((button) => button.getAttribute("aria-label") ?? button.textContent)).toEqual(["weiter", "zurück", "alle", "ersetzen", "alle ersetzen", "schließen"]);
  place.remove();
});

test("the components' own words follow the language, whatever the computer's is", async () => {
  const made = openWindow({ settings: { language: "de" } }, "/settings");
  await screen.findByRole("heading", { name: "Einstellungen" });
  await made.user.keyboard("{Control>}k{/Control}");
  await screen.findByRole("dialog");
  expect([...document.querySelectorAll("[aria-label=Dismiss]")], "how a screen reader closes it").toEqual([]);
  expect(document.querySelector("[aria-label=Schließen]")).not.toBeNull();
});

test("how far a job is is written as the language writes it", async () => {
  openWindow({ settings: { language: "de" }, answers: { job_list: () => [running], job_status: () => running } }, "/jobs/7");
  await waitFor(() => expect(screen.getAllByText(/^\d+\s%$/), "on the screen of the job and in the rail").toHaveLength(2));
});

test("drafts and the place survive a change of language", async () => {
  const made = openWindow({}, "/c/c1/t/User?id=7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733");
  await made.user.click(await screen.findByRole("switch", { name: "Status" }));
  expect(await screen.findByText("1 change not sent")).toBeTruthy();
  await made.user.click(screen.getByRole("link", { name: "Settings" }));
  await made.user.selectOptions(await screen.findByRole("combobox", { name: "Language" }), "de");
  await made.user.click(screen.getByRole("link", { name: /Globex production/ }));
  expect(await screen.findByText("1 Änderung nicht gesendet")).toBeTruthy();
});

test("what the store wants known when it opens is said once, in German", async () => {
  setLanguage("de");
  openWindow({ settings: { language: "de" }, setup: { state: "ready", mode: "keychain", folder: "/d", notices: [{ code: "cache_rebuilt", message: "The copy was set aside.", params: { folder: "/d/aside" } }] } }, "/settings");
  expect(await screen.findAllByText(/wurde in .*\/d\/aside.* beiseitegelegt/)).toHaveLength(1);
});

test("an error of the engine is said in German, by its code", async () => {
  openWindow({ settings: { language: "de" }, setup: { state: "ready", mode: "keychain", folder: "/d", notices: [] }, answers: { models: () => { throw failure("forbidden", "Globex production refuses this sign-in.", { why: "It answered 403.", action: "Ask for the right.", params: { connection: "Globex production" } }); } } }, "/c/c1");
  const title = await screen.findByRole("heading", { name: /Globex production/, level: 2 });
  expect(title.textContent).not.toMatch(/refuses/);
  expect(screen.queryByText(/Ask for the right/)).toBeNull();
});

const refused = (params: Record<string, string>) => tell(failure("forbidden", "Refused.", { action: "Switch the interface on.", params: { hint: "Switch the interface on.", ...params } })).action;

test("what a preset says of a refusal is said in the language of the window, where it has it", () => {
  setLanguage("de");
  expect(refused({ "hint.de": "Die Schnittstelle einschalten." })).toBe("Die Schnittstelle einschalten.");
  expect(refused({}), "else in English, which is better than what can be said of any server").toBe("Switch the interface on.");
  setLanguage("en");
  expect(refused({ "hint.de": "Die Schnittstelle einschalten." })).toBe("Switch the interface on.");
});

test("a job that does not exist is told by its number in both languages", () => {
  const unknown = failure("not_found", "There is no job 999.", { action: "List the jobs: rollcall job list", params: { reason: "job", id: "999" } });
  expect(tell(unknown), "no word for a terminal").toMatchObject({ what: "There is no job 999.", action: "Choose one from the list of jobs." });
  setLanguage("de");
  expect(tell(unknown)).toMatchObject({ what: "Es gibt keinen Auftrag 999.", action: "Wählen Sie einen aus der Liste der Aufträge." });
});
