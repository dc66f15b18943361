import { useId, type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, type TextareaHTMLAttributes } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";

export interface TextInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "size"> {
  icon?: IconName;
  invalid?: boolean;
  mono?: boolean;
  /** Shown inside the field at its end: the state of what was typed. */
  after?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

export function TextInput({ icon, invalid, mono, after, className, ref, ...rest }: TextInputProps) {
  const state = useId();
  return (
    <span className={cx("input", invalid && "is-invalid", rest.readOnly && "is-readonly", className)}>
      {icon && <Icon name={icon} size="sm" />}
      <input {...rest} ref={ref} className={cx("input__in", mono && "mono")} aria-invalid={invalid || undefined} aria-describedby={after ? state : rest["aria-describedby"]} spellCheck={false} autoComplete="off" />
      {after && <span className="input__after" id={state}>{after}</span>}
    </span>
  );
}

export function TextArea({ className, mono, ref, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & { mono?: boolean; ref?: Ref<HTMLTextAreaElement> }) {
  return <textarea {...rest} ref={ref} className={cx("textarea", mono && "mono", className)} spellCheck={false} />;
}

export interface SelectOption {
  value: string;
  label: string;
}

/** The system's own list: it works with every keyboard, screen reader and script. */
export function Select({ options, onChange, className, small, ...rest }: Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> & { options: readonly SelectOption[]; onChange(value: string): void; small?: boolean }) {
  return (
    <span className={cx("select", small && "select--sm", className)}>
      <select {...rest} className="select__in" onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>{option.label}</option>
        ))}
      </select>
      <Icon name="updown" />
    </span>
  );
}

export function Checkbox({ checked, mixed, onChange, children, label, disabled }: { checked: boolean; mixed?: boolean; onChange(checked: boolean): void; children?: ReactNode; label?: string; disabled?: boolean }) {
  return (
    <label className={cx("checkline", disabled && "is-disabled")}>
      <input
        type="checkbox"
        className="sr-only"
        checked={checked}
        disabled={disabled}
        aria-label={label}
        aria-checked={mixed ? "mixed" : checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <CheckMark checked={checked} mixed={mixed} />
      {children}
    </label>
  );
}

export function CheckMark({ checked, mixed }: { checked: boolean; mixed?: boolean | undefined }) {
  return (
    <span className={cx("check", mixed ? "is-mixed" : checked && "is-checked")} aria-hidden="true">
      {mixed ? <Icon name="minus" /> : checked ? <Icon name="check" /> : null}
    </span>
  );
}

export function Switch({ on, onChange, label, children, disabled }: { on: boolean; onChange(on: boolean): void; label?: string; children?: ReactNode; disabled?: boolean }) {
  return (
    <label className={cx("checkline", disabled && "is-disabled")}>
      <input type="checkbox" role="switch" className="sr-only" checked={on} aria-checked={on} disabled={disabled} aria-label={label} onChange={(event) => onChange(event.target.checked)} />
      <span className={cx("switch", on && "is-on")} aria-hidden="true" />
      {children}
    </label>
  );
}

export interface SegmentOption<V extends string> {
  value: V;
  label: ReactNode;
}

/** A choice of few, side by side. One tab stop, arrows move: it is a radio group. */
export function Segments<V extends string>({ label, value, options, onChange, small }: { label: string; value: V; options: readonly SegmentOption<V>[]; onChange(value: V): void; small?: boolean }) {
  const name = useId();
  return (
    <span className="btngroup" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={cx("btn", small && "btn--sm", option.value === value && "is-on")}>
          <input type="radio" className="sr-only" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </span>
  );
}

/** Choices as cards; each names its consequence. */
export function Choices<V extends string>({ label, value, options, onChange, classes }: {
  label: string;
  value: V | undefined;
  options: readonly { value: V; title: ReactNode; text: ReactNode }[];
  onChange(value: V): void;
  classes: { group: string | undefined; choice: string | undefined; on: string | undefined; title: string | undefined; text: string | undefined };
}) {
  const name = useId();
  return (
    <div className={classes.group} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className={cx(classes.choice, option.value === value && classes.on)}>
          <input type="radio" className="sr-only" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span className={cx("radio", option.value === value && "is-checked")} aria-hidden="true" />
          <span className={classes.title}>{option.title}</span>
          <span className={classes.text}>{option.text}</span>
        </label>
      ))}
    </div>
  );
}
