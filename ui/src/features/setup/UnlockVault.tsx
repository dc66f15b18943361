import { useState } from "react";
import { TextInput } from "@/components/inputs";
import f from "@/components/form.module.css";
import { Icon } from "@/components/Icon";
import { Note } from "@/components/marks";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { tell } from "@/rpc/errors";
import { useAct } from "@/rpc/provider";
import { Opening } from "./Opening";
import s from "./setup.module.css";

/** A store in passphrase mode at start. */
export function UnlockVault({ folder }: { folder: string }) {
  const [passphrase, setPassphrase] = useState("");
  const unlock = useAct("setup_unlock");
  const open = () => unlock.mutate({ passphrase }, { onError: () => setPassphrase("") });
  const told = unlock.error ? tell(unlock.error) : undefined;
  const ready = passphrase !== "" && !unlock.isPending;
  return (
    <Opening folder={t("setup.folderNow", { folder })}>
      <section className={s.box}>
        <h2 className={s.h}><Icon name="lock" />{t("unlockVault.title")}</h2>
        <p className="muted">{t("unlockVault.text")}</p>
        <form className={s.form} onSubmit={(event) => { event.preventDefault(); if (ready) open(); }}>
          <label className={f.formrow}>
            <span className={f.formrowL}>{t("setup.passphrase.label")}</span>
            <TextInput type="password" name="passphrase" autoFocus invalid={Boolean(told)} value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
          </label>
          {told && <div role="alert"><Note tone="bad" icon="error"><b>{told.what}</b> {told.why} {told.action}</Note></div>}
          <div className={s.acts}>
            <CommandButton
              kind="primary"
              size="lg"
              showKey
              type="submit"
              command={{ id: "setup.unlock", label: t(unlock.isPending ? "unlockVault.opening" : "unlockVault.do"), hotkey: "Mod+Enter", enabled: ready, run: open }}
            />
          </div>
        </form>
      </section>
    </Opening>
  );
}
