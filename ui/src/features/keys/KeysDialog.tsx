import { groupOf, groups } from "@/commands/groups";
import type { CommandSpec } from "@/commands/registry";
import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import { keysText } from "@/components/Keys";
import { t, type MessageKey } from "@/i18n";
import s from "./keys.module.css";

interface Line {
  label: string;
  keys: readonly string[];
  off?: boolean;
}

/** Keys of the grid and the panel, which belong to no command: they move, and move on. */
const fixed: readonly { title: MessageKey; when: string; lines: readonly [MessageKey, readonly string[]][] }[] = [
  {
    title: "keys.grid", when: "main [role=grid]", lines: [
      ["keys.grid.move", ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]],
      ["keys.grid.cells", ["ArrowLeft", "ArrowRight"]],
      ["keys.grid.open", ["Enter"]],
      ["keys.grid.extend", ["Shift+ArrowDown"]],
      ["keys.grid.toggle", ["Space"]],
      ["keys.grid.all", ["Mod+A"]],
      ["keys.grid.letters", ["A", "Z"]],
      ["keys.grid.sort", ["Enter"]],
      ["keys.grid.width", ["Shift+ArrowLeft", "Shift+ArrowRight"]],
    ],
  },
  { title: "keys.filter", when: "[data-chip]", lines: [["keys.filter.move", ["ArrowLeft", "ArrowRight"]], ["keys.filter.remove", ["Delete"]]] },
  { title: "keys.json", when: ".cm-editor", lines: [["keys.json.find", ["Mod+F"]], ["keys.json.complete", ["Ctrl+Space"]]] },
  {
    title: "keys.panel", when: "main aside", lines: [
      ["keys.panel.tabs", ["Alt+1", "Alt+9"]],
      ["keys.panel.edit", ["Enter", "F2"]],
      ["keys.panel.keep", ["Tab"]],
      ["keys.panel.leave", ["Escape"]],
    ],
  },
];

/** The keys that apply now: read from the same list the keys themselves are read from. */
export function KeysDialog({ commands, onClose }: { commands: readonly CommandSpec[]; onClose(): void }) {
  const parts = groups.map((group) => ({
    title: t(`commands.group.${group}`),
    lines: commands.filter((command) => command.hotkey !== undefined && groupOf(command) === group).map((command): Line => ({ label: command.label, keys: [command.hotkey ?? ""], off: command.enabled === false })),
  }));
  const here = fixed.filter((part) => document.querySelector(part.when) !== null).map((part) => ({ title: t(part.title), lines: part.lines.map(([key, keys]): Line => ({ label: t(key), keys })) }));
  return (
    <Dialog title={t("keys.title")} sub={t("keys.sub")} width={760} onClose={onClose} foot={<><span className="spacer" /><Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.close")}</Button></>}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the dialog scrolls, and a key must be able to */}
      <div className={s.sheet} role="region" tabIndex={0} aria-label={t("keys.title")}>
        {[...parts, ...here].filter((part) => part.lines.length > 0).map((part) => (
          <section key={part.title} className={s.part}>
            <h3>{part.title}</h3>
            <dl>
              {part.lines.map((line) => (
                <div key={line.label} className={cx(s.line, line.off && s.isOff)}>
                  <dt>{line.label}</dt>
                  <dd>{line.keys.map((key) => <kbd key={key} className="kbd">{keysText(key)}</kbd>)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
