// What is shown and what is selected goes into files, with the columns of the screen and without a formula that runs.
import { readFileSync } from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { assert, connect, folder, journey, nextDialog, same, server } from "../person.mjs";

/** A part of a workbook, which is a zip file: found by the directory at its end. */
function part(file, name) {
  const bytes = readFileSync(file);
  for (let at = bytes.readUInt32LE(bytes.lastIndexOf("PK\x05\x06") + 16); bytes.readUInt32LE(at) === 0x02014b50;) {
    const [packed, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)];
    const local = bytes.readUInt32LE(at + 42);
    if (bytes.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const data = bytes.subarray(start, start + packed);
      return (bytes.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data)).toString("utf8");
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  throw new Error(`${name} is not in the workbook`);
}

async function save(me, format, button) {
  const file = path.join(folder, `people-${format}-${button.source}.${format}`.replace(/[^\w./-]+/g, "_"));
  await nextDialog({ save: file });
  await me.press("Export");
  const dialog = await me.finds("dialog", /^Export/);
  await dialog.getByText(format.toUpperCase(), { exact: true }).click();
  await dialog.getByRole("button", { name: button }).click();
  await dialog.waitFor({ state: "detached" });
  return file;
}

await journey(async (me) => {
  const evil = "=HYPERLINK(\"https://example.net\",\"pay\")";
  same((await server.ask("POST", "/Users", { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "formula@example.com", displayName: evil, active: true })).status, 201, "somebody has a formula for a name");
  const users = await server.all("/Users");
  await connect();
  await me.open();
  await me.counts(users.length);

  const csv = readFileSync(await save(me, "csv", /^Export 241 rows/), "utf8");
  const lines = csv.trim().split(/\r?\n/);
  same(lines.length, users.length + 1, "everybody and the heads");
  assert(csv.startsWith("\uFEFF\"Name\",\"Status\",\"Sign-in name\""), `the columns of the screen: ${lines[0]}`);
  assert(!/(^|,)"?[=+@]/m.test(csv) && csv.includes("'=HYPERLINK"), "no cell begins as a formula, and the name can still be read");

  const shared = part(await save(me, "xlsx", /^Export 241 rows/), "xl/sharedStrings.xml");
  assert(shared.includes("HYPERLINK") && shared.includes("formula@example.com"), "the workbook has them as text");

  await me.page.getByRole("searchbox").first().fill("formula@example.com");
  await me.counts(1);
  await me.role("grid", "Users").focus();
  await me.keys("Space");
  await me.page.getByRole("searchbox").first().fill("");
  await me.counts(users.length);
  const json = JSON.parse(readFileSync(await save(me, "json", /^Export 1 row…/), "utf8"));
  same(json.map((row) => Object.values(row).includes("formula@example.com")), [true], "only who was selected, though the search is another one now");
  const sheet = part(await save(me, "xlsx", /^Export 1 row…/), "xl/worksheets/sheet1.xml");
  assert(!sheet.includes("<f>"), "and a workbook has no formula either");
});
