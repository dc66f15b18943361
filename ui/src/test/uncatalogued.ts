/** Where words are data: a person's, a server's, a file's; a term of SCIM; a key. */
const DATA = "bdi, code, pre, kbd, .kbd, .mono, .scim, textarea, [translate=no], .cm-editor";

const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-roledescription", "aria-valuetext"];

/** Without the values put into a message, has it plain letters? Messages have none: theirs are accented. */
const plain = (text: string) => /[A-Za-z]{2,}/.test(text.replace(/\u2068[^\u2069]*\u2069/g, ""));

/** Names of formats and methods, and the button of React Aria by which a screen reader closes: it says so in its own languages. */
const NAMES = new Set(["XLSX", "CSV", "JSON", "JSONL", "PATCH", "PUT", "DELETE", "POST", "GET", "Dismiss"]);

/** The month in a date: the region writes it. */
const DATE = /^\d{1,2} [A-Z][a-z]{2,3}( \d{4})?$/;

/** Words on screen that come from no catalogue, while the pseudo-language is on. */
export function uncatalogued(root: HTMLElement): string[] {
  const found = new Set<string>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? "";
    const parent = node.parentElement;
    if (parent?.closest(DATA) || NAMES.has(text) || DATE.test(text)) continue;
    // A choice the schema names stands for itself; another has the protocol's name behind ours.
    if (parent instanceof HTMLOptionElement && (parent.value === text || !plain(text.replace(/ \([\w.$]+\)$/, "")))) continue;
    if (plain(text)) found.add(text.trim());
  }
  for (const element of root.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) {
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute(name) ?? "";
      // A label with a message in it may hold data as well; a tooltip may repeat what is shown, or be the protocol's name of it.
      if (!plain(text) || text.includes("[") || NAMES.has(text) || element.closest(DATA)) continue;
      // A row is named by what it is about.
      if (name === "aria-label" && element.closest("[role=row]")?.textContent?.includes(text)) continue;
      if (name === "title" && (element.textContent?.includes(text) || !/\s/.test(text))) continue;
      found.add(`${name}: ${text}`);
    }
  }
  return [...found];
}
