import { useRef } from "react";
import { Button, IconButton } from "@/components/Button";
import { Segments, TextInput } from "@/components/inputs";
import v from "@/components/view.module.css";
import { Icon } from "@/components/Icon";
import { useCommand } from "@/commands/registry";
import { t } from "@/i18n";
import type { FilterCheck } from "@/rpc/types";
import { FilterFault } from "./FilterFault";
import s from "./browse.module.css";

export type Where = "server" | "copy";

interface Props {
  types: string;
  text: string;
  onText(text: string): void;
  raw: boolean;
  onRaw(raw: boolean): void;
}

/** Quick search over the copy: each letter counts. */
export function SearchBar({ types, text, onText, raw, onRaw }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useCommand({ id: "browse.search", label: t("browse.searchLabel", { types }), hotkey: "Mod+F", run: () => { input.current?.focus(); input.current?.select(); } });
  useCommand({ id: "browse.filter", label: t("browse.scim"), hotkey: "Mod+Shift+F", run: () => onRaw(!raw) });
  return (
    <div className={v.filterbar} role="search">
      <TextInput
        ref={input}
        type="search"
        icon="search"
        className={s.search}
        name="search"
        value={text}
        aria-label={t("browse.searchLabel", { types })}
        aria-keyshortcuts="Control+F"
        placeholder={t("browse.search")}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || text === "") return;
          event.preventDefault();
          onText("");
        }}
        after={text ? <IconButton size="sm" icon="x" label={t("browse.clear")} onClick={() => onText("")} /> : null}
      />
      <span className="spacer" />
      <Button icon="terminal" on={raw} aria-keyshortcuts="Control+Shift+F" onClick={() => onRaw(!raw)}>{t("browse.scim")}</Button>
    </div>
  );
}

interface RawProps {
  value: string;
  onValue(value: string): void;
  onApply(): void;
  onClose(): void;
  fault: FilterCheck | undefined;
  where: Where;
  onWhere(where: Where): void;
}

/** The filter as SCIM writes it. A fault is shown under the place where it is. */
export function RawFilterBar({ value, onValue, onApply, onClose, fault, where, onWhere }: RawProps) {
  return (
    <div className={s.raw}>
      <form className={s.rawRow} onSubmit={(event) => { event.preventDefault(); onApply(); }}>
        <TextInput
          mono
          autoFocus
          name="filter"
          className={s.rawInput}
          value={value}
          invalid={Boolean(fault)}
          aria-label={t("browse.filterLabel")}
          aria-describedby={fault ? "filter-fault" : undefined}
          placeholder={t("browse.filterExample")}
          onChange={(event) => onValue(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            onClose();
          }}
          after={<span className={s.rawHint}>{t("browse.enterApply")} <Icon name="return" size="sm" /></span>}
        />
        <Segments<Where> label={t("browse.on")} value={where} onChange={onWhere} options={[{ value: "server", label: t("browse.onServer") }, { value: "copy", label: t("browse.onCopy") }]} />
      </form>
      {fault && <FilterFault filter={value} fault={fault} />}
    </div>
  );
}
