import { useRef, useState, useTransition, type ReactNode } from "react";
import { Button, IconButton } from "@/components/Button";
import { TextInput } from "@/components/inputs";
import v from "@/components/view.module.css";
import { useCommand } from "@/commands/registry";
import { t } from "@/i18n";
import s from "./browse.module.css";

interface Props {
  types: string;
  /** What the field begins with; another key begins anew. */
  text: string;
  /** Hears of each letter at once; draws nothing. */
  onLetter(text: string): void;
  /** Hears of each letter; never in the way of the next one. */
  onText(text: string): void;
  raw: boolean;
  onRaw(raw: boolean): void;
  /** Opens the form for a condition. */
  onCondition(): void;
  /** The conditions of the filter. */
  children: ReactNode;
}

/** Quick search over the copy: each letter counts. */
export function SearchBar({ types, text, onLetter, onText, raw, onRaw, onCondition, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  // From the key to the moment in which the list takes the question, and is busy itself.
  const [pending, startTransition] = useTransition();
  const type = (value: string) => {
    setTyped(value);
    onLetter(value);
    startTransition(() => onText(value));
  };
  // The first press leads to the words, the next to the conditions.
  const find = () => {
    if (document.activeElement === input.current) return onCondition();
    input.current?.focus();
    input.current?.select();
  };
  useCommand({ id: "browse.search", label: t("browse.searchLabel", { types }), hotkey: "Mod+F", run: find });
  useCommand({ id: "filter.add", label: t("chip.add"), run: onCondition });
  useCommand({ id: "browse.filter", label: t("browse.scim"), hotkey: "Mod+Shift+F", run: () => onRaw(!raw) });
  return (
    <div className={v.filterbar} role="search" aria-busy={pending || undefined}>
      <TextInput
        ref={input}
        type="search"
        icon="search"
        className={s.search}
        name="search"
        value={typed}
        aria-label={t("browse.searchLabel", { types })}
        aria-keyshortcuts="Control+F"
        placeholder={t("browse.search")}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || typed === "") return;
          event.preventDefault();
          type("");
        }}
        after={typed ? <IconButton size="sm" icon="x" label={t("browse.clear")} onClick={() => { type(""); input.current?.focus(); }} /> : null}
      />
      {children}
      <span className="spacer" />
      <Button icon="terminal" on={raw} aria-keyshortcuts="Control+Shift+F" onClick={() => onRaw(!raw)}>{t("browse.scim")}</Button>
    </div>
  );
}
