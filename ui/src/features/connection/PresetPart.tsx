import { useState } from "react";
import { TextButton } from "@/components/Button";
import { TextInput } from "@/components/inputs";
import { Failed } from "@/components/Failed";
import f from "@/components/form.module.css";
import { Note, Status } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { ConnectionForm } from "./form";
import { PresetGallery } from "./PresetGallery";
import { textOf, withVariable } from "./preset";
import s from "./preset.module.css";
import type { PresetState } from "./usePreset";

const lacking = ["oauth2_jwt_bearer"] as const;
const isLacking = (kind: string): kind is (typeof lacking)[number] => (lacking as readonly string[]).includes(kind);

/** Which product the server is: nothing assumed, or what a preset knows. Its variables make the address. */
export function PresetPart({ form, preset }: { form: ConnectionForm; preset: PresetState }) {
  const [choosing, setChoosing] = useState(false);
  const { chosen, suggestion, address } = preset;
  return (
    <>
      <div className={f.formrow}>
        <span className={f.formrowL}>{t("preset.label")}</span>
        <span className={f.formrowC}>
          <span className={s.chosen}>{chosen?.name ?? form.preset?.id ?? t("preset.any")}</span>
          <span className="xs faint truncate">{chosen ? t(`preset.status.${chosen.status}`, { date: chosen.reviewed }) : form.preset ? preset.all.length > 0 && t("preset.gone") : t("preset.anyText")}</span>
          <span className="spacer" />
          <TextButton onClick={() => setChoosing(true)}>{t("preset.change")}</TextButton>
        </span>
      </div>
      {preset.failed && <Failed part error={preset.failed.error} onAgain={preset.failed.again} />}
      {form.preset && chosen?.variables.map((variable) => {
        const bad = address && "variable" in address && address.variable === variable.name ? address.state : undefined;
        const typed = form.preset?.variables[variable.name] ?? "";
        return (
          <label key={variable.name} className={f.formrow}>
            <span className={f.formrowL} title={`{${variable.name}}`}>{textOf(chosen, `base.vars.${variable.name}`, variable.label)}</span>
            <TextInput
              name={`var-${variable.name}`}
              mono
              value={typed}
              placeholder={variable.example}
              invalid={bad === "doesNotFit" && typed !== ""}
              onChange={(event) => { if (form.preset) preset.set(withVariable(form.preset, variable.name, event.target.value)); }}
              after={bad === "doesNotFit" && typed !== "" ? <Status tone="bad" small>{t("preset.doesNotFit", { example: variable.example })}</Status> : null}
            />
          </label>
        );
      })}
      {suggestion && (
        <div className={s.suggest} role="status">
          <Message id="preset.looksLike" values={{ name: suggestion.name }} />
          <TextButton onClick={() => preset.take(suggestion)}>{t("preset.use", { name: suggestion.name })}</TextButton>
        </div>
      )}
      {chosen && (chosen.readOnly || chosen.warning !== null) && (
        <Note tone="warn" icon="lock" className={s.note}>
          {chosen.readOnly && <p>{t(chosen.idpManaged ? "preset.managed" : "preset.startsReadOnly", { name: chosen.name })}</p>}
          {chosen.warning !== null && <p>{textOf(chosen, "safety.warn", chosen.warning)}</p>}
        </Note>
      )}
      {chosen && chosen.lacking.length > 0 && (
        <p className={`${s.lacking} xs muted`}>{t("preset.lacking", { name: chosen.name, kinds: chosen.lacking.map((kind) => t(isLacking(kind) ? `preset.lack.${kind}` : "preset.lack.other")).join(", ") })}</p>
      )}
      {choosing && <PresetGallery preset={preset} onClose={() => setChoosing(false)} />}
    </>
  );
}
