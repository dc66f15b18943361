import { Choices, Switch, TextInput } from "@/components/inputs";
import { cx } from "@/components/cx";
import f from "@/components/form.module.css";
import { Icon } from "@/components/Icon";
import { EnvDot, Scim, Status } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { AuthView, StoreMode } from "@/rpc/types";
import s from "./connection.module.css";
import type { ConnectionForm } from "./form";
import type { LiveTest } from "./useLiveTest";

interface Part {
  form: ConnectionForm;
  change(part: Partial<ConnectionForm>): void;
}

const addressFaults = new Set(["wrong_path", "not_scim", "login_page", "dns", "redirected", "usage", "invalid_input"]);

export function ServerPart({ form, change, test, nameMissing }: Part & { test: LiveTest; nameMissing: boolean }) {
  const failure = test.report?.failure ?? test.error?.error;
  const wrong = !test.running && failure !== undefined && failure !== null && addressFaults.has(failure.code);
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("conn.server")}</h2>
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

const kinds: readonly AuthView["kind"][] = ["bearer", "basic", "none"];

export function SignInPart({ form, change, stored, mode, test }: Part & { stored: boolean; mode: StoreMode; test: LiveTest }) {
  const refused = !test.running && ["unauthorized", "forbidden", "secret_missing"].includes(test.report?.failure?.code ?? "");
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("conn.signIn")}</h2>
      <div className={s.kinds} role="radiogroup" aria-label={t("conn.signIn")}>
        {kinds.map((kind) => (
          <label key={kind} className={cx(s.kind, form.auth === kind && s.isOn)}>
            <input type="radio" className="sr-only" name="auth" value={kind} checked={form.auth === kind} onChange={() => change({ auth: kind })} />
            <span>{t(`conn.${kind}`)}</span>
            <Scim>{t(`conn.${kind}Term`)}</Scim>
          </label>
        ))}
      </div>
      {form.auth === "basic" && (
        <label className={f.formrow}>
          <span className={f.formrowL}>{t("conn.user")}</span>
          <TextInput name="user" value={form.user} onChange={(event) => change({ user: event.target.value })} />
        </label>
      )}
      {form.auth !== "none" && (
        <>
          <label className={f.formrow}>
            <span className={f.formrowL}>{t(form.auth === "basic" ? "conn.password" : "conn.token")}</span>
            <TextInput
              name="secret"
              type="password"
              value={form.secret}
              placeholder={stored ? t("conn.stored") : undefined}
              invalid={refused}
              onChange={(event) => change({ secret: event.target.value })}
            />
          </label>
          <p className={s.storebox}><Icon name="key" size="sm" /><span><Message id={`conn.kept.${mode}`} /></span></p>
        </>
      )}
    </section>
  );
}
