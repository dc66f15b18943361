import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { t } from "@/i18n";

/** Shown while a person signs in in the browser. */
export function WaitingDialog({ onCancel }: { onCancel(): void }) {
  return (
    <Dialog
      width={420}
      title={t("conn.browser.waiting")}
      onClose={onCancel}
      foot={<><span className="spacer" /><Button size="lg" hotkey="Escape" onClick={onCancel}>{t("common.cancel")}</Button></>}
    >
      <div className={d.dialogPad}><p>{t("conn.browser.waitingText")}</p></div>
    </Dialog>
  );
}
