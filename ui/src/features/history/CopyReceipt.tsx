import { useState } from "react";
import { Button } from "@/components/Button";
import { toClipboard } from "@/components/CopyText";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useClient } from "@/rpc/provider";
import type { Receipt } from "@/rpc/types";

const SHOWN_MS = 1500;
const forms = ["text", "markdown"] as const satisfies readonly (keyof Receipt)[];

/** A change for the ticket, on the clipboard as text or Markdown: the engine words it from its own record. */
export function CopyReceipt({ connection, entry }: { connection: string; entry: string }) {
  const client = useClient();
  const toasts = useToasts();
  const [copied, setCopied] = useState<keyof Receipt>();
  async function copy(form: keyof Receipt) {
    try {
      const receipt = await client.call("receipt", { connection, entry });
      await toClipboard(receipt[form]);
      setCopied(form);
      setTimeout(() => setCopied(undefined), SHOWN_MS);
    } catch (reason) {
      toasts.fail(reason);
    }
  }
  return (
    <>
      {forms.map((form) => (
        <Button key={form} size="sm" kind="ghost" icon={copied === form ? "check" : "copy"} onClick={() => void copy(form)}>
          {copied === form ? t("common.copied") : t(`history.receipt.${form}`)}
        </Button>
      ))}
      <span className="sr-only" role="status">{copied ? t("history.receiptCopied") : ""}</span>
    </>
  );
}
