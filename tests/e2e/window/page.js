// Finds what a person would name: by role and by the words on it. Runs in the page as the body of a function.
const [role, name, within] = arguments;
const selectors = {
  button: "button, summary",
  link: "a[href]",
  field: "input:not([type=radio]):not([type=checkbox]), textarea, select",
  choice: "label:has(input[type=radio]), label:has(input[type=checkbox])",
  tab: "[role=tab]",
  row: "[role=row]",
  heading: "h1, h2, h3",
  dialog: "[role=dialog], [role=alertdialog]",
  alert: "[role=alert]",
  status: "[role=status]",
  grid: "[role=grid]",
  any: "body *",
};
const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.tagName === "KBD" || node.getAttribute("aria-hidden") === "true") return "";
  return [...node.childNodes].map(words).join(node.tagName === "BDI" || node.tagName === "SPAN" || node.tagName === "B" ? "" : " ");
}
const tidy = (text) => text.replace(/\s+/g, " ").trim();
const nameOf = (element) => tidy(
  element.getAttribute("aria-label")
    || (role === "field" && element.labels?.[0] ? words(element.labels[0]) : "")
    || (role === "choice" && element.querySelector("input").getAttribute("aria-label"))
    || words(element),
);
const root = within ? document.querySelector(within) : document;
if (!root) return null;
const all = [...root.querySelectorAll(selectors[role])].filter((element) => seen(element) && (role === "choice" || !element.closest("[inert], [aria-hidden=true]")));
return all.find((element) => nameOf(element) === name) ?? all.find((element) => nameOf(element).startsWith(name))
  ?? (role === "row" || role === "alert" || role === "dialog" || role === "status" ? all.find((element) => nameOf(element).includes(name)) : undefined) ?? null;
