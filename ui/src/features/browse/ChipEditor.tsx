import { useState, type FormEvent, type KeyboardEvent } from "react";
import { Button } from "@/components/Button";
import { Select, TextInput } from "@/components/inputs";
import v from "@/components/view.module.css";
import { cx } from "@/components/cx";
import { t } from "@/i18n";
import type { AttributeView, FilterChip, JsonValue, TypeModel } from "@/rpc/types";
import { text } from "@/scim/json";
import { findAttribute } from "@/scim/model";
import { columnOffer, columnTitle, NAME } from "./columns";
import s from "./chips.module.css";

export const operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"] as const;
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

/** Yes or no, in the words the list has for it. */
export const yesWord = (path: string, value: boolean): string => (path.toLowerCase() === "active" ? t(value ? "status.active" : "status.inactive") : t(value ? "value.yes" : "value.no"));

/** One condition, written in a line under the others: attribute, operator, value. Enter applies it, Escape leaves it. */
export function ChipEditor({ model, chip, onChip, onClose }: { model: TypeModel; chip: FilterChip | undefined; onChip(chip: FilterChip): void; onClose(): void }) {
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
  }

  function press(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && event.target instanceof HTMLSelectElement) {
      event.preventDefault();
      event.currentTarget.requestSubmit();
    }
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its fields have the focus
    <form className={cx(v.filterbar, v.filterbarRaw, s.editor)} aria-label={t(chip ? "chip.changeTitle" : "chip.addTitle")} onSubmit={submit} onKeyDown={press}>
      <Select small autoFocus={chip === undefined} aria-label={t("chip.attribute")} value={path} onChange={setPath} options={[...(paths.some((each) => each.path === path) ? [] : [{ value: path, label: columnTitle(path) }]), ...paths.map((each) => ({ value: each.path, label: `${each.label} (${each.term})` }))]} />
      <Select small autoFocus={chip !== undefined && chosen === "pr"} aria-label={t("chip.operator")} value={chosen} onChange={setOperator} options={allowed.map((each) => ({ value: each, label: t(`chip.${each}`) }))} />
      {chosen !== "pr" && (known.length > 0 ? (
        <Select small autoFocus={chip !== undefined} aria-label={t("chip.value")} value={typed === "" ? known[0] ?? "" : typed} onChange={setTyped} options={[...new Set([...known, ...(typed === "" ? [] : [typed])])].map((each) => ({ value: each, label: attribute?.kind === "boolean" ? yesWord(path, each === "true") : each }))} />
      ) : (
        <TextInput autoFocus={chip !== undefined} aria-label={t("chip.value")} placeholder={attribute?.kind === "dateTime" ? "2027-01-31T00:00:00Z" : undefined} value={typed} onFocus={(event) => event.currentTarget.select()} onChange={(event) => setTyped(event.target.value)} />
      ))}
      <Button size="sm" kind="primary" type="submit">{t("chip.apply")}</Button>
      <Button size="sm" kind="ghost" onClick={onClose}>{t("common.cancel")}</Button>
    </form>
  );
}
