import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ConnectionView } from "@/rpc/types";
import { sayNotice } from "@/scim/words";

export function RemoveDialog({ connection, onClose, onRemoved }: { connection: ConnectionView; onClose(): void; onRemoved(): void }) {
  const remove = useAct("connection_remove");
  const toasts = useToasts();
  return (
    <Dialog
      role="alertdialog"
      width={460}
      title={t("conn.removeTitle", { name: connection.name })}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton
            kind="danger"
            size="lg"
            icon="trash"
            command={{
              id: "connection.remove", label: t("conn.removeDo"), hotkey: "Mod+Enter", enabled: !remove.isPending,
              run: () => remove.mutate({ connection: connection.id }, {
                onSuccess(removed) {
                  for (const notice of removed.notices) toasts.show({ tone: "warn", title: sayNotice(notice) });
                  toasts.show({ tone: "ok", title: t("conn.removed", { name: removed.name }) });
                  onClose();
                  onRemoved();
                },
                onError: toasts.fail,
              }),
            }}
          />
        </>
      )}
    >
      <div className={d.dialogPad}><p>{t("conn.removeText")}</p></div>
    </Dialog>
  );
}
