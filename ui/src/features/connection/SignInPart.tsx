import { Button } from "@/components/Button";
import { TextInput } from "@/components/inputs";
import { cx } from "@/components/cx";
import f from "@/components/form.module.css";
import { Icon } from "@/components/Icon";
import { Scim } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { AuthView, ClientProofKind, StoreMode, TokenView } from "@/rpc/types";
import s from "./connection.module.css";
import { withAuth } from "./form";
import { OAuthPart } from "./OAuthPart";
import type { Part } from "./parts";
import { TokenEndRow } from "./TokenEndRow";
import type { LiveTest } from "./useLiveTest";

const kinds: readonly AuthView["kind"][] = ["bearer", "basic", "apiKey", "clientCredentials", "person", "none"];

const personProofs: readonly ClientProofKind[] = ["none", "basic", "post", "privateKey"];
const clientProofs: readonly ClientProofKind[] = ["basic", "post", "privateKey"];

const secretLabels = { bearer: "conn.token", basic: "conn.password", apiKey: "conn.key" } as const;

export function SignInPart({ form, change, stored, mode, test, token, onSignIn }: Part & { token: TokenView | null; stored: boolean; mode: StoreMode; test: LiveTest; onSignIn: (() => void) | undefined }) {
  const refused = !test.running && ["unauthorized", "forbidden", "secret_missing", "sign_in_failed"].includes(test.report?.failure?.code ?? "");
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("conn.signIn")}</h2>
      <div className={s.kinds} role="radiogroup" aria-label={t("conn.signIn")}>
        {kinds.map((kind) => (
          <label key={kind} className={cx(s.kind, form.auth === kind && s.isOn)}>
            <input type="radio" className="sr-only" name="auth" value={kind} checked={form.auth === kind} onChange={() => change(withAuth(kind, form))} />
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
      {form.auth === "clientCredentials" && <OAuthPart form={form} change={change} stored={stored} refused={refused} proofs={clientProofs} />}
      {form.auth === "person" && (
        <>
          <label className={f.formrow}>
            <span className={f.formrowL}>{t("conn.oauth.authorizeUrl")}</span>
            <TextInput name="authorizeUrl" mono type="url" value={form.authorizeUrl} placeholder="https://login.example.com/oauth2/authorize" onChange={(event) => change({ authorizeUrl: event.target.value })} />
          </label>
          <OAuthPart form={form} change={change} stored={stored} refused={refused} proofs={personProofs} />
          <label className={f.formrow}>
            <span className={f.formrowL}>{t("conn.oauth.refreshToken")}</span>
            <TextInput name="refreshToken" type="password" value={form.refreshToken} placeholder={t(stored ? "conn.stored" : "conn.browser.orToken")} onChange={(event) => change({ refreshToken: event.target.value })} />
          </label>
          <div className={f.formrow}>
            <span className={f.formrowL} />
            <span className={f.formrowC}>
              {onSignIn ? <Button size="sm" icon="key" onClick={onSignIn}>{t(stored ? "conn.browser.again" : "conn.browser.start")}</Button> : <span className="xs faint">{t("conn.browser.afterSaving")}</span>}
            </span>
          </div>
        </>
      )}
      {(form.auth === "bearer" || form.auth === "basic" || form.auth === "apiKey") && (
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
      )}
      {form.auth !== "none" && <TokenEndRow form={form} change={change} token={stored && form.secret === "" ? token : null} />}
      {form.auth !== "none" && <p className={s.storebox}><Icon name="key" size="sm" /><span><Message id={`conn.kept.${mode}`} /></span></p>}
    </section>
  );
}
