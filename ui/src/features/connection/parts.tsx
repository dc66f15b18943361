import type { ReactNode } from "react";
import { Choices, Switch, TextInput } from "@/components/inputs";
import f from "@/components/form.module.css";
import { EnvDot, Scim, Status } from "@/components/marks";
import { t } from "@/i18n";
import { ColourRow } from "./ColourRow";
import type { ConnectionForm } from "./form";
import type { LiveTest } from "./useLiveTest";

export interface Part {
  form: ConnectionForm;
  change(part: Partial<ConnectionForm>): void;
}

const addressFaults = new Set(["wrong_path", "not_scim", "login_page", "dns", "redirected", "usage", "invalid_input"]);

export function ServerPart({ form, change, test, nameMissing, top }: Part & { test: LiveTest; nameMissing: boolean; top?: ReactNode }) {
  const failure = test.report?.failure ?? test.error?.error;
  const wrong = !test.running && failure !== undefined && failure !== null && addressFaults.has(failure.code) && (failure.params["field"] ?? "url") === "url";
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("conn.server")}</h2>
      {top}
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("conn.name")}</span>
        <TextInput
          name="name"
          aria-label={t("conn.name")}
          autoFocus
          value={form.name}
          placeholder={t("conn.namePlaceholder")}
          invalid={nameMissing}
          onChange={(event) => change({ name: event.target.value })}
          after={nameMissing ? <Status tone="bad" small>{t("conn.nameMissing")}</Status> : null}
        />
      </label>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("conn.address")} <Scim>{t("conn.addressTerm")}</Scim></span>
        <TextInput name="url" mono type="url" value={form.url} placeholder={t("conn.addressPlaceholder")} invalid={wrong} onChange={(event) => change({ url: event.target.value })} />
        <span className={f.formrowHint}>{t("conn.addressHint")}</span>
      </label>
      <ColourRow colour={form.colour} onChange={(colour) => change({ colour })} />
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("conn.notes")}</span>
        <TextInput name="notes" value={form.notes} onChange={(event) => change({ notes: event.target.value })} />
      </label>
    </section>
  );
}

export function EnvironmentPart({ form, change }: Part) {
  const options = (["production", "test", "sandbox"] as const).map((environment) => ({
    value: environment,
    title: <><EnvDot environment={environment} />{t(`conn.${environment}`)}</>,
    text: t(`conn.${environment}Text`),
  }));
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("conn.environment")} <span className="xs faint truncate">{t("conn.environmentSub")}</span></h2>
      <Choices
        label={t("conn.environment")}
        value={form.environment}
        options={options}
        onChange={(environment) => change({ environment })}
        classes={{ group: f.choices, choice: f.choice, on: f.isOn, title: f.choiceT, text: f.choiceS }}
      />
      <div className={f.formrow}>
        <span className={f.formrowL}>{t("conn.readOnly")}</span>
        <span className={f.formrowC}>
          {form.environment === "production" ? <span className="xs faint">{t("conn.readOnlyProduction")}</span> : (
            <>
              <Switch on={form.readOnly} onChange={(readOnly) => change({ readOnly })} label={t("conn.readOnly")} />
              <span className="xs faint">{t("conn.readOnlyText")}</span>
            </>
          )}
        </span>
      </div>
    </section>
  );
}
