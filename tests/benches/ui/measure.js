// Measured in the page: between an event and the frame that shows its effect. The body of a function.
const frame = () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
const grid = () => document.querySelector("[role=grid]");
const body = () => grid()?.querySelector(":scope > [role=presentation]:last-of-type");
const rows = () => [...(body()?.querySelectorAll("[role=row]") ?? [])];
const named = (selector, name) => [...document.querySelectorAll(selector)].find((one) => one.textContent.trim().startsWith(name));
const text = (row) => row?.querySelector("bdi")?.textContent ?? "";
const counted = () => grid()?.getAttribute("aria-rowcount");

/** Resolves in the frame after `is` has become true. */
function shown(is) {
  return new Promise((resolve) => {
    const look = () => {
      if (!is()) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now()));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  });
}

/** When the page showed something for the first time, in ms since 1970. */
async function painted() {
  for (;;) {
    const [entry] = performance.getEntriesByName("first-contentful-paint");
    if (entry) return performance.timeOrigin + entry.startTime;
    await frame();
  }
}

async function firstRows(go) {
  await frame();
  const begun = performance.now();
  go();
  return await shown(() => counted() === "100001" && text(rows()[0]) !== "") - begun;
}

/** The mean time between two frames while the list is scrolled. */
async function frames() {
  const scrolled = body();
  scrolled.scrollTop = 0;
  await frame();
  const times = [];
  await new Promise((done) => {
    let last = performance.now();
    const step = (now) => {
      times.push(now - last);
      last = now;
      if (times.length > 130) return done();
      scrolled.scrollTop += 480;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  const counted = times.slice(10);
  return counted.reduce((sum, time) => sum + time, 0) / counted.length;
}

/** From a click on a row to its name at the head of the details. */
async function panel(at) {
  body().scrollTop = 0;
  await frame();
  const row = rows().find((one) => one.getAttribute("aria-rowindex") === String(at));
  const name = text(row);
  const begun = performance.now();
  row.click();
  const heads = () => [...document.querySelectorAll("aside h2, [role=complementary] h2, aside h1, section h2")];
  return await shown(() => heads().some((head) => head.textContent.trim() === name)) - begun;
}

/** Notes, for each letter typed into the search, how long it took until other rows were shown. */
async function listen() {
  const answers = (window.__answers = []);
  const before = () => `${counted()} ${text(rows()[0])} ${text(rows()[1])}`;
  document.querySelector("input[type=search]").addEventListener("keydown", (event) => {
    const begun = event.timeStamp;
    const old = before();
    void shown(() => before() !== old && text(rows()[0]) !== "").then((end) => answers.push(end - begun));
  });
}

async function answered() {
  while (window.__answers.length === 0) await frame();
  return window.__answers.shift();
}
