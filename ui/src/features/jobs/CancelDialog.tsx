import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { JobView } from "@/rpc/types";

export function CancelDialog({ job, onClose }: { job: JobView; onClose(): void }) {
  const cancel = useAct("job_cancel");
  const toasts = useToasts();
  return (
    <Dialog
      role="alertdialog"
      width={480}
      title={t("run.cancelTitle")}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.back")}</Button>
          <CommandButton kind="danger" size="lg" icon="stop" command={{ id: "job.cancel", label: t("run.cancelDo"), hotkey: "Mod+Enter", enabled: !cancel.isPending, run: () => cancel.mutate({ job: job.job }, { onSuccess: onClose, onError: toasts.fail }) }} />
        </>
      )}
    >
      <div className={d.dialogPad}><p>{t("run.cancelText")}</p></div>
    </Dialog>
  );
}
