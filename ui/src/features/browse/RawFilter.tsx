import { useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Segments, TextInput } from "@/components/inputs";
import { Keys } from "@/components/Keys";
import { t } from "@/i18n";
import type { TypeModel } from "@/rpc/types";
import c from "./chips.module.css";
import { complete, put, type Completion } from "./complete";
import { FilterFault } from "./FilterFault";
import s from "./browse.module.css";
import type { FilterState } from "./useFilter";

export type Where = "server" | "copy";

/** The filter as SCIM writes it, completed from the server's schema. A fault is shown under the place where it is. */
export function RawFilter({ model, filter, onClose, where, onWhere }: { model: TypeModel; filter: FilterState; onClose(): void; where: Where; onWhere(where: Where): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(filter.typed.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const found = complete(model, filter.typed, Math.min(caret, filter.typed.length), filter.history);
  const { options } = found;
  const shown = open && options.length > 0;

  function insert(option: Completion) {
    const next = put(filter.typed, found, option);
    // At once: a caret moved later would be moved under the next key.
    flushSync(() => {
      filter.type(next.text);
      setCaret(next.caret);
      setAt(-1);
      setOpen(option.kind !== "history");
    });
    input.current?.focus();
    input.current?.setSelectionRange(next.caret, next.caret);
  }

  function press(event: KeyboardEvent<HTMLInputElement>) {
    const option = options[Math.max(0, at)];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!shown) setOpen(true);
      else setAt((at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Tab" && shown && option && !event.shiftKey && (at >= 0 || filter.typed.trim() !== "")) {
      insert(option);
    } else if (event.key === "Enter" && shown && at >= 0 && option) {
      insert(option);
    } else if (event.key === "Escape") {
      if (shown) setOpen(false);
      else onClose();
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <div className={s.raw}>
      <form className={s.rawRow} onSubmit={(event) => { event.preventDefault(); setOpen(false); void filter.apply(filter.typed); }}>
        <TextInput
          ref={input}
          mono
          autoFocus
          role="combobox"
          aria-expanded={shown}
          aria-controls="filter-completion"
          aria-autocomplete="list"
          aria-activedescendant={shown && at >= 0 ? `filter-option-${at}` : undefined}
          name="filter"
          className={s.rawInput}
          value={filter.typed}
          invalid={Boolean(filter.fault)}
          aria-label={t("browse.filterLabel")}
          aria-describedby={filter.fault ? "filter-fault" : undefined}
          placeholder={t("browse.filterExample")}
          onChange={(event) => { filter.type(event.target.value); setCaret(event.target.selectionStart ?? event.target.value.length); setOpen(true); setAt(-1); }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onBlur={() => setOpen(false)}
          onKeyDown={press}
          after={<span className={s.rawHint}>{t("browse.enterApply")} <Icon name="return" size="sm" /></span>}
        />
        <Segments<Where> label={t("browse.on")} value={where} onChange={onWhere} options={[{ value: "server", label: t("browse.onServer") }, { value: "copy", label: t("browse.onCopy") }]} />
      </form>
      {shown && (
        <div className={c.pop}>
          <div role="listbox" tabIndex={-1} id="filter-completion" aria-label={t("filter.completions")}>
            {options.map((option, index) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field has the focus and hears the keys
              <div
                key={option.text}
                id={`filter-option-${index}`}
                role="option"
                aria-selected={index === at}
                className={cx(c.option, index === at && c.isActive)}
                onPointerDown={(event) => { event.preventDefault(); insert(option); }}
              >
                <bdi className="mono truncate" title={option.text}>{short(option.text)}</bdi>
                <span className={c.optionType}>{option.kind === "attribute" ? option.type : t(`filter.${option.kind}`)}</span>
              </div>
            ))}
          </div>
          <div className={c.foot}><Keys hotkey="Tab" /> {t("filter.insert")}<span className="spacer" />{t(options[0]?.kind === "history" ? "filter.before" : "filter.fromSchema")}</div>
        </div>
      )}
      {filter.fault && <FilterFault filter={filter.typed} fault={filter.fault} />}
    </div>
  );
}

/** Of an extension's URN the last words are enough to know it. */
function short(path: string): string {
  const colon = path.startsWith("urn:") ? path.lastIndexOf(":") : -1;
  if (colon < 0) return path;
  const urn = path.slice(0, colon).split(":").filter((part) => !/^[\d.]+$/.test(part));
  return `${urn.slice(-2).join(":")}:${path.slice(colon + 1)}`;
}
