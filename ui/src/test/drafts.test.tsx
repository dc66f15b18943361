import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { readDrafts, writeDrafts } from "@/drafts/keep";
import { DraftStore, type Draft } from "@/drafts/store";
import type { TypeModel } from "@/rpc/types";
import { member, text, type JsonObject } from "@/scim/json";
import { secretPaths } from "@/scim/model";
import { models } from "./models";
import { people } from "./people";
import { openWindow } from "./render";

const MARISOL = "7f3c2a9e-0000-4b6a-9c55-0d2be1f8a733";
const person = `/c/c1/t/User?id=${MARISOL}`;
const user = models[0] as TypeModel;

const kim: JsonObject = { userName: "kim@example.com", title: "Lead" };
const draftOf = (id: string, desired: JsonObject, base: JsonObject = kim): Draft => ({ connection: "c1", typeName: "User", id, label: id, base, desired, secrets: secretPaths(user) });
const KIM = draftOf("1", kim);
const SAM = draftOf("2", kim);
const again = (store: DraftStore) => new DraftStore(readDrafts(JSON.parse(JSON.stringify(writeDrafts(store.kept())))));

describe("drafts", () => {
  test("a new password lives in memory alone, in the draft and in the steps that led to it", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, password: "CANARY" }));
    store.put(draftOf("1", { ...kim, title: "Chief", password: "CANARY" }));
    store.put(draftOf("1", { ...kim, title: "Boss" }));
    const kept = writeDrafts(store.kept());
    expect(JSON.stringify(kept), "what is written to disk").not.toContain("CANARY");
    expect(again(store).get(KIM)?.desired["title"], "the rest of the draft is kept").toBe("Boss");
    store.undo(KIM);
    expect(store.get(KIM)?.desired["password"], "what is sent").toBe("CANARY");
    store.put(draftOf("1", { ...kim, password: "CANARY" }));
    expect(writeDrafts(store.kept()), "a draft of a password alone leaves nothing").toEqual([]);
  });

  test("undo takes back the last change of one record and leaves the others alone", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    store.put(draftOf("1", { ...kim, title: "Boss" }));
    store.put(draftOf("2", { ...kim, title: "Cashier" }));
    store.undo(KIM);
    expect([store.get(KIM)?.desired["title"], store.get(SAM)?.desired["title"]], "the newest change of all was the other one's").toEqual(["Chief", "Cashier"]);
    store.undo(KIM);
    expect(store.get(KIM), "nothing differs any more").toBeUndefined();
    store.redo(KIM);
    store.redo(KIM);
    expect(store.get(KIM)?.desired["title"]).toBe("Boss");
    expect([store.canRedo(KIM), store.canUndo(SAM)]).toEqual([false, true]);
    store.drop([KIM]);
    expect([store.canUndo(KIM), store.canUndo(SAM)], "what was sent cannot be undone; what was not sent can").toEqual([false, true]);
  });

  test("drafts of two records come back after closing the window, each with its own way back", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    store.put(draftOf("1", { ...kim, title: "Boss", nickName: "K" }));
    store.put(draftOf("2", { userName: "kim@example.com" }));
    const opened = again(store);
    opened.undo(KIM);
    expect(opened.get(KIM)?.desired, "a field that was not there is not there again").toEqual({ ...kim, title: "Chief" });
    opened.undo(KIM);
    expect(opened.get(KIM)).toBeUndefined();
    expect(opened.get(SAM)?.desired).toEqual({ userName: "kim@example.com" });
    opened.undo(SAM);
    expect(opened.all().size, "a value that was taken away is back").toBe(0);
  });

  test("what came before a merge cannot be brought back: it stands on another state of the server", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    const theirs = { ...kim, nickName: "Kimi" };
    store.put(draftOf("1", { ...theirs, title: "Chief" }, theirs));
    expect(store.canUndo(KIM)).toBe(false);
  });

  test("drafts that were given up can be brought back, but not over newer ones", () => {
    const store = new DraftStore();
    store.put(draftOf("1", { ...kim, title: "Chief" }));
    store.put(draftOf("2", { ...kim, title: "Cashier" }));
    const back = store.drop([KIM, SAM]);
    store.put(draftOf("2", { ...kim, title: "Driver" }));
    back();
    expect([store.get(KIM)?.desired["title"], store.get(SAM)?.desired["title"]]).toEqual(["Chief", "Driver"]);
    expect(store.canUndo(KIM), "with its steps").toBe(true);
  });

  test("a record that is still to be made survives closing the window", () => {
    const store = new DraftStore();
    store.put({ ...draftOf("new-1", { userName: "kim@example.com" }, {}), isNew: true });
    expect(again(store).get({ ...KIM, id: "new-1" })?.isNew, "still a new one").toBe(true);
  });
});

describe("one record among several", () => {
  test("Ctrl+Z in the panel of one person leaves the draft of another", async () => {
    const [first, second] = people(40).toSorted((a, b) => a.label.localeCompare(b.label));
    const made = openWindow({ people: 40 }, `/c/c1/t/User?id=${first?.id}`);
    const edit = async (words: string) => {
      await made.user.click(await screen.findByRole("button", { name: /^Job title:/ }));
      await made.user.clear(screen.getByRole("textbox", { name: "Job title" }));
      await made.user.type(screen.getByRole("textbox", { name: "Job title" }), `${words}{Enter}`);
    };
    await edit("Boss");
    await made.user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(globalThis.location.hash).toContain(second?.id));
    await edit("Cashier of the night");
    expect(await screen.findByText("2 changes not sent")).toBeTruthy();
    await made.user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await screen.findByRole("button", { name: /^Job title: Boss/ });
    await made.user.keyboard("{Control>}z{/Control}");
    expect(await screen.findByRole("button", { name: new RegExp(`^Job title: ${text(member(first?.resource, "title"))}`) }), "hers is back, though the other's was the newest change").toBeTruthy();
    expect(await screen.findByText("1 change not sent"), "the other's stays").toBeTruthy();
  });

  test("while one types, Ctrl+Z is the text field's own", async () => {
    const made = openWindow({}, person);
    await made.user.click(await screen.findByRole("switch", { name: "Status" }));
    await screen.findByText("1 change not sent");
    await made.user.click(screen.getByRole("searchbox"));
    await made.user.keyboard("{Control>}z{/Control}");
    expect(screen.getByText("1 change not sent"), "no draft was touched").toBeTruthy();
  });
});

