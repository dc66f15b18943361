import { useState, type FormEvent } from "react";
import { Button, IconButton } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Icon } from "@/components/Icon";
import { Select, TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import type { AttributeView, FilterChip, JsonValue, TypeModel } from "@/rpc/types";
import { text } from "@/scim/json";
import { findAttribute } from "@/scim/model";
import { columnOffer, columnTitle, NAME } from "./columns";
import s from "./chips.module.css";

const operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"] as const;
type Operator = (typeof operators)[number];

const ordered: readonly string[] = ["integer", "decimal", "dateTime"];

/** The operators that make sense for a kind of attribute. */
export function operatorsFor(attribute: AttributeView | undefined): readonly Operator[] {
  if (attribute?.kind === "boolean") return ["eq", "ne", "pr"];
  if (attribute && ordered.includes(attribute.kind)) return ["eq", "ne", "gt", "ge", "lt", "le", "pr"];
  if (attribute?.kind === "complex") return ["pr"];
  return operators;
}

/** What was typed, as the attribute's kind has it. */
export function valueOf(kind: string | undefined, typed: string): JsonValue {
  if (kind === "boolean") return typed.trim().toLowerCase() !== "false";
  if ((kind === "integer" || kind === "decimal") && typed.trim() !== "" && Number.isFinite(Number(typed))) return Number(typed);
  return typed;
}

function operatorWord(chip: FilterChip): string {
  const word = operators.find((each) => each === chip.operator) ?? "eq";
  return chip.not ? t("chip.not", { operator: t(`chip.${word}`) }) : t(`chip.${word}`);
}

function valueWord(chip: FilterChip): string {
  if (chip.operator === "pr") return "";
  if (typeof chip.value === "boolean") return t(chip.value ? "value.yes" : "value.no");
  return text(chip.value);
}

/** Conditions that all must hold. Each can be changed or taken away. */
export function Chips({ model, chips, onChips, adding, onAdding }: {
  model: TypeModel;
  chips: readonly FilterChip[];
  onChips(chips: readonly FilterChip[]): void;
  /** The form for another condition is open. */
  adding: boolean;
  onAdding(open: boolean): void;
}) {
  const [editing, setEditing] = useState<number>();
  const without = (index: number) => chips.filter((_, at) => at !== index);
  return (
    <>
      <ul className={s.chips} aria-label={t("chip.list")}>
        {chips.map((chip, index) => {
          const name = chip.raw ?? `${columnTitle(chip.path)} ${operatorWord(chip)} ${valueWord(chip)}`.trim();
          return (
            // oxlint-disable-next-line react/no-array-index-key -- the same condition may stand there twice
            <li key={`${index} ${name}`} className="chip">
              <button type="button" className={s.chip} title={chip.path} aria-label={t("chip.change", { name })} disabled={chip.raw !== null} onClick={() => setEditing(index)}>
                {chip.raw !== null ? <code>{chip.raw}</code> : (
                  <><bdi>{columnTitle(chip.path)}</bdi> <span className="chip__op">{operatorWord(chip)}</span> <bdi className="chip__val">{valueWord(chip)}</bdi></>
                )}
              </button>
              <button type="button" className="chip__x" aria-label={t("chip.remove", { name })} onClick={() => onChips(without(index))}><Icon name="x" /></button>
            </li>
          );
        })}
      </ul>
      {(adding || editing !== undefined) && (
        <ChipDialog
          model={model}
          chip={editing === undefined ? undefined : chips[editing]}
          onChip={(chip) => onChips(editing === undefined ? [...chips, chip] : chips.map((each, at) => (at === editing ? chip : each)))}
          onClose={() => { setEditing(undefined); onAdding(false); }}
        />
      )}
    </>
  );
}

function ChipDialog({ model, chip, onChip, onClose }: { model: TypeModel; chip: FilterChip | undefined; onChip(chip: FilterChip): void; onClose(): void }) {
  const paths = columnOffer(model).flatMap((offer) => offer.columns).filter(({ path }) => path !== NAME);
  const first = model.columns.find((path) => findAttribute(model, path)?.kind !== "complex") ?? paths[0]?.path ?? "id";
  const [path, setPath] = useState(chip?.path ?? first);
  const [operator, setOperator] = useState<string>(chip?.operator ?? "co");
  const [typed, setTyped] = useState(chip ? text(chip.value) : "");
  const attribute = findAttribute(model, path);
  const allowed = operatorsFor(attribute);
  const chosen = allowed.find((each) => each === operator) ?? allowed[0] ?? "eq";
  const known = attribute?.kind === "boolean" ? ["true", "false"] : attribute?.canonicalValues ?? [];

  function submit(event: FormEvent) {
    event.preventDefault();
    const value = chosen === "pr" ? null : valueOf(attribute?.kind, known.length > 0 && typed === "" ? known[0] ?? "" : typed);
    onChip({ path, operator: chosen, value, not: chip?.not ?? false, raw: null });
    onClose();
  }

  return (
    <Dialog
      title={t(chip ? "chip.changeTitle" : "chip.addTitle")}
      width={560}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" type="submit" form="chip">{t("chip.apply")}</Button>
        </>
      )}
    >
      <form id="chip" className={s.form} onSubmit={submit}>
        <Select autoFocus aria-label={t("chip.attribute")} value={path} onChange={setPath} options={[...(paths.some((each) => each.path === path) ? [] : [{ value: path, label: columnTitle(path) }]), ...paths.map((each) => ({ value: each.path, label: `${each.label} (${each.term})` }))]} />
        <Select aria-label={t("chip.operator")} value={chosen} onChange={setOperator} options={allowed.map((each) => ({ value: each, label: t(`chip.${each}`) }))} />
        {chosen !== "pr" && (known.length > 0 ? (
          <Select aria-label={t("chip.value")} value={typed === "" ? known[0] ?? "" : typed} onChange={setTyped} options={[...new Set([...known, ...(typed === "" ? [] : [typed])])].map((each) => ({ value: each, label: each === "true" ? t("value.yes") : each === "false" ? t("value.no") : each }))} />
        ) : (
          <TextInput aria-label={t("chip.value")} placeholder={attribute?.kind === "dateTime" ? "2027-01-31T00:00:00Z" : undefined} value={typed} onChange={(event) => setTyped(event.target.value)} />
        ))}
      </form>
    </Dialog>
  );
}

/** Opens the form for a condition; stands in the bar. */
export function AddChip({ onAdd }: { onAdd(): void }) {
  return <Button kind="ghost" size="sm" icon="plus" aria-keyshortcuts="Control+F" onClick={onAdd}>{t("chip.add")}</Button>;
}

export function ClearChips({ onClear }: { onClear(): void }) {
  return <IconButton size="sm" icon="x" label={t("browse.clearFilter")} onClick={onClear} />;
}
