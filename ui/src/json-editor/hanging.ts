import { Prec, RangeSetBuilder, type Extension } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";

/** Beyond so many spaces a line hangs no deeper: something of it must fit. */
const DEEPEST = 24;
/** How much deeper the rest of a long line stands than its beginning. */
const MORE = 2;

// A class for each depth: a theme knows nothing of the text of a line.
const depths = Array.from({ length: DEEPEST + 1 }, (_, depth) => depth);
const lines = depths.map((depth) => Decoration.line({ class: `cm-hang${depth}` }));
const look = EditorView.theme({
  ".cm-stay": { whiteSpace: "pre" },
  ...Object.fromEntries(depths.map((depth) => [`.cm-line.cm-hang${depth}`, { paddingInlineStart: `calc(6px + ${depth + MORE}ch)`, textIndent: `-${depth + MORE}ch` }])),
});

/** Spaces at the beginning stay with the first letter: a word that is too long breaks where the line ends, not before it. */
const stay = Decoration.mark({ class: "cm-stay" });

/** Each line that can be seen, once: of a very long one there may be several pieces. */
export function decorate({ state: { doc }, visibleRanges }: Pick<EditorView, "state" | "visibleRanges">): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  let done = -1;
  for (const range of visibleRanges) {
    for (let at = Math.max(range.from, done + 1); at <= range.to;) {
      const { from, to, text } = doc.lineAt(at);
      done = to;
      const depth = Math.min(DEEPEST, text.search(/[^ ]|$/));
      const line = lines[depth];
      if (line) builder.add(from, from, line);
      if (depth > 0 && depth < text.length) builder.add(from, from + depth + 1, stay);
      at = to + 1;
    }
  }
  return builder.finish();
}

/** The rest of a line that is too long stands a little deeper than its beginning. */
export const hanging = (): Extension => [
  look,
  // Around the colours of words, which would part the spaces from the first letter.
  Prec.lowest(ViewPlugin.fromClass(class {
    decorations: DecorationSet;
    constructor(view: EditorView) { this.decorations = decorate(view); }
    update(update: ViewUpdate) { if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view); }
  }, { decorations: (plugin) => plugin.decorations })),
];
