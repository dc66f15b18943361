import { Button, IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Select } from "@/components/inputs";
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
import { pointTo } from "@/scim/reference";
import { useState } from "react";

interface Props {
  attribute: AttributeView;
  before: JsonValue | undefined;
  value: JsonValue | undefined;
  onChange(value: JsonValue | undefined): void;
}

/** A list: each entry with its type and whether it is the primary one. */
export function ListField({ attribute, before, value, onChange }: Props) {
  const label = labelOf(attribute.path);
  const term = termOf(attribute, label) ?? attribute.name;
  const list = listOf(value);
  const locked = isLocked(attribute, undefined);
  const put = (next: JsonValue[]) => onChange(next.length === 0 ? undefined : next);
  const entries = pairUp(listOf(before), list);
  const { findings } = useForm();

  return (
    <section className={p.section} data-path={attribute.path}>
      <h3 className={p.sectionHead} title={attribute.description || attribute.path}>
        {label} <Scim>({term})</Scim>
        {!locked && <Button kind="ghost" size="sm" icon="plus" aria-label={t("detail.addTo", { field: label })} onClick={() => put([...list, newEntry(attribute, list)])}>{t("common.add")}</Button>}
      </h3>
      <Findings findings={findingsAt(findings, attribute.path)} />
      {entries.map((entry, at) => (
        <EntryRow
          key={entry.index ?? `gone-${at}`}
          attribute={attribute}
          entry={entry}
          locked={locked}
          onChange={(next) => entry.index !== undefined && put(withEntry(list, entry.index, next))}
          onRemove={() => put(list.filter((_, index) => index !== entry.index))}
          onBack={() => put(entry.index === undefined ? [...list, entry.before ?? null] : list.map((other, index) => (index === entry.index ? entry.before ?? null : other)))}
        />
      ))}
    </section>
  );
}

interface RowProps {
  attribute: AttributeView;
  entry: Entry;
  locked: boolean;
  onChange(value: JsonValue): void;
  onRemove(): void;
  onBack(): void;
}

function EntryRow({ attribute, entry, locked, onChange, onRemove, onBack }: RowProps) {
  const { findings } = useForm();
  const was = showValue(entry.before);
  if (entry.index === undefined) {
    return <div className={s.gone}><s><bdi>{was}</bdi></s><span className="spacer" /><IconButton size="sm" icon="undo" label={t("detail.undo")} onClick={onBack} /></div>;
  }
  const changed = !sameJson(entry.value, entry.before);
  const place = `${attribute.path}[${entry.index}]`;
  const hasValue = attribute.kind !== "complex" || attribute.subAttributes.some((part) => part.name === "value");
  const row = hasValue
    ? <ValueEntry attribute={attribute} entry={entry} locked={locked} changed={changed} onChange={onChange} onRemove={onRemove} />
    : <BlockEntry attribute={attribute} entry={entry} locked={locked} changed={changed} onChange={onChange} onRemove={onRemove} />;
  return (
    <>
      {row}
      {hasValue && <Findings findings={findingsBelow(findings, place)} />}
      {changed && entry.before !== undefined && (
        <div className={s.gone}>{t("detail.was")} <s className="truncate"><bdi>{was}</bdi></s><span className="spacer" /><IconButton size="sm" icon="undo" label={t("detail.undo")} onClick={onBack} /></div>
      )}
    </>
  );
}

type EntryProps = Omit<RowProps, "onBack"> & { changed: boolean };

/** E-mail, phone, role: a value, its type, its being primary. */
function ValueEntry({ attribute, entry, locked, changed, onChange, onRemove }: EntryProps) {
  const [editing, setEditing] = useState(() => !locked && entry.before === undefined);
  const complex = isObject(entry.value) ? entry.value : undefined;
  const part = (name: string) => attribute.subAttributes.find((sub) => sub.name === name);
  const refers = typesOf(attribute);
  const set = (name: string, value: JsonValue | undefined) => onChange(complex ? withMember(complex, name, value) : value ?? "");
  const point = (value: JsonValue | undefined) => onChange(sameJson(value, member(entry.before, "value")) ? entry.before ?? "" : pointTo(complex, value) ?? withMember(complex ?? {}, "value", undefined));
  const type = part("type");
  const isPrimary = member(entry.value, "primary") === true;
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
      {type && !locked ? <TypeSelect attribute={type} value={member(entry.value, "type")} onChange={(value) => set("type", value)} /> : <bdi className={s.entryType}>{text(member(entry.value, "type"))}</bdi>}
      {part("primary") ? (
        <label className={s.entryPrim}>
          <input type="radio" className="sr-only" checked={isPrimary} disabled={locked} onChange={() => set("primary", true)} onClick={() => { if (isPrimary) set("primary", undefined); }} />
          <span className={cx("radio", isPrimary && "is-checked")} aria-hidden="true" />
          <span className={cx(!isPrimary && "sr-only")}>{t("detail.primary")}</span>
        </label>
      ) : <span />}
      {locked ? <span /> : <IconButton size="sm" icon="x" label={t("detail.removeFrom")} onClick={onRemove} />}
    </div>
  );
}

function TypeSelect({ attribute, value, onChange }: { attribute: AttributeView; value: JsonValue | undefined; onChange(value: JsonValue | undefined): void }) {
  const now = text(value);
  const known = attribute.canonicalValues;
  if (known.length === 0 && now === "") return <span className={s.entryType}>{t("detail.noType")}</span>;
  const values = now === "" || known.includes(now) ? known : [now, ...known];
  return (
    <Select
      small
      aria-label={labelOf(attribute.path)}
      value={now}
      options={[...(now === "" ? [{ value: "", label: t("detail.noType") }] : []), ...values.map((each) => ({ value: each, label: each }))]}
      onChange={(chosen) => onChange(chosen === "" ? undefined : chosen)}
    />
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
        {!locked && <IconButton size="sm" icon="x" label={t("detail.removeFrom")} onClick={onRemove} />}
      </div>
      {parts.filter((part) => !locked || !isUnassigned(member(value, part.name))).map((part) => (
        <Field
          key={part.name}
          place={`${attribute.path}[${entry.index}].${part.name}`}
          attribute={locked ? { ...part, mutability: "readOnly" } : part}
          before={member(entry.before, part.name)}
          value={member(value, part.name)}
          onChange={(next) => onChange(withMember(value, part.name, isUnassigned(next) ? undefined : next))}
        />
      ))}
    </div>
  );
}
