import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";
import { learn } from "@/i18n";
import { de } from "@/i18n/de";

// A test sets a language in one step; in the window its sentences come when it is chosen.
learn("de", de);

afterEach(cleanup);

// Waiting ends as soon as what is waited for is there; this only says when to give up on a busy machine.
configure({ asyncUtilTimeout: 60_000 });

// React Aria names elements by it; jsdom has none.
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, (char) => `\\${char}`) } as typeof CSS;

// jsdom lays nothing out: give scrolling boxes a size, so that the grid shows a windowful.
for (const [name, value] of [["offsetHeight", 640], ["clientHeight", 640], ["offsetWidth", 1200], ["clientWidth", 1200]] as const) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, value });
}
HTMLElement.prototype.scrollTo = vi.fn();
window.scrollTo = vi.fn();
HTMLElement.prototype.scrollIntoView = vi.fn();
globalThis.matchMedia ??= vi.fn().mockImplementation(() => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
