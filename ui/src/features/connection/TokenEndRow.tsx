import f from "@/components/form.module.css";
import { TextInput } from "@/components/inputs";
import { Status } from "@/components/marks";
import { t } from "@/i18n";
import { day } from "@/i18n/dates";
import type { TokenView } from "@/rpc/types";
import type { Part } from "./parts";

/** When the token or secret ends: as it says itself, or as a person types it in. */
export function TokenEndRow({ form, change, token }: Part & { token: TokenView | null }) {
  if (token && token.from !== "typed") {
    return (
      <div className={f.formrow}>
        <span className={f.formrowL}>{t("conn.tokenEnds")}</span>
        <span className={f.formrowC}><Ends token={token} /></span>
      </div>
    );
  }
  return (
    <label className={f.formrow}>
      <span className={f.formrowL}>{t("conn.tokenEnds")}</span>
      <span className={f.formrowC}>
        <TextInput name="tokenEnds" type="date" value={form.tokenEnds} onChange={(event) => change({ tokenEnds: event.target.value })} />
        {token ? <Ends token={token} /> : <span className="xs faint truncate">{t("conn.tokenEndsHint")}</span>}
      </span>
    </label>
  );
}

const tones = { far: "ok", month: "warn", week: "warn", day: "warn", over: "bad" } as const;

function Ends({ token }: { token: TokenView }) {
  const key = token.near === "over" ? "over" : token.from;
  return <Status tone={tones[token.near]} small>{t(`conn.tokenEnds.${key}`, { date: day(token.endsAt) })}</Status>;
}
