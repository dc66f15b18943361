import { useState } from "react";
import { CommandButton } from "@/components/CommandButton";
import { toClipboard } from "@/components/CopyText";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useClient } from "@/rpc/provider";
import { receiptOf, type Form } from "./receipt";

const SHOWN_MS = 1500;
const forms: readonly Form[] = ["text", "markdown"];

/** A change for the ticket, on the clipboard as text or Markdown: what it says is the engine's own record. */
export function CopyReceipt({ connection, entry }: { connection: string; entry: string }) {
  const client = useClient();
  const toasts = useToasts();
  const [copied, setCopied] = useState<Form>();
  async function copy(form: Form) {
    try {
      const receipt = await client.call("receipt", { connection, entry });
      await toClipboard(receiptOf(receipt, form));
      setCopied(form);
      setTimeout(() => setCopied(undefined), SHOWN_MS);
    } catch (reason) {
      toasts.fail(reason);
    }
  }
  return (
    <>
      {forms.map((form) => (
        <CommandButton key={form} size="sm" kind="ghost" icon={copied === form ? "check" : "copy"} command={{ id: `history.receipt.${form}`, label: t(`history.receiptAs.${form}`), run: () => void copy(form) }}>
          {copied === form ? t("common.copied") : t(`history.receipt.${form}`)}
        </CommandButton>
      ))}
      <span className="sr-only" role="status">{copied ? t("history.receiptCopied") : ""}</span>
    </>
  );
}
