import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { ActivityMark } from "@/components/ActivityMark";
import { cx } from "@/components/cx";
import { Select, Switch } from "@/components/inputs";
import { t } from "@/i18n";
import type { AttributeView, JsonValue } from "@/rpc/types";
import { isUnassigned, text } from "@/scim/json";
import { showValue } from "@/scim/show";
import s from "./field.module.css";
import { parseTyped, type Fault } from "./fields";

interface Props {
  attribute: AttributeView;
  label: string;
  value: JsonValue | undefined;
  editing: boolean;
  onEditing(editing: boolean): void;
  onChange(value: JsonValue | undefined): void;
}

/** The control that fits the attribute's kind. */
export function FieldEditor(props: Props) {
  const { attribute, label, value, onChange } = props;
  if (attribute.kind === "boolean") return <BooleanEditor name={attribute.name} label={label} value={value} onChange={onChange} />;
  if (attribute.canonicalValues.length > 0) {
    const now = text(value);
    const values = attribute.canonicalValues.includes(now) || now === "" ? attribute.canonicalValues : [now, ...attribute.canonicalValues];
    return (
      <Select
        small
        className={s.fieldSelect}
        aria-label={label}
        value={now}
        options={[{ value: "", label: t("detail.unset") }, ...values.map((each) => ({ value: each, label: each }))]}
        onChange={(chosen) => onChange(chosen === "" ? undefined : chosen)}
      />
    );
  }
  return <TextEditor {...props} />;
}

/** Yes, no, or not said by the server: a value that was not sent is unknown, not "no". */
function BooleanEditor({ name, label, value, onChange }: { name: string; label: string; value: JsonValue | undefined; onChange(value: JsonValue | undefined): void }) {
  const isActive = name.toLowerCase() === "active";
  if (isUnassigned(value) || typeof value !== "boolean") {
    return (
      <Select
        small
        className={s.fieldSelect}
        aria-label={label}
        value=""
        options={[{ value: "", label: t("status.unknown") }, { value: "true", label: t(isActive ? "status.active" : "detail.true") }, { value: "false", label: t(isActive ? "status.inactive" : "detail.false") }]}
        onChange={(chosen) => onChange(chosen === "" ? undefined : chosen === "true")}
      />
    );
  }
  return (
    <Switch on={value} onChange={onChange} label={label}>
      {isActive ? (
        <>
          <ActivityMark is={value ? "active" : "inactive"} />
          <span className="xs faint">{t(value ? "detail.canSignIn" : "detail.cannotSignIn")}</span>
        </>
      ) : <span>{t(value ? "value.yes" : "value.no")}</span>}
    </Switch>
  );
}

function TextEditor({ attribute, label, value, editing, onEditing, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const rest = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<Fault>();
  const shown = showValue(value, attribute.kind);
  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);

  function begin() {
    setTyped(text(value));
    setFault(undefined);
    onEditing(true);
  }

  /** Keeps what was typed; `false` when it cannot be kept. */
  function keep(): boolean {
    const read = parseTyped(attribute.kind, typed);
    if ("fault" in read) {
      setFault(read.fault);
      return false;
    }
    if (text(value) !== typed) onChange(read.value);
    onEditing(false);
    return true;
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (keep()) requestAnimationFrame(() => rest.current?.focus());
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onEditing(false);
      requestAnimationFrame(() => rest.current?.focus());
    }
  }

  if (!editing) {
    return (
      <button type="button" ref={rest} className={cx(s.fieldRest, "truncate")} aria-label={`${label}: ${shown || t("value.notSet")}. ${t("detail.edit", { field: label })}`} title={shown} onClick={begin} onKeyDown={(event) => { if (event.key === "F2") begin(); }}>
        {shown ? <bdi>{shown}</bdi> : <span className="faint">{t("value.notSet")}</span>}
      </button>
    );
  }
  return (
    <span className={s.fieldEdit}>
      <input
        ref={input}
        autoFocus
        className={cx(s.fieldInput, fault && s.isInvalid)}
        aria-label={label}
        aria-invalid={Boolean(fault)}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => { setTyped(event.target.value); setFault(undefined); }}
        onKeyDown={press}
        onBlur={() => { if (!keep()) onEditing(true); }}
      />
      {fault && <span className={s.fieldFault} role="alert">{t(fault)}</span>}
    </span>
  );
}
