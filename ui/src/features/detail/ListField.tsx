import { Button, IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Scim } from "@/components/marks";
import p from "@/components/panel.module.css";
import { t } from "@/i18n";
import type { AttributeView, JsonValue } from "@/rpc/types";
import { isObject, isUnassigned, member, sameJson, text, withMember, type JsonObject } from "@/scim/json";
import { labelOf, termOf } from "@/scim/labels";
import { showValue } from "@/scim/show";
import s from "./detail.module.css";
import fs from "./field.module.css";
import { listOf, newEntry, pairUp, withEntry, type Entry } from "./entries";
import { Field } from "./Field";
import { FieldEditor } from "./FieldEditor";
import { findingsAt, findingsBelow, Findings, useForm } from "./form";
import { ReferenceField } from "./ReferenceField";
import { isLocked, typesOf } from "./fields";
import { isSecret } from "@/scim/model";
import { pointTo, saysOfTarget } from "@/scim/reference";
import { useState } from "react";

interface Props {
  attribute: AttributeView;
  before: JsonValue | undefined;
  value: JsonValue | undefined;
  onChange(value: JsonValue | undefined): void;
}

/** A list: each entry with its type, whether it is the primary one, and the other parts the schema declares. */
export function ListField({ attribute, before, value, onChange }: Props) {
  const label = labelOf(attribute.path);
  const term = termOf(attribute, label) ?? attribute.name;
  const list = listOf(value);
  const locked = isLocked(attribute, undefined);
  const put = (next: JsonValue[]) => onChange(next.length === 0 ? undefined : next);
  const entries = pairUp(listOf(before), list);
  const { findings } = useForm();
  const [all, setAll] = useState(false);
  const parts = otherParts(attribute);
  const hides = parts.some((part) => entries.some((entry) => entry.index !== undefined && isEmptyPart(part, entry)));

  return (
    <section className={p.section} data-path={attribute.path}>
      <h3 className={p.sectionHead} title={attribute.description || attribute.path}>
        {label} <Scim>({term})</Scim>
        {!locked && <span className={s.headActs}>
          {hides && <Button kind="ghost" size="sm" aria-expanded={all} aria-label={t(all ? "detail.fewerParts" : "detail.allParts", { field: label })} onClick={() => setAll(!all)}>{t(all ? "detail.fewer" : "detail.moreParts")}</Button>}
          <Button kind="ghost" size="sm" icon="plus" aria-label={t("detail.addTo", { field: label })} onClick={() => put([...list, newEntry(attribute, list)])}>{t("common.add")}</Button>
        </span>}
      </h3>
      <Findings findings={findingsAt(findings, attribute.path)} />
      {entries.map((entry, at) => (
        <EntryRow
          key={entry.index ?? `gone-${at}`}
          attribute={attribute}
          entry={entry}
          locked={locked}
          all={all}
          onChange={(next) => entry.index !== undefined && put(withEntry(list, entry.index, next))}
          onRemove={() => put(list.filter((_, index) => index !== entry.index))}
          onBack={() => put(entry.index === undefined ? [...list, entry.before ?? null] : list.map((other, index) => (index === entry.index ? entry.before ?? null : other)))}
        />
      ))}
    </section>
  );
}

/** Shown in the line of an entry, by what they are. */
const inLine = new Set(["value", "type", "primary"]);

/** What the schema declares of an entry beside its value, type and being primary, in its order. */
function otherParts(attribute: AttributeView): AttributeView[] {
  if (!hasValue(attribute)) return [];
  const ofTarget = typesOf(attribute).length > 0;
  return attribute.subAttributes.filter(({ name, ...part }) => !inLine.has(name.toLowerCase()) && !isSecret(part) && !(ofTarget && saysOfTarget(name)));
}

const hasValue = (attribute: AttributeView) => attribute.kind !== "complex" || attribute.subAttributes.some((part) => part.name === "value");

const isEmptyPart = (part: AttributeView, { value, before }: Entry) => !part.required && isUnassigned(member(value, part.name)) && isUnassigned(member(before, part.name));

interface RowProps {
  attribute: AttributeView;
  entry: Entry;
  locked: boolean;
  /** With the parts that are not set, too. */
  all: boolean;
  onChange(value: JsonValue): void;
  onRemove(): void;
  onBack(): void;
}

function EntryRow({ onBack, ...props }: RowProps) {
  const { attribute, entry, locked, all, onChange } = props;
  const { findings } = useForm();
  const was = showValue(entry.before);
  if (entry.index === undefined) {
    return <div className={s.gone}><s><bdi>{was}</bdi></s><span className="spacer" /><IconButton size="sm" icon="undo" label={t("detail.undo")} onClick={onBack} /></div>;
  }
  const changed = !sameJson(entry.value, entry.before);
  const place = `${attribute.path}[${entry.index}]`;
  const shown = otherParts(attribute).filter((part) => !isEmptyPart(part, entry) || (all && !locked));
  const inParts = new Set(shown.flatMap((part) => findingsAt(findings, `${place}.${part.name}`)));
  return (
    <>
      {hasValue(attribute) ? <ValueEntry {...props} changed={changed} /> : <BlockEntry {...props} changed={changed} />}
      {hasValue(attribute) && <Findings findings={findingsBelow(findings, place).filter((finding) => !inParts.has(finding))} />}
      <Parts parts={shown} place={place} entry={entry} locked={locked} onChange={onChange} />
      {changed && entry.before !== undefined && (
        <div className={s.gone}>{t("detail.was")} <s className="truncate"><bdi>{was}</bdi></s><span className="spacer" /><IconButton size="sm" icon="undo" label={t("detail.undo")} onClick={onBack} /></div>
      )}
    </>
  );
}

type EntryProps = Omit<RowProps, "onBack" | "all"> & { changed: boolean };

/** Parts of an entry, each a field of its own. */
function Parts({ parts, place, entry, locked, onChange }: Pick<RowProps, "entry" | "locked" | "onChange"> & { parts: readonly AttributeView[]; place: string }) {
  const value: JsonObject = isObject(entry.value) ? entry.value : {};
  return parts.map((part) => (
    <Field
      key={part.name}
      place={`${place}.${part.name}`}
      attribute={locked ? { ...part, mutability: "readOnly" } : part}
      before={member(entry.before, part.name)}
      value={member(value, part.name)}
      onChange={(next) => onChange(withMember(value, part.name, isUnassigned(next) ? undefined : next))}
    />
  ));
}

/** The mark of the primary entry; taken away again by another click. */
function Primary({ entry, locked, onChange }: Pick<RowProps, "entry" | "locked" | "onChange">) {
  const isPrimary = member(entry.value, "primary") === true;
  const set = (primary: true | undefined) => { if (isObject(entry.value)) onChange(withMember(entry.value, "primary", primary)); };
  return (
    <label className={s.entryPrim}>
      <input type="radio" className="sr-only" checked={isPrimary} disabled={locked} onChange={() => set(true)} onClick={() => { if (isPrimary) set(undefined); }} />
      <span className={cx("radio", isPrimary && "is-checked")} aria-hidden="true" />
      <span className={cx(!isPrimary && "sr-only")}>{t("detail.primary")}</span>
    </label>
  );
}

/** E-mail, phone, role: a value, its type, its being primary. */
function ValueEntry({ attribute, entry, locked, changed, onChange, onRemove }: EntryProps) {
  const [editing, setEditing] = useState(() => !locked && entry.before === undefined);
  const [typing, setTyping] = useState(false);
  const complex = isObject(entry.value) ? entry.value : undefined;
  const part = (name: string) => attribute.subAttributes.find((sub) => sub.name === name);
  const refers = typesOf(attribute);
  const set = (name: string, value: JsonValue | undefined) => onChange(complex ? withMember(complex, name, value) : value ?? "");
  const point = (value: JsonValue | undefined) => onChange(sameJson(value, member(entry.before, "value")) ? entry.before ?? "" : pointTo(complex, value) ?? withMember(complex ?? {}, "value", undefined));
  const type = part("type");
  const shown = complex ? member(complex, "value") ?? member(complex, "display") : entry.value;
  const label = labelOf(`${attribute.name}.value`);
  return (
    <div className={cx(s.entry, changed && s.isChanged)}>
      {locked ? <bdi className="truncate muted selectable" title={showValue(entry.value)}>{showValue(shown)}</bdi> : refers.length > 0 && complex ? <span className={fs.fieldValue}><ReferenceField label={label} types={refers} value={member(complex, "value")} called={text(member(complex, "display"))} onChange={point} /></span> : (
        <FieldEditor
          attribute={part("value") ?? { ...attribute, multiValued: false }}
          label={label}
          value={shown}
          editing={editing}
          onEditing={setEditing}
          onChange={(value) => set("value", value)}
        />
      )}
      {type && !isLocked(type, member(entry.before, "type")) && !locked ? <FieldEditor attribute={type} label={labelOf(type.path)} unset={t("detail.noType")} value={member(entry.value, "type")} editing={typing} onEditing={setTyping} onChange={(value) => set("type", value)} /> : <bdi className={s.entryType}>{text(member(entry.value, "type"))}</bdi>}
      {part("primary") ? <Primary entry={entry} locked={locked} onChange={onChange} /> : <span />}
      {locked ? <span /> : <IconButton size="sm" icon="x" label={t("detail.removeFrom")} onClick={onRemove} />}
    </div>
  );
}

/** An address, or any list of many-part entries: each part a field of its own. */
function BlockEntry({ attribute, entry, locked, changed, onChange, onRemove }: EntryProps) {
  const value: JsonObject = isObject(entry.value) ? entry.value : {};
  const parts = attribute.subAttributes.filter((part) => !isSecret(part) && part.name !== "primary");
  return (
    <div className={cx(s.block, changed && s.isChanged)}>
      <div className={s.blockHead}>
        <bdi className="medium truncate">{showValue(value) || t("value.notSet")}</bdi>
        <span className="spacer" />
        {attribute.subAttributes.some((part) => part.name === "primary") && <Primary entry={entry} locked={locked} onChange={onChange} />}
        {!locked && <IconButton size="sm" icon="x" label={t("detail.removeFrom")} onClick={onRemove} />}
      </div>
      <Parts parts={parts.filter((part) => !locked || !isUnassigned(member(value, part.name)))} place={`${attribute.path}[${entry.index}]`} entry={entry} locked={locked} onChange={onChange} />
    </div>
  );
}
