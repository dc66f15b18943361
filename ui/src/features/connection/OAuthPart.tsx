import { useId } from "react";
import f from "@/components/form.module.css";
import { Select, TextArea, TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import type { ClientProofKind, OAuthView } from "@/rpc/types";
import s from "./connection.module.css";
import type { Part } from "./parts";

type Field = "clientId" | "scope" | "audience" | "resource" | "keyId" | "accountId";

/** A port as typed; nothing for any. */
function portOf(text: string): number | undefined {
  const digits = text.replaceAll(/\D/g, "").slice(0, 5);
  return digits === "" ? undefined : Math.min(Number(digits), 65_535);
}

/** The authorization server and this client there. */
export function OAuthPart({ form, change, stored, refused, proofs }: Part & { stored: boolean; refused: boolean; proofs: readonly ClientProofKind[] }) {
  const ids = useId();
  const { oauth } = form;
  const set = (part: Partial<OAuthView>) => change({ oauth: { ...oauth, ...part } });
  const field = (name: Field, placeholder?: string) => (
    <>
      <label className={f.formrowL} htmlFor={ids + name}>{t(`conn.oauth.${name}`)}</label>
      <TextInput id={ids + name} name={name} mono value={oauth[name]} placeholder={placeholder} onChange={(event) => set({ [name]: event.target.value })} />
    </>
  );
  const kept = stored ? t("conn.stored") : undefined;
  return (
    <>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("conn.oauth.tokenUrl")}</span>
        <TextInput name="tokenUrl" mono type="url" value={oauth.tokenUrl} placeholder="https://login.example.com/oauth2/token" onChange={(event) => set({ tokenUrl: event.target.value })} />
      </label>
      <div className={s.pair}>{field("clientId")}{field("scope", t("conn.oauth.scopeNone"))}</div>
      <div className={s.pair}>
        {oauth.proof === "none" || oauth.proof === "privateKey" ? <><span /><span /></> : (
          <>
            <label className={f.formrowL} htmlFor={`${ids}secret`}>{t("conn.oauth.secret")}</label>
            <TextInput id={`${ids}secret`} name="secret" type="password" value={form.secret} placeholder={kept} invalid={refused} onChange={(event) => change({ secret: event.target.value })} />
          </>
        )}
        <label className={f.formrowL} htmlFor={`${ids}proof`}>{t("conn.oauth.proof")}</label>
        <Select id={`${ids}proof`} value={oauth.proof} options={proofs.map((value) => ({ value, label: t(`conn.proof.${value}`) }))} onChange={(value) => set({ proof: proofs.find((proof) => proof === value) ?? "basic" })} />
      </div>
      {oauth.proof === "privateKey" && (
        <>
          <label className={f.formrow}>
            <span className={f.formrowL}>{t("conn.oauth.key")}</span>
            <TextArea name="secret" mono rows={3} value={form.secret} placeholder={kept ?? "-----BEGIN PRIVATE KEY-----"} onChange={(event) => change({ secret: event.target.value })} />
          </label>
          <div className={s.pair}>{field("keyId")}<span /><span /></div>
        </>
      )}
      <div className={s.pair}>{field("audience")}{field("resource")}</div>
      {form.auth === "clientCredentials" && <div className={f.formrow}>{field("accountId", t("conn.oauth.noAccount"))}</div>}
      {form.auth === "person" && (
        <label className={f.formrow}>
          <span className={f.formrowL}>{t("conn.oauth.redirectPort")}</span>
          <TextInput name="redirectPort" mono inputMode="numeric" value={oauth.redirectPort?.toString() ?? ""} placeholder={t("conn.oauth.anyPort")} onChange={(event) => set({ redirectPort: portOf(event.target.value) })} after={oauth.redirectPort === undefined ? null : <span className="xs faint mono selectable">{`http://127.0.0.1:${oauth.redirectPort}/callback`}</span>} />
        </label>
      )}
    </>
  );
}
