import { useId } from "react";
import f from "@/components/form.module.css";
import { Select, TextArea, TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import type { ClientProofKind, OAuthView } from "@/rpc/types";
import s from "./connection.module.css";
import type { Part } from "./parts";

type Field = "clientId" | "scope" | "audience" | "resource" | "keyId";

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
    </>
  );
}
