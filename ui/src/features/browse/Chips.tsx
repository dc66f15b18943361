import { useEffect, useRef, type KeyboardEvent } from "react";
import { Button, IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { t } from "@/i18n";
import type { FilterChip } from "@/rpc/types";
import { text } from "@/scim/json";
import { operators, yesWord } from "./ChipEditor";
import { columnTitle } from "./columns";
import s from "./chips.module.css";

function operatorWord(chip: FilterChip): string {
  const word = operators.find((each) => each === chip.operator) ?? "eq";
  return chip.not ? t("chip.not", { operator: t(`chip.${word}`) }) : t(`chip.${word}`);
}

function valueWord(chip: FilterChip): string {
  if (chip.operator === "pr") return "";
  if (typeof chip.value === "boolean") return yesWord(chip.path, chip.value);
  return text(chip.value);
}

/** The condition being written: one of them, or another one. */
export type Editing = number | "new" | undefined;

const buttonsIn = (list: Element | null) => [...list?.querySelectorAll<HTMLElement>("[data-chip]") ?? []];

/** Conditions that all must hold. Arrows lead from one to the next; Enter changes one, Delete takes it away. */
export function Chips({ chips, editing, onEdit, onChips, onRaw }: {
  chips: readonly FilterChip[];
  editing: Editing;
  onEdit(editing: Editing): void;
  onChips(chips: readonly FilterChip[]): void;
  /** What is no attribute, operator and value is changed as text. */
  onRaw(): void;
}) {
  const list = useRef<HTMLUListElement>(null);
  // Focus goes where the condition was, or to the next; where none is left, to the button that adds one.
  const left = useRef<{ index: number; of: number }>(undefined);
  useEffect(() => {
    if (left.current === undefined || chips.length >= left.current.of) return;
    const all = buttonsIn(list.current);
    (all[Math.min(left.current.index, all.length - 1)] ?? list.current?.parentElement?.querySelector<HTMLElement>("[data-add]"))?.focus();
    left.current = undefined;
  });

  function remove(index: number) {
    left.current = { index, of: chips.length };
    onChips(chips.filter((_, at) => at !== index));
  }

  function press(event: KeyboardEvent, index: number) {
    if (event.key === "Delete" || event.key === "Backspace") remove(index);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") buttonsIn(list.current)[index + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
    else return;
    event.preventDefault();
  }

  return (
    <ul ref={list} className={s.chips} aria-label={t("chip.list")}>
      {chips.map((chip, index) => {
        const name = chip.raw ?? `${columnTitle(chip.path)} ${operatorWord(chip)} ${valueWord(chip)}`.trim();
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a condition that changes keeps its place, and the focus
          <li key={index} className={cx("chip", editing === index && s.isEditing)}>
            <button type="button" data-chip className={s.chip} title={chip.raw ?? chip.path} aria-label={t("chip.change", { name })} aria-expanded={editing === index} aria-keyshortcuts="Delete" onKeyDown={(event) => press(event, index)} onClick={() => (chip.raw !== null ? onRaw() : onEdit(index))}>
              {chip.raw !== null ? <code>{chip.raw}</code> : (
                <><bdi>{columnTitle(chip.path)}</bdi> <span className="chip__op">{operatorWord(chip)}</span> <bdi className="chip__val">{valueWord(chip)}</bdi></>
              )}
            </button>
            <button type="button" className="chip__x" aria-label={t("chip.remove", { name })} onClick={() => remove(index)}><Icon name="x" /></button>
          </li>
        );
      })}
    </ul>
  );
}

/** Opens the line for another condition; stands in the bar. */
export function AddChip({ open, onAdd }: { open: boolean; onAdd(): void }) {
  return <Button data-add kind="ghost" size="sm" icon="plus" aria-keyshortcuts="Control+F" aria-expanded={open} onClick={onAdd}>{t("chip.add")}</Button>;
}

export function ClearChips({ onClear }: { onClear(): void }) {
  return <IconButton size="sm" icon="x" label={t("browse.clearFilter")} onClick={onClear} />;
}
