import { EditorState } from "@codemirror/state";
import { t } from "@/i18n";

/** What the editor and its search say, in its own words, and where the catalogue has them. */
const words = {
  "Find": "editor.find", "Replace": "editor.replaceBy", "next": "editor.next", "previous": "editor.previous", "all": "editor.all",
  "match case": "editor.case", "regexp": "editor.pattern", "by word": "editor.word", "replace": "editor.replace", "replace all": "editor.replaceAll",
  "close": "editor.close", "current match": "editor.current", "on line": "editor.onLine", "replaced match on line $": "editor.replaced", "replaced $ matches": "editor.replacedAll",
  "Go to line": "editor.goTo", "go": "editor.go", "Selection deleted": "editor.deleted",
  "Control character": "editor.control", "Completions": "editor.completions", "Diagnostics": "editor.findings", "No diagnostics": "editor.noFindings",
} as const;

/** The words in the window's language. */
export const phrases = () => EditorState.phrases.of(Object.fromEntries(Object.entries(words).map(([theirs, ours]) => [theirs, t(ours)])));
