import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { CopyText } from "@/components/CopyText";
import { cx } from "@/components/cx";
import { TextInput } from "@/components/inputs";
import { Scim } from "@/components/marks";
import { t } from "@/i18n";
import type { AttributeView, JsonValue } from "@/rpc/types";
import { isUnassigned, text } from "@/scim/json";
import { labelOf, termOf } from "@/scim/labels";
import s from "./field.module.css";
import { findingsAt, Findings, useForm } from "./form";
import { DEFAULT_LENGTH, generate, MAX_LENGTH, MIN_LENGTH } from "./password";

interface Props {
  attribute: AttributeView;
  value: JsonValue | undefined;
  onChange(value: JsonValue | undefined): void;
}

/** A password: the server never shows it; a new one is shown once, kept in memory alone, and sent with the draft. */
export function SecretField({ attribute, value, onChange }: Props) {
  const [editing, setEditing] = useState(false);
  const [typed, setTyped] = useState("");
  const [length, setLength] = useState(DEFAULT_LENGTH);
  const { findings } = useForm();
  const label = labelOf(attribute.path);
  const term = termOf(attribute, label);
  const isSet = !isUnassigned(value);

  function take() {
    if (typed !== "") onChange(typed);
    setTyped("");
    setEditing(false);
  }

  return (
    <div className={cx(s.field, isSet && s.isChanged)} data-path={attribute.path}>
      <span className={s.fieldLabel} title={attribute.description || attribute.path}>{label} {term && <Scim>({term})</Scim>}{attribute.required && <Scim> {t("detail.required")}</Scim>}</span>
      {editing ? (
        <span className={s.secret}>
          <TextInput mono autoFocus aria-label={t("secret.new", { field: label })} value={typed} onChange={(event) => setTyped(event.target.value)} onKeyDown={(event) => {
            if (event.key === "Enter") { event.preventDefault(); take(); }
            if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); setTyped(""); setEditing(false); }
          }} />
          <span className={s.secretRow}>
            <Button size="sm" icon="key" onClick={() => setTyped(generate(length))}>{t("secret.generate")}</Button>
            <label className="xs muted">{t("secret.length")} <input className={s.secretLength} type="number" min={MIN_LENGTH} max={MAX_LENGTH} value={length} onChange={(event) => setLength(Math.min(MAX_LENGTH, Math.max(MIN_LENGTH, Number(event.target.value) || DEFAULT_LENGTH)))} /></label>
            {typed !== "" && <CopyText text={typed} label={t("secret.copy")} />}
            <span className="spacer" />
            <Button size="sm" kind="primary" disabled={typed === ""} onClick={take}>{t("secret.use")}</Button>
          </span>
          <span className="xs faint">{t("secret.once")}</span>
        </span>
      ) : (
        <span className={s.fieldValue}>
          <span className="muted truncate" title={isSet ? undefined : t("secret.hidden")}>{isSet ? t("secret.set", { n: text(value).length }) : t("secret.hidden")}</span>
          <span className="spacer" />
          <Button size="sm" kind="ghost" data-edit="" onClick={() => setEditing(true)}>{t(isSet ? "secret.another" : "secret.begin")}</Button>
          {isSet && <IconButton size="sm" icon="undo" label={t("detail.undo")} onClick={() => onChange(undefined)} />}
        </span>
      )}
      <Findings findings={findingsAt(findings, attribute.path)} />
    </div>
  );
}
