/** The parts of the window F6 goes through, in the order of reading: rail, title, filter, grid, panel, tray; landmarks, and what is marked `data-region`. */
const selector = "nav, [role=search], [role=grid], aside, [data-region]";

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex='0']";

/** Where one was in each region the last time. */
const last = new WeakMap<Element, HTMLElement>();

function note(event: FocusEvent) {
  const region = event.target instanceof HTMLElement ? event.target.closest(selector) : null;
  if (region) last.set(region, event.target as HTMLElement);
}

/** Remembers, while the window is open, where focus was in each region. */
export function followFocus(): () => void {
  document.addEventListener("focusin", note);
  return () => document.removeEventListener("focusin", note);
}

function entry(region: HTMLElement): HTMLElement | undefined {
  const before = last.get(region);
  if (before?.isConnected && region.contains(before)) return before;
  return region.matches(FOCUSABLE) ? region : region.querySelector<HTMLElement>("[aria-selected='true'][tabindex='0'], [aria-current='page']") ?? region.querySelector<HTMLElement>(FOCUSABLE) ?? undefined;
}

/** Moves focus to the next region, or the one before, around the end. */
export function goRegion(step: 1 | -1) {
  const regions = [...document.querySelectorAll<HTMLElement>(selector)].filter((region) => entry(region) !== undefined);
  if (regions.length === 0) return;
  // Regions may lie in each other: the innermost counts.
  const at = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions.at(at === -1 ? (step === 1 ? 0 : -1) : (at + step) % regions.length);
  if (next) entry(next)?.focus();
}
