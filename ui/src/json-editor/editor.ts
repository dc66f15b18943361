import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, ensureSyntaxTree, HighlightStyle, indentOnInput, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { TypeModel } from "@/rpc/types";
import { hanging } from "./hanging";
import { phrases } from "./phrases";
import { namesAt, valuesAt, type Steps } from "./schema";

/** Something to be said about a place of the text. */
export interface Mark {
  steps: Steps;
  error: boolean;
  message: string;
}

export interface Handle {
  /** Another text, unless it is there already. */
  show(text: string): void;
  mark(marks: readonly Mark[], fault: string | undefined): { line: number; message: string } | undefined;
  /** Lays a calm colour under the lines of these places: what differs from the server. */
  tint(places: readonly Steps[]): void;
  destroy(): void;
}

type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-literal)" },
  { tag: tags.punctuation, color: "var(--code-punct)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "11.5px", backgroundColor: "var(--bg-sunken)", color: "var(--text)" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "19px" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--bg-sunken)", color: "var(--text-faint)", border: "none" },
  ".cm-changedLine": { backgroundColor: "var(--draft-tint)", boxShadow: "inset 2px 0 0 var(--draft)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--bg-hover)" },
  "&.cm-focused": { outline: "none" },
  "&.cm-focused .cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--bg-selected)" },
  ".cm-tooltip": { backgroundColor: "var(--bg-surface)", color: "var(--text)", border: "none", borderRadius: "var(--radius-md)", boxShadow: "var(--shadow-popover)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--bg-selected)", color: "var(--text)" },
  ".cm-completionDetail": { color: "var(--text-faint)", fontStyle: "normal", marginLeft: "12px" },
  ".cm-diagnostic": { fontFamily: "var(--font-ui)", fontSize: "12px" },
});

const setTinted = StateEffect.define<DecorationSet>();
const changedLine = Decoration.line({ class: "cm-changedLine" });
const tinted = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (lines, transaction) => transaction.effects.find((effect) => effect.is(setTinted))?.value ?? lines.map(transaction.changes),
  provide: (field) => EditorView.decorations.from(field),
});

const keyOf = (node: SyntaxNode, doc: Text) => {
  const name = node.getChild("PropertyName");
  if (!name) return "";
  try { return String(JSON.parse(doc.sliceString(name.from, name.to))); } catch { return ""; }
};

const values = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);
const childrenOf = (node: SyntaxNode) => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (values.has(child.name)) children.push(child);
  return children;
};

/** Where a node stands: the names and places that lead to it. */
function stepsTo(node: SyntaxNode, doc: Text): Steps {
  const steps: (string | number)[] = [];
  for (let at: SyntaxNode | null = node; at?.parent; at = at.parent) {
    if (at.parent.name === "Array") steps.unshift(childrenOf(at.parent).findIndex((child) => child.from === at?.from));
    else if (at.name === "Property") steps.unshift(keyOf(at, doc));
  }
  return steps;
}

/** The text of the value at a place; of the nearest one around it when it is not there. */
function placeOf(state: EditorState, steps: Steps): { from: number; to: number } {
  const tree = ensureSyntaxTree(state, state.doc.length, 200) ?? syntaxTree(state);
  let node = childrenOf(tree.topNode)[0];
  let found = { from: node?.from ?? 0, to: (node?.from ?? 0) + 1 };
  for (const step of steps) {
    if (!node) return found;
    let next: SyntaxNode | undefined;
    if (typeof step === "number") next = childrenOf(node)[step];
    else {
      const property = node.getChildren("Property").find((each) => keyOf(each, state.doc).toLowerCase() === step.toLowerCase());
      if (property) found = { from: property.from, to: property.to };
      next = property && childrenOf(property)[0];
    }
    if (!next) return found;
    node = next;
    found = { from: node.from, to: node.name === "Object" || node.name === "Array" ? node.from + 1 : node.to };
  }
  return found;
}

/** The whole of what stands at a place; where nothing stands, the beginning of what is around it. */
function wholeAt(state: EditorState, steps: Steps): { from: number; to: number } {
  const tree = ensureSyntaxTree(state, state.doc.length, 200) ?? syntaxTree(state);
  let node = childrenOf(tree.topNode)[0];
  let around = { from: node?.from ?? 0, to: node?.from ?? 0 };
  let whole = around;
  for (const step of steps) {
    const property = typeof step === "string" ? node?.getChildren("Property").find((each) => keyOf(each, state.doc).toLowerCase() === step.toLowerCase()) : undefined;
    const next = typeof step === "number" && node ? childrenOf(node)[step] : property && childrenOf(property)[0];
    if (!next) return around;
    whole = { from: (property ?? next).from, to: next.to };
    around = { from: whole.from, to: whole.from };
    node = next;
  }
  return whole;
}

function complete(model: TypeModel, context: CompletionContext): CompletionResult | null {
  const { state } = context;
  const node = syntaxTree(state).resolveInner(context.pos, -1);
  const word = context.matchBefore(/"?[\w:.$-]*/);
  const isName = node.name === "PropertyName" || node.name === "Object" || (node.name === "⚠" && node.parent?.name === "Object");
  if (isName) {
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const object = node.name === "Object" ? node : node.parent?.name === "Property" ? node.parent.parent : node.parent;
    if (!object) return null;
    const there = object.getChildren("Property").filter((each) => each.from > context.pos || each.to < context.pos).map((each) => keyOf(each, state.doc));
    const quoted = state.sliceDoc(context.pos, context.pos + 1) === "\"";
    const hasColon = /^"?\s*:/.test(state.sliceDoc(context.pos, context.pos + 8));
    return {
      from: word.from,
      to: quoted ? context.pos + 1 : context.pos,
      options: namesAt(model, stepsTo(object, state.doc), there).map(({ label, detail }) => ({ label: JSON.stringify(label), displayLabel: label, detail, type: "property", apply: hasColon ? JSON.stringify(label) : `${JSON.stringify(label)}: ` })),
    };
  }
  const holder = values.has(node.name) && node.name !== "Array" ? node : node.name === "Property" || node.name === "Array" ? node : node.parent;
  if (!holder) return null;
  const steps = holder.name === "Array" ? [...stepsTo(holder, state.doc), 0] : stepsTo(holder, state.doc);
  const options = valuesAt(model, steps).map(({ label, detail }) => ({ label, detail, type: "constant" }));
  if (options.length === 0) return null;
  const isString = node.name === "String";
  if (!isString && (!word || word.from === word.to) && !context.explicit) return null;
  return { from: isString ? node.from : word?.from ?? context.pos, to: isString ? node.to : context.pos, options, filter: !isString };
}

/** The editor itself; this file and what it brings is loaded when it is first shown. */
export function mount(parent: HTMLElement, { text, label, model, onChange }: { text: string; label: string; model: TypeModel; onChange(text: string): void }): Handle {
  let quiet = false;
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        phrases(),
        // Marks that turn the direction of a text around are shown as what they are, so that a value cannot leave its place.
        highlightSpecialChars({ addSpecialChars: /[\u202a-\u202e\u2066-\u2069]/g }),
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), indentOnInput(), bracketMatching(), closeBrackets(), highlightSelectionMatches(), lintGutter(), tinted,
        json(), syntaxHighlighting(colours), look, hanging(), EditorView.lineWrapping,
        autocompletion({ override: [(context) => complete(model, context)] }),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter" && binding.key !== "Alt-ArrowUp" && binding.key !== "Alt-ArrowDown"), ...searchKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.updateListener.of((update) => { if (update.docChanged && !quiet) onChange(update.state.doc.toString()); }),
      ],
    }),
  });
  return {
    show(next) {
      if (next === view.state.doc.toString()) return;
      quiet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      quiet = false;
    },
    mark(marks, fault) {
      const { state } = view;
      let diagnostics: Diagnostic[] = marks.map(({ steps, error, message }) => ({ ...placeOf(state, steps), severity: error ? "error" : "warning", message }));
      if (fault !== undefined) {
        let from = 0;
        syntaxTree(state).iterate({ enter: (node) => { if (node.type.isError && from === 0) ({ from } = node); } });
        diagnostics = [{ from: Math.min(from, state.doc.length), to: Math.min(from + 1, state.doc.length), severity: "error", message: fault }];
      }
      view.dispatch(setDiagnostics(state, diagnostics.toSorted((a, b) => a.from - b.from)));
      const worst = diagnostics.find((each) => each.severity === "error") ?? diagnostics[0];
      return worst && { line: state.doc.lineAt(worst.from).number, message: worst.message };
    },
    tint(places) {
      const { state } = view;
      const lines = new Set<number>();
      for (const steps of places) {
        const { from, to } = wholeAt(state, steps);
        for (let line = state.doc.lineAt(from).number; line <= state.doc.lineAt(to).number; line += 1) lines.add(line);
      }
      const ranges = [...lines].toSorted((a, b) => a - b).map((line) => changedLine.range(state.doc.line(line).from));
      view.dispatch({ effects: setTinted.of(RangeSet.of(ranges)) });
    },
    destroy: () => view.destroy(),
  };
}
