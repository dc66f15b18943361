import { useState } from "react";
import { TextInput } from "@/components/inputs";
import f from "@/components/form.module.css";
import { Status } from "@/components/marks";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import s from "./setup.module.css";

const SHORTEST = 8;

export function NewPassphrase({ busy, onChosen }: { busy: boolean; onChosen(passphrase: string): void }) {
  const [first, setFirst] = useState("");
  const [again, setAgain] = useState("");
  const short = [...first].length < SHORTEST;
  const same = first === again;
  const ready = !short && same && !busy;
  return (
    <form className={s.form} onSubmit={(event) => { event.preventDefault(); if (ready) onChosen(first); }}>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("setup.passphrase.label")}</span>
        <TextInput
          type="password"
          name="new-passphrase"
          aria-label={t("setup.passphrase.label")}
          autoFocus
          value={first}
          onChange={(event) => setFirst(event.target.value)}
          after={first && short ? <Status tone="warn" small>{t("setup.passphrase.short")}</Status> : null}
        />
      </label>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("setup.passphrase.again")}</span>
        <TextInput
          type="password"
          name="new-passphrase-again"
          aria-label={t("setup.passphrase.again")}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
          after={again ? <Status tone={same ? "ok" : "warn"} small>{t(same ? "setup.passphrase.matches" : "setup.passphrase.differs")}</Status> : null}
        />
      </label>
      <div className={s.acts}>
        <CommandButton kind="primary" size="lg" showKey type="submit" command={{ id: "setup.passphrase", label: t("setup.passphrase.do"), hotkey: "Mod+Enter", enabled: ready, run: () => onChosen(first) }} />
      </div>
    </form>
  );
}
