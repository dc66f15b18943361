import { useState } from "react";
import { CommandButton } from "@/components/CommandButton";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ConnectionsInFile } from "@/rpc/types";
import { sayNotice } from "@/scim/words";
import { ImportDialog } from "./ImportDialog";

/** Takes connections over from a file. */
export function ImportButton({ onImported }: { onImported(connection: string): void }) {
  const [found, setFound] = useState<ConnectionsInFile>();
  const open = useAct("connection_file");
  const toasts = useToasts();
  return (
    <>
      <CommandButton
        kind="ghost"
        icon="upload"
        command={{ id: "connections.open", label: t("profiles.import"), enabled: !open.isPending, run: () => open.mutate(null, { onSuccess: (file) => setFound(file ?? undefined), onError: toasts.fail }) }}
      />
      {found && <ImportDialog found={found} onClose={() => setFound(undefined)} onImported={onImported} />}
    </>
  );
}

/** Writes connections to a file, without secrets; all of them when none is named. */
export function ExportButton({ connections }: { connections: readonly string[] }) {
  const write = useAct("connection_export");
  const toasts = useToasts();
  const run = () => write.mutate({ connections: [...connections] }, {
    onSuccess(done) {
      if (!done) return;
      for (const notice of done.notices) toasts.show({ tone: "warn", title: sayNotice(notice) });
      toasts.show({ tone: "ok", title: t("profiles.exported", { count: done.connections, file: done.file }), text: t("profiles.exportedText") });
    },
    onError: toasts.fail,
  });
  return <CommandButton kind="ghost" icon="download" command={{ id: "connections.export", label: t(connections.length === 0 ? "profiles.exportAll" : "profiles.export"), enabled: !write.isPending, run }} />;
}
