// What a person can do in front of the window's pages, and what the server at the other end says about it.
// Whatever is looked for may take its time to appear: nothing here is measured, and nothing sleeps.
import { accessSync, constants, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const fromUi = createRequire(new URL("../../../ui/package.json", import.meta.url));
const { chromium } = fromUi("playwright-core");
const axe = readFileSync(fromUi.resolve("axe-core/axe.min.js"), "utf8");

/** Windows that are not the usual: the smallest, 1280 at 200 %, and 4K. */
const unusual = [{ width: 1024, height: 700 }, { width: 640, height: 400 }, { width: 3840, height: 2160 }];

/** What a condition may take on a slow machine. */
const PATIENCE = Number(process.env.ROLLCALL_PATIENCE ?? 120_000);
const { ROLLCALL_URL: url, ROLLCALL_SERVER: base, ROLLCALL_TOKEN: token, ROLLCALL_PICTURES: pictures } = process.env;

export const folder = process.env.ROLLCALL_FILES;
export const sizes = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }];

function browser() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  for (const place of (process.env.PATH ?? "").split(path.delimiter)) {
    for (const name of names) {
      try {
        accessSync(path.join(place, name), constants.X_OK);
        return path.join(place, name);
      } catch {
        // Not here.
      }
    }
  }
  throw new Error(`none of ${names.join(", ")} is on the path: apt-get install chromium`);
}

export function assert(is, why) {
  if (!is) throw new Error(why);
}

export function same(is, should, why) {
  const [a, b] = [JSON.stringify(is), JSON.stringify(should)];
  if (a !== b) throw new Error(`${why}\n  is      ${a}\n  should  ${b}`);
}

/** Looks until `look` gives something true. */
export async function until(what, look) {
  const end = Date.now() + PATIENCE;
  let last;
  do {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((again) => setTimeout(again, 50));
  } while (Date.now() < end);
  throw new Error(`waited in vain: ${what}${last ? `\n${last.message}` : ""}`);
}

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** Asks for a change of the surroundings; see stage.rs. */
async function wish(words) {
  process.stdout.write(`@${words}\n`);
  const { value, done } = await answers.next();
  assert(!done, `nobody grants ${words}`);
  return JSON.parse(value);
}

export const surroundings = {
  stopServer: () => wish("stop-server"),
  behave: (profile) => wish(`behave ${JSON.stringify(profile)}`),
  restart: () => wish("restart"),
};

/** The server's own word, by plain HTTP. */
export const server = {
  async ask(method, place, body) {
    const answer = await fetch(`${base}${place}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json", accept: "application/scim+json, application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  },
  async get(place) {
    return (await server.ask("GET", place)).body;
  },
  async all(place) {
    const found = [];
    for (;;) {
      const join = place.includes("?") ? "&" : "?";
      const page = await server.get(`${place}${join}startIndex=${found.length + 1}&count=100`);
      found.push(...(page.Resources ?? []));
      if (found.length >= page.totalResults || !page.Resources?.length) return found;
    }
  },
  async user(userName) {
    return (await server.all(`/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`))[0];
  },
  async group(name) {
    return (await server.all("/Groups")).find((group) => group.displayName === name);
  },
};

/** Somebody active whose name no keyboard here has. */
export async function somebodyFromAfar(skip = 0) {
  const users = await server.all("/Users");
  const found = users.filter((user) => /[ŁØśøłż]/.test(user.displayName ?? "") && user.active === true);
  assert(found.length > skip, "the sample directory has names from many places");
  return found[skip];
}

/** Calls a command of the contract, as the page does. */
export async function rpc(command, payload = null) {
  const answer = await fetch(`${url}/rpc/${command}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(payload) });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(body)}`);
  return body;
}

/** A connection to the server, without the form. */
export function connect(more = {}) {
  const auth = { kind: "bearer" };
  return rpc("connection_add", { name: "Globex – prøve", url: base, environment: "test", auth, secret: token, readOnly: false, notes: "", ...more }).then((saved) => saved.connection);
}

/** What the next file dialog answers. */
export async function nextDialog(answer) {
  await fetch(`${url}/dialog`, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(answer) });
}

/** The page, as a person deals with it. */
export class Person {
  constructor(page) {
    this.page = page;
    this.faults = [];
    page.setDefaultTimeout(PATIENCE);
    page.on("pageerror", (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted|Refused to/.test(message.text())) this.faults.push(message.text());
    });
  }

  async open(place = "/") {
    await this.page.goto(`${url}/#${place}`);
  }

  role(role, name, options = {}) {
    // A dialog that warns is a dialog too.
    if (role === "dialog") return this.page.locator("[role=dialog], [role=alertdialog]").and(this.page.getByRole("dialog", { name }).or(this.page.getByRole("alertdialog", { name }))).first();
    return this.page.getByRole(role, { ...(name === undefined ? {} : { name }), ...options }).first();
  }

  async sees(words) {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  async finds(role, name) {
    const found = this.role(role, name);
    await found.waitFor();
    return found;
  }

  async press(name) {
    await this.role("button", name).click();
  }

  async keys(...presses) {
    for (const each of presses) await this.page.keyboard.press(each);
  }

  /** Replaces what is in a field. */
  async write(label, text) {
    const fields = this.page.locator("input:not([type=radio]):not([type=checkbox]), textarea");
    await this.page.getByLabel(label).and(fields).filter({ visible: true }).first().fill(text);
  }

  /** How many rows the grid counts, without its head, once they answer what was asked last. */
  async rows() {
    const answered = this.page.locator("body:not(:has([role=search][aria-busy])) [role=grid]:not([aria-busy])");
    const count = await answered.first().getAttribute("aria-rowcount");
    return Number(count) - 1;
  }

  async counts(rows) {
    await until(`the grid counts ${rows} rows`, async () => (await this.page.locator("[role=grid]").count()) > 0 && (await this.rows()) === rows);
  }

  async row(words) {
    const found = this.page.getByRole("row").filter({ hasText: words }).first();
    await found.waitFor();
    return found;
  }

  /** Finds somebody by typing and opens the details. */
  async opens(words, heading = words) {
    await this.page.getByRole("searchbox").first().fill(words);
    await until(`the list narrows to ${words}`, async () => (await this.rows()) < 10 && (await this.rows()) > 0);
    await (await this.row(words)).click();
    await this.finds("heading", heading);
  }

  /** Edits a value of the details: opens it, replaces what is there, keeps it with Enter. */
  async edits(field, text) {
    await this.role("button", new RegExp(`^${field}:`)).click();
    const input = this.role("textbox", field, { exact: true });
    await input.fill(text);
    await input.press("Enter");
    await input.waitFor({ state: "detached" });
  }

  /** Finds somebody by keys alone and opens the details. */
  async opensByKeys({ userName, displayName }) {
    await this.keys("Control+f");
    await this.page.keyboard.type(userName);
    await until("the list narrows", async () => (await this.rows()) > 0 && (await this.rows()) < 10);
    await this.tabsTo("the list", this.role("grid", "Users"));
    await this.keys("Enter");
    await this.finds("heading", displayName);
  }

  /** Edits a value of the details by keys alone. */
  async editsByKeys(field, text) {
    await this.tabsTo(field, await this.finds("button", new RegExp(`^${field}:`)));
    await this.keys("F2");
    const input = this.role("textbox", field, { exact: true });
    await input.waitFor();
    await this.keys("Control+a");
    await this.page.keyboard.insertText(text);
    await this.keys("Enter");
    await input.waitFor({ state: "detached" });
  }

  /** Reviews what waits, sends it with the keys and closes the outcome. */
  async reviewsAndSends(look = async () => {}, button = /^Send /) {
    await this.keys("Control+s");
    await this.sends(look, button);
  }

  /** Sends what the open review shows, with the keys, and closes the outcome. */
  async sends(look = async () => {}, button = /^Send /) {
    const dialog = await this.finds("dialog", /^Review/);
    await this.enabled(button);
    await look(dialog);
    await this.keys("Control+Enter");
    await this.sees(/every change is stored/);
    await this.enabled(/^(Close|Next change)$/);
    await this.keys("Control+Enter");
    await this.role("dialog", "What the server made of it").waitFor({ state: "detached" });
  }

  /** Goes on by Tab until this has the focus. */
  async tabsTo(what, found, key = "Tab") {
    await until(`${key} reaches ${what}`, async () => {
      if (await found.evaluate((element) => element === document.activeElement)) return true;
      await this.keys(key);
      return false;
    });
  }

  /** Answers what a review asks before it can be sent, where it asks. */
  async agreesByKeys(review) {
    const yes = review.getByRole("checkbox");
    if ((await yes.count()) === 0) return;
    await this.tabsTo("the question", yes);
    await this.keys("Space");
  }

  async enabled(name) {
    await until(`the button ${name} can be pressed`, () => this.role("button", name).isEnabled());
  }

  async theme(theme) {
    await this.page.evaluate((name) => {
      document.documentElement.dataset.theme = name;
    }, theme);
  }

  /** Keeps pictures of what is on screen: two sizes, light and dark, and the smaller one as `docs/` has it. */
  async shoot(name) {
    const devtools = await this.page.context().newCDPSession(this.page);
    const before = await this.page.evaluate(() => document.documentElement.dataset.theme ?? "light");
    for (const size of sizes) {
      await this.page.setViewportSize(size);
      for (const theme of ["light", "dark"]) {
        await this.theme(theme);
        await this.page.screenshot({ path: path.join(pictures, `${name}-${size.width}-${theme}.png`), animations: "disabled" });
        if (size !== sizes[0]) continue;
        const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 85 });
        writeFileSync(path.join(pictures, `${name}-${theme}.webp`), Buffer.from(data, "base64"));
      }
    }
    await devtools.detach();
    await this.page.setViewportSize(sizes[0]);
    await this.theme(before);
  }

  /** In every unusual window nothing makes the page scroll sideways, and no button lies where nobody can get to it. */
  async fits(name) {
    const found = [];
    for (const size of unusual) {
      await this.page.setViewportSize(size);
      const faults = await this.page.evaluate(async () => {
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        const told = [];
        const { scrollWidth } = document.documentElement;
        if (scrollWidth > innerWidth) told.push(`the page is ${scrollWidth} wide`);
        for (const table of document.querySelectorAll("main table")) {
          // A file is as wide as whoever wrote it made it.
          if (table.closest("[class*=sheet]")) continue;
          for (let at = table.parentElement; at; at = at.parentElement) if (at.scrollWidth > at.clientWidth) told.push(`a table scrolls sideways: ${at.scrollWidth} in ${at.clientWidth}, ${at.className}`);
        }
        const scrolls = (element, way) => /auto|scroll/.test(getComputedStyle(element)[way]);
        for (const button of document.querySelectorAll("button, a[href], [role=tab], input")) {
          if (!button.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || button.closest("[inert], .sr-only")) continue;
          const box = button.getBoundingClientRect();
          // The skip link waits above the window until it has the focus.
          if (box.width <= 1 || box.bottom <= 0) continue;
          // Who can be scrolled to can be reached; who is cut by something that does not scroll cannot.
          let [across, down] = [true, true];
          for (let at = button.parentElement; at; at = at.parentElement) {
            if (scrolls(at, "overflowX")) across = false;
            if (scrolls(at, "overflowY")) down = false;
            const { overflowX, overflowY } = getComputedStyle(at);
            const frame = at === document.body || at === document.documentElement ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight } : at.getBoundingClientRect();
            const hides = at === document.documentElement;
            const outX = (hides || /hidden|clip/.test(overflowX)) && across && (box.right > frame.right + 2 || box.left < frame.left - 2);
            const outY = (hides || /hidden|clip/.test(overflowY)) && down && (box.bottom > frame.bottom + 2 || box.top < frame.top - 2);
            if (outX || outY) {
              told.push(`“${(button.getAttribute("aria-label") ?? button.textContent).trim().slice(0, 40)}” is cut (${Math.round(box.left)}–${Math.round(box.right)}, ${Math.round(box.top)}–${Math.round(box.bottom)}) by ${at.tagName} ${at.className}`);
              break;
            }
          }
        }
        return told.slice(0, 6);
      });
      found.push(...faults.map((fault) => `${name}, ${size.width}×${size.height}: ${fault}`));
      await this.page.screenshot({ path: path.join(pictures, `${name}-${size.width}.png`), animations: "disabled" });
    }
    await this.page.setViewportSize(sizes[0]);
    return found;
  }

  /** axe finds nothing, in light, dark and high contrast. */
  async isAccessible(name, themes = ["light", "dark", "contrast"]) {
    if (!(await this.page.evaluate(() => "axe" in globalThis))) await this.page.evaluate(axe);
    const before = await this.page.evaluate(() => document.documentElement.dataset.theme ?? "light");
    const found = [];
    for (const theme of themes) {
      await this.theme(theme);
      const faults = await this.page.evaluate(async () => {
        // Colours fade for a moment after the theme has changed.
        await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
        const result = await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { region: { enabled: false } } });
        // A grid is one tab stop and scrolls by its own keys, which axe cannot know.
        const ofGrid = (fault) => fault.id === "scrollable-region-focusable" && fault.nodes.every((node) => document.querySelector(node.target[0])?.closest("[role=grid][tabindex='0']"));
        return result.violations.filter((fault) => !ofGrid(fault)).map((fault) => `${fault.id}: ${fault.nodes.map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).slice(0, 4).join(" | ")}`);
      });
      found.push(...faults.map((fault) => `${name}, ${theme}: ${fault}`));
    }
    await this.theme(before);
    return found;
  }
}

/** One journey: a browser of its own, and at the end no fault that nobody saw. */
export async function journey(work, { locale = "en-GB" } = {}) {
  const name = path.basename(process.argv[1], ".mjs");
  const opened = await chromium.launch({
    executablePath: browser(),
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const context = await opened.newContext({ viewport: sizes[0], reducedMotion: "reduce", locale, timezoneId: "Europe/Copenhagen", permissions: ["clipboard-read", "clipboard-write"] });
  const person = new Person(await context.newPage());
  try {
    await work(person);
    same(person.faults, [], "the page meets its own policy and catches its own failures");
    console.log(`${name}: reached its end`);
  } catch (error) {
    const picture = path.join(pictures, `failed-${name}.png`);
    await person.page.screenshot({ path: picture }).catch(() => undefined);
    const text = await person.page.evaluate(() => document.body.innerText).catch(() => "");
    // The reason comes last: of a long output the end is what is kept.
    console.log(`the page is kept as ${picture} and says:\n${text}\n${person.faults.join("\n")}\n${name}: ${error.stack}`);
    process.exitCode = 1;
  } finally {
    await opened.close();
    process.stdin.destroy();
  }
}
