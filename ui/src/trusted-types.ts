// React Aria clears its announcer with `innerHTML = ""`; the content security policy refuses every other string.
// This must run before anything touches the document, hence the first import of main.tsx.
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(text: string): string }): unknown;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;

factory?.createPolicy("default", {
  createHTML(text) {
    if (text === "") return text;
    throw new TypeError("HTML refused");
  },
});

export {};
