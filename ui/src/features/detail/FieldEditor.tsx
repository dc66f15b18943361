import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { ActivityMark } from "@/components/ActivityMark";
import { IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Select, Switch } from "@/components/inputs";
import { t } from "@/i18n";
import type { AttributeView, JsonValue } from "@/rpc/types";
import { isUnassigned, text } from "@/scim/json";
import { showValue } from "@/scim/show";
import { BinaryValue } from "./BinaryValue";
import s from "./field.module.css";
import { parseTyped, type Fault } from "./fields";
import { useForm } from "./form";

interface Props {
  attribute: AttributeView;
  label: string;
  value: JsonValue | undefined;
  /** What it was; where that was nothing, a server's silence is not "no". */
  before?: JsonValue | undefined;
  /** What is said where there is no value. */
  unset?: string;
  editing: boolean;
  onEditing(editing: boolean): void;
  onChange(value: JsonValue | undefined): void;
}

/** No value of a server: canonical values are suggestions (RFC 7643 §7), others can be typed. */
const OTHER = "\u0000other";

/** The control that fits the attribute's kind. */
export function FieldEditor(props: Props) {
  const { attribute, label, value, onChange, unset = t("detail.unset") } = props;
  if (attribute.kind === "boolean") return <BooleanEditor {...props} />;
  if (attribute.canonicalValues.length > 0 && !props.editing) {
    const now = text(value);
    const values = attribute.canonicalValues.includes(now) || now === "" ? attribute.canonicalValues : [now, ...attribute.canonicalValues];
    return (
      <Select
        small
        data-edit=""
        className={s.fieldSelect}
        aria-label={label}
        value={now}
        options={[...(attribute.required && now !== "" ? [] : [{ value: "", label: unset }]), ...values.map((each) => ({ value: each, label: each })), { value: OTHER, label: t("detail.otherValue") }]}
        onChange={(chosen) => (chosen === OTHER ? props.onEditing(true) : onChange(chosen === "" ? undefined : chosen))}
      />
    );
  }
  return <TextEditor {...props} />;
}

/** Yes, no, or not said by the server: a value that was not sent is unknown, not "no". */
function BooleanEditor({ attribute, label, value, before, onChange }: Props) {
  const isActive = attribute.name.toLowerCase() === "active";
  const { isNew } = useForm();
  const unsaid = t(isActive && !isNew && isUnassigned(before) ? "status.unknown" : "detail.unset");
  if (!isActive || isUnassigned(value) || typeof value !== "boolean") {
    return (
      <Select
        small
        data-edit=""
        className={s.fieldSelect}
        aria-label={label}
        value={typeof value === "boolean" ? String(value) : ""}
        options={[...(attribute.required && typeof value === "boolean" ? [] : [{ value: "", label: unsaid }]), { value: "true", label: t(isActive ? "status.active" : "detail.true") }, { value: "false", label: t(isActive ? "status.inactive" : "detail.false") }]}
        onChange={(chosen) => onChange(chosen === "" ? undefined : chosen === "true")}
      />
    );
  }
  return (
    <>
      <Switch on={value} onChange={onChange} label={label}>
        <ActivityMark is={value ? "active" : "inactive"} />
        <span className="xs faint truncate">{t(value ? "detail.canSignIn" : "detail.cannotSignIn")}</span>
      </Switch>
      {!attribute.required && <IconButton size="sm" icon="x" label={t("reference.clear", { field: label })} onClick={() => onChange(undefined)} />}
    </>
  );
}

function TextEditor({ attribute, label, value, unset = t("value.notSet"), editing, onEditing, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const rest = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState(text(value));
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
    if (text(value) !== typed && text(read.value) !== text(value)) onChange(read.value);
    onEditing(false);
    return true;
  }

  /** Closes the field; the focus stays where the field was. At once: a focus moved later would take the next key from another field. */
  function leave(close: () => boolean) {
    if (flushSync(close)) rest.current?.focus();
  }

  function press(event: KeyboardEvent) {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      leave(keep);
    } else if (event.key === "Tab" && !event.ctrlKey && !event.altKey) {
      goOn(event);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave(() => { onEditing(false); return true; });
    }
  }

  /** Tab keeps the value and begins with the next field. */
  function goOn(event: KeyboardEvent) {
    const panel = input.current?.closest("[role=tabpanel]");
    const fields = () => [...(panel?.querySelectorAll<HTMLElement>("[data-edit]") ?? [])];
    const at = fields().findIndex((field) => field === input.current || field.contains(input.current));
    const next = at + (event.shiftKey ? -1 : 1);
    if (next < 0 || next >= fields().length) return;
    event.preventDefault();
    if (!flushSync(keep)) return;
    const field = fields()[next];
    const control = field?.matches("button, input, select") ? field : field?.querySelector<HTMLElement>("button, input, select");
    control?.focus();
    if (control?.dataset["begin"] !== undefined) control.click();
  }

  if (!editing) {
    return (
      <button type="button" ref={rest} data-edit="" data-begin="" className={cx(s.fieldRest, attribute.kind === "binary" ? s.fieldTall : "truncate")} aria-label={`${label}: ${shown || unset}. ${t("detail.edit", { field: label })}`} title={attribute.kind === "binary" ? undefined : shown} onClick={begin} onKeyDown={(event) => { if (event.key === "F2") begin(); }}>
        {shown && attribute.kind === "binary" ? <BinaryValue value={value} /> : shown ? <bdi>{shown}</bdi> : <span className="faint">{attribute.required ? t("detail.required") : unset}</span>}
      </button>
    );
  }
  return (
    <span className={s.fieldEdit}>
      <input
        ref={input}
        data-edit=""
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
