import { afterEach, describe, expect, test } from "vitest";
import { noteOf } from "@/features/history/look";
import { receiptOf } from "@/features/history/receipt";
import { setLanguage } from "@/i18n/locale";
import { report } from "./calibration";
import type { HistoryEntry, IssueCode, JobRow, NoticeCode } from "@/rpc/types";
import { jobTitle, sayAttempt, sayDeviation, sayEvidence, sayFilter, sayFinding, sayGap, sayNotice, saySaid, saySource, sayStep, whyOf } from "@/scim/words";

afterEach(() => setLanguage("en"));

const row: JobRow = {
  row: 1, rowNo: 1, naturalKey: "kim@example.com", action: "create", state: "failed", proof: null, errorClass: "uniqueness", serverId: null, cells: [], issues: [],
  said: { code: "refused", params: { status: "409", message: "userName is taken" }, message: null }, message: "the server refused it (409): userName is taken", fix: "Another resource has this name or number: choose another one.",
};

describe("what the engine says in a German window", () => {
  test("findings, notices, steps and files speak German, with names, counts and fields put in", () => {
    setLanguage("de");
    expect(sayFinding({ rule: "canonical", params: { values: "work, home" }, message: "The usual values are work, home." })).toBe("Üblich sind: work, home.");
    expect(sayNotice({ code: "memberships_after", params: { count: "1200" }, message: "" })).toMatch(/1\.200 Gruppen/);
    expect(sayNotice({ code: "changed_since", params: { attributes: "title, active" }, message: "" }), "fields by their plain names").toMatch(/Stellenbezeichnung, Status/);
    expect(sayStep({ name: "address", result: "done", plain: true, message: "The address can be used." }, "", 0)).toMatch(/^Die Adresse ist verwendbar\. Sie ist nicht verschlüsselt/);
    expect(saySource({ code: "lost_zeros", message: "", column: "Filiale", count: 3, rows: [], blocks: false }, "UTF-8")).toMatch(/^Filiale: Einige Zahlen/);
  });

  test("a row that failed says why, what to do, and keeps the server's own words", () => {
    setLanguage("de");
    expect(whyOf(row)).toEqual({
      what: "Name, Nummer oder Adresse ist schon vergeben.", fix: "Wählen Sie einen anderen Namen oder eine andere Nummer.", detail: "Der Server lehnte ab (409): userName is taken",
    });
    const blocked = { ...row, action: "blocked", errorClass: "blocked" as const, message: "active: expected true or false.", issues: [{ code: "invalid" as const, message: "active: expected true or false.", fix: "Correct the row.", column: null, params: { path: "active", rule: "boolean" } }] };
    expect(whyOf(blocked)).toMatchObject({ what: "Status: Hier muss true oder false stehen, ohne Anführungszeichen.", fix: "Berichtigen Sie den Wert." });
  });

  test("a mistake in a filter, a deviation, and what a list lacks", () => {
    setLanguage("de");
    const check = { ok: false, position: 9, message: "the parenthesis opened at character 0 is not closed here", rule: "parenthesisOpen" as const, params: { open: "1" }, chips: [], filter: "" };
    expect(sayFilter(check)).toBe("Die runde Klammer bei Zeichen 1 wird hier nicht geschlossen.");
    expect(sayFilter({ ...check, rule: "not_yet" as never }), "a newer engine's rule").toBe(check.message);
    expect(sayNotice({ code: "filter_odd", params: { rule: "noAttribute", type: "User", name: "shoeSize" }, message: "" }), "what exactly is odd").toBe("User hat kein Attribut shoeSize.");
    expect(sayDeviation({ code: "schemaMore", message: "", params: { schema: "urn:x", count: "12" } })).toBe("Das Schema urn:x hat 12 weitere Abweichungen.");
    expect(sayGap({ reason: "It was stopped.", gap: "stopped", received: 100, total: 240 }), "not what the numbers show").toBe("Es wurde angehalten.");
  });

  test("what the queue says of a job, a sentence within another included; a server's words stay its own", () => {
    setLanguage("de");
    const inner = { code: "refused" as const, params: { status: "409", message: "userName is taken" }, message: null };
    const words = "10 rows failed one after the other; the last: the server refused it (409): userName is taken";
    expect(saySaid({ code: "failuresInRow", params: { count: "10", message: "the server refused it (409): userName is taken" }, message: inner }, words)).toBe("10 Zeilen sind nacheinander gescheitert; die letzte: Der Server lehnte ab (409): userName is taken");
    expect(saySaid(null, "insufficient scope")).toBe("insufficient scope");
    expect(sayAttempt({ said: null, error: "userName is taken", status: 409 })).toBe("Der Server sagte: userName is taken");
    expect(sayAttempt({ said: null, error: "connection reset by peer", status: null }), "the network's words are not shown").toBe("keine Antwort");
    expect(jobTitle({ title: "Set department: 40 × User", titled: { code: "set", params: { names: "department", count: "40", type: "User" } } })).toBe("Abteilung setzen: 40 × Benutzer");
    expect(jobTitle({ title: "spring.csv", titled: null })).toBe("spring.csv");
  });

  test("what showed a fact, an exchange's sentence within; words nobody knows stay", () => {
    setLanguage("de");
    expect(report.findings.map(({ said, evidence }) => sayEvidence(said, evidence))).toEqual([
      "Kalibrierung, POST /scim/v2/Users → 201: ein zweiter Benutzer desselben Namens wurde angelegt",
      "Kalibrierung, PATCH /scim/v2/Users/u77 → 200: die durch eine Bedingung gewählte Adresse wurde geändert, und keine andere",
      "Kalibrierung, PATCH /scim/v2/Users/u77 → 412: ein Schreiben mit einer alten Version wurde abgelehnt",
      "Kalibrierung, GET /scim/v2/Groups/g9 → 200: das Mitglied ging und war danach nicht mehr zu lesen",
    ]);
    const filter = { code: "filterRight" as const, params: { attributes: "title, active", type: "User" }, message: null };
    expect(sayEvidence(filter, ""), "fields and types by their names").toBe("Ein Filter auf Stellenbezeichnung, Status wurde richtig beantwortet (Typ: Benutzer).");
    const unanswered = { code: "seen" as const, params: { exchange: "GET /Users → no answer" }, message: filter };
    expect(sayEvidence(unanswered, "")).toMatch(/^GET \/Users → keine Antwort: Ein Filter/);
    expect(sayEvidence(null, "a note of an older version")).toBe("a note of an older version");
  });

  test("what is noted in the history", () => {
    setLanguage("de");
    const note = { said: null, notices: [], code: null, theirs: null };
    expect(noteOf({ ...entry, message: "Globex refused.", note: { ...note, code: "refused", theirs: "userName is taken" } })).toBe("Der Server hat die Anfrage abgelehnt. Der Server sagte: userName is taken");
    expect(noteOf({ ...entry, message: "Still there.", note: { ...note, notices: [{ code: "still_there", message: "Still there.", params: {} }] } })).toMatch(/zeigt den Eintrag aber noch/);
  });

  test("a receipt is in German", () => {
    setLanguage("de");
    const text = receiptOf({ entry, place: "Globex" }, "text");
    expect(text).toContain("Was: Geändert: Benutzer Zoë Łukasiewicz");
    expect(text).toContain("Nachweis: Vom Server zurückgelesen");
    expect(text).not.toMatch(/Before|After|(^|\n)Proof|stored/);
  });
});

const entry: HistoryEntry = {
  id: "c7", source: "ours", at: "2026-11-22T10:00:00Z", who: "kim", kind: "patch", typeName: "User", resource: "2819", label: "Zoë Łukasiewicz", reason: "INC-1", job: null,
  undoes: null, undoneBy: null, outcome: "stored", status: 200, message: null, note: { said: null, notices: [], code: null, theirs: null }, request: null, verdicts: [{ path: "title", verdict: "stored", wanted: "B", actual: "B" }], undoable: true,
  differences: [{ path: "title", kind: "changed", before: "A", after: "B\nProof: **forged** | x", secret: false }],
};

test("a receipt cannot be forged by a value", () => {
  expect(receiptOf({ entry, place: "Globex" }, "text").split("\n").filter((line) => line.startsWith("Proof:")), "a value adds no line").toHaveLength(1);
  expect(receiptOf({ entry, place: "Globex" }, "markdown"), "nor a cell or bold words").toContain("\\*\\*forged\\*\\* \\| x");
});

test("a code that a newer or older engine kept falls back to its own words", () => {
  setLanguage("de");
  expect(sayNotice({ code: "not_yet_known" as NoticeCode, params: {}, message: "Something new." })).toBe("Something new.");
  expect(whyOf({ ...row, message: null, issues: [{ code: "duplicate_key" as IssueCode, message: "An old word.", fix: "Do it.", column: null, params: {} }] })).toEqual({ what: "An old word.", fix: "Do it.", detail: "" });
});

test("a list that is not proven whole says in German what its numbers show", () => {
  setLanguage("de");
  expect(sayGap({ reason: "the server said 240 and delivered 230, 4 of them more than once", received: 230, total: 240, duplicates: 4 })).toBe("Der Server nannte 240 und lieferte 230. 4 kamen mehrfach.");
  expect(sayGap({ reason: "no total", received: 7, total: null })).toMatch(/keine Gesamtzahl/);
  expect(sayGap({ reason: "said 240", reasonCode: "repeats", received: 100, total: 240 })).toBe("Der Server schickt statt der nächsten Seite wieder die erste.");
  expect(sayGap({ reason: "the server never sends more than 200", reasonCode: "hard_cap", received: 200, total: null })).toBe("Der Server schickt nie mehr als 200, wie viele es auch sind.");
  expect(sayGap({ reason: null, received: 240, total: 240 }), "nothing where it is whole").toBe("");
});

test("English says of a row what the server said, in its words", () => {
  expect(whyOf(row).what).toBe("The server refused it (409): userName is taken");
});

const doubtful = (status: number | null) => receiptOf({ entry: { ...entry, outcome: "unknown", status }, place: "Globex" }, "text");

test("a change whose effect is not proven is not said to lack an answer it had", () => {
  expect(doubtful(200)).toContain("Proof: It was answered; whether it was applied is not proven.");
  expect(doubtful(null)).toContain("Proof: No answer came; whether it was applied is not known.");
});

test("what the server never shows is not proven to be stored", () => {
  const hidden = { ...entry, verdicts: [{ path: "password", verdict: "notVisible" as const, wanted: null, actual: null }] };
  const members = { ...entry, note: { ...entry.note, notices: [{ code: "members_not_shown" as const, message: "", params: {} }] } };
  for (const one of [hidden, members]) expect(receiptOf({ entry: one, place: "Globex" }, "text")).toContain("does not show all of it: not all is proven.");
  expect(receiptOf({ entry, place: "Globex" }, "text")).toContain("stored as sent");
});
