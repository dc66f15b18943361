import { TextInput } from "@/components/inputs";
import { cx } from "@/components/cx";
import f from "@/components/form.module.css";
import { Icon } from "@/components/Icon";
import { Scim } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { AuthView, StoreMode } from "@/rpc/types";
import s from "./connection.module.css";
import type { Part } from "./parts";
import type { LiveTest } from "./useLiveTest";

const kinds: readonly AuthView["kind"][] = ["bearer", "basic", "apiKey", "none"];

const secretLabels = { bearer: "conn.token", basic: "conn.password", apiKey: "conn.key" } as const;

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
      {form.auth === "apiKey" && (
        <label className={f.formrow}>
          <span className={f.formrowL}>{t("conn.keyHeader")}</span>
          <TextInput name="header" mono value={form.header} invalid={form.header.trim() === ""} onChange={(event) => change({ header: event.target.value })} />
        </label>
      )}
      {form.auth !== "none" && (
        <>
          <label className={f.formrow}>
            <span className={f.formrowL}>{t(secretLabels[form.auth])}</span>
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
