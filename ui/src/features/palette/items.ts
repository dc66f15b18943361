import { fold } from "@/i18n/fold";
import { groupOf } from "@/commands/groups";
import type { CommandSpec } from "@/commands/registry";
import type { IconName } from "@/components/Icon";

/** What can be narrowed to: a key of ours, or the name of a resource type. */
export type Scope = string;
export const ACTIONS: Scope = "actions";
export const SCREENS: Scope = "screens";

/** A first character that narrows at once. */
export const prefixes: Readonly<Record<string, Scope>> = { ">": ACTIONS, "@": "User", "#": "Group" };

export interface ActionItem {
  kind: "action";
  key: string;
  scope: Scope;
  icon: IconName;
  label: string;
  /** Whose record it is about: shown and never sought, so that who types a name finds people. */
  of: string | undefined;
  hotkey: string | undefined;
  run(): void;
}

const icons: Readonly<Record<ReturnType<typeof groupOf>, IconName>> = {
  app: "settings", go: "arrow-r", connection: "plug", list: "filter", record: "user", edit: "pencil", job: "jobs",
};

/** What can be done with what is on screen comes before what can be done anywhere. */
export const nearFirst = (a: CommandSpec, b: CommandSpec): number => nearness.indexOf(groupOf(a)) - nearness.indexOf(groupOf(b));
const nearness: readonly ReturnType<typeof groupOf>[] = ["edit", "job", "record", "list", "connection", "go", "app"];

export function actionItem(command: CommandSpec): ActionItem {
  const group = groupOf(command);
  return { kind: "action", key: command.id, scope: group === "go" ? SCREENS : ACTIONS, icon: icons[group], label: command.label, of: command.of, hotkey: command.hotkey, run: command.run };
}

/** How well words fit a label: the lower the better; undefined when one of them is not in it. */
export function fit(label: string, words: readonly string[]): number | undefined {
  const folded = fold(label);
  let worst = 0;
  for (const word of words) {
    const at = folded.indexOf(word);
    if (at === -1) return undefined;
    const begins = at === 0 ? 0 : /\W/.test(folded.charAt(at - 1)) ? 1 : 2;
    worst = Math.max(worst, begins);
  }
  return worst;
}

/** The commands that fit, the best first, of these what is named in full, else in their own order. */
export function fitting(items: readonly ActionItem[], words: readonly string[]): ActionItem[] {
  const typed = words.join(" ");
  return items
    .map((item) => ({ item, score: fit(item.label, words), more: Number(fold(item.label) !== typed) }))
    .filter((each): each is { item: ActionItem; score: number; more: number } => each.score !== undefined)
    .toSorted((a, b) => a.score - b.score || a.more - b.more)
    .map(({ item }) => item);
}

/** A label cut where the words lie, for marking them. */
export function marked(label: string, words: readonly string[]): { text: string; hit: boolean }[] {
  // Folding may change the length; then nothing is marked rather than the wrong letters.
  const chars = [...label];
  const folded = chars.map(fold);
  const hits = new Set<number>();
  for (const word of words) {
    for (let from = 0; from < folded.length; from += 1) {
      let text = "";
      let to = from;
      while (to < folded.length && text.length < word.length) {
        text += folded[to];
        to += 1;
      }
      if (text !== word) continue;
      for (let at = from; at < to; at += 1) hits.add(at);
      break;
    }
  }
  const parts: { text: string; hit: boolean }[] = [];
  for (const [at, char] of chars.entries()) {
    const hit = hits.has(at);
    const last = parts.at(-1);
    if (last?.hit === hit) last.text += char;
    else parts.push({ text: char, hit });
  }
  return parts;
}
