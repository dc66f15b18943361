import { useEffect } from "react";
import { t } from "@/i18n";
import { useLanguage } from "@/i18n/locale";
import { useClient } from "@/rpc/provider";

/** The system's file dialogs speak the window's language: the host is told the words whenever it changes. */
export function useDialogWords() {
  const client = useClient();
  const language = useLanguage();
  useEffect(() => {
    const words = {
      certificate: t("fileDialog.certificate"),
      certificates: t("fileDialog.certificates"),
      list: t("fileDialog.list"),
      lists: t("fileDialog.lists"),
      connections: t("fileDialog.connections"),
      connectionsExport: t("fileDialog.connectionsExport"),
      failedRows: t("fileDialog.failedRows"),
      export: t("fileDialog.export"),
    };
    // Without an answer the dialogs stay English.
    void client.call("dialog_words", words).catch(() => {});
    // `language` says that what `t` gives has changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [client, language]);
}
