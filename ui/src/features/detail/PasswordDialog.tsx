import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { CopyText } from "@/components/CopyText";
import { Dialog } from "@/components/Dialog";
import { TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import s from "./actions.module.css";
import { DEFAULT_LENGTH, generate, MAX_LENGTH, MIN_LENGTH } from "./password";

/** A new password, typed or generated; shown once. */
export function PasswordDialog({ onUse, onClose }: { onUse(password: string): void; onClose(): void }) {
  const [length, setLength] = useState(DEFAULT_LENGTH);
  const [typed, setTyped] = useState(() => generate(DEFAULT_LENGTH));
  return (
    <Dialog
      title={t("quick.password")}
      sub={t("quick.passwordText")}
      width={480}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" showKey command={{ id: "quick.passwordReview", label: t("quick.review"), hotkey: "Mod+Enter", enabled: typed !== "", run: () => onUse(typed) }} />
        </>
      )}
    >
      <div className={s.pad}>
        <span className={s.line}>
          <TextInput mono autoFocus aria-label={t("secret.new", { field: t("attr.password") })} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <CopyText text={typed} label={t("secret.copy")} />
        </span>
        <span className={s.line}>
          <label className="xs muted">{t("secret.length")} <input className={s.length} type="number" min={MIN_LENGTH} max={MAX_LENGTH} value={length} onChange={(event) => setLength(Math.min(MAX_LENGTH, Math.max(MIN_LENGTH, Number(event.target.value) || DEFAULT_LENGTH)))} /></label>
          <Button size="sm" icon="key" onClick={() => setTyped(generate(length))}>{t("secret.generate")}</Button>
        </span>
      </div>
    </Dialog>
  );
}
