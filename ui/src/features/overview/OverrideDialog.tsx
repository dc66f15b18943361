import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import f from "@/components/form.module.css";
import { TextInput } from "@/components/inputs";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import { factLabel } from "@/scim/facts";
import type { FactRow } from "./rows";

/** Sets a number, a text or a list by hand, or goes back to what is known. */
export function OverrideDialog({ connection, row, onClose }: { connection: string; row: FactRow; onClose(): void }) {
  const [value, setValue] = useState(row.used?.value ?? "");
  const set = useAct("capability_set");
  const unset = useAct("capability_unset");
  const toasts = useToasts();
  const options = { onSuccess: onClose, onError: toasts.fail };
  return (
    <Dialog
      width={480}
      title={t("overview.setTitle", { feature: factLabel(row.feature) })}
      sub={t("overview.setText")}
      onClose={onClose}
      foot={(
        <>
          {row.byHand && <Button size="lg" disabled={unset.isPending} onClick={() => unset.mutate({ connection, feature: row.feature }, options)}>{t("overview.unset")}</Button>}
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton
            kind="primary"
            size="lg"
            command={{ id: "capability.set", label: t("overview.save"), hotkey: "Mod+Enter", enabled: value.trim() !== "" && !set.isPending, run: () => set.mutate({ connection, feature: row.feature, value }, options) }}
          />
        </>
      )}
    >
      <div className={d.dialogPad}>
        <label className={f.formrow}>
          <span className={f.formrowL}>{t("overview.value")}</span>
          <TextInput name="value" mono autoFocus value={value} onChange={(event) => setValue(event.target.value)} />
        </label>
      </div>
    </Dialog>
  );
}
