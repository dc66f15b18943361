import { useState, type ReactNode } from "react";
import { CommandButton } from "@/components/CommandButton";
import { useToasts } from "@/components/toasts";
import { CheckupDialog } from "@/features/checkup";
import type { PanelContext } from "@/features/detail";
import { LeaverDialog } from "@/features/leaver";
import { t } from "@/i18n";
import { useAct, useClient } from "@/rpc/provider";
import type { CheckWay, SequenceReview } from "@/rpc/types";
import { hasAttribute } from "@/scim/model";

/** For the panel's head: the actions of the record it shows. */
export function recordActions(onSequence: (review: SequenceReview) => void, others?: (context: PanelContext) => ReactNode) {
  return (context: PanelContext) => <>{others?.(context)}<RecordActions context={context} onSequence={onSequence} /></>;
}

/** What else can be done with a person: the check-up, and the recipe for somebody who leaves. */
function RecordActions({ context, onSequence }: { context: PanelContext; onSequence(review: SequenceReview): void }) {
  const { connection, model, id, label, onOpen, onReview, show } = context;
  const client = useClient();
  const toasts = useToasts();
  const sync = useAct("sync_start");
  const [open, setOpen] = useState<"checkup" | "leaver">();
  if (!hasAttribute(model, "active")) return null;
  const close = () => setOpen(undefined);

  async function activate() {
    try {
      onReview(await client.call("change_prepare", { connection: connection.id, typeName: model.name, change: { kind: "activate", id } }));
    } catch (reason) {
      toasts.fail(reason);
    }
  }

  function takeWay(way: CheckWay) {
    close();
    if (way.kind === "activate") void activate();
    else if (way.kind === "open") onOpen(way.typeName, way.id);
    else if (way.kind === "sync") sync.mutate({ connection: connection.id, types: [], changesOnly: false }, { onError: (reason) => toasts.fail(reason) });
    else show(way.kind === "edit" ? "profile" : way.kind);
  }

  return (
    <>
      <CommandButton kind="ghost" size="sm" icon="inspector" iconOnly title={t("checkup.action")} command={{ id: "checkup.open", label: t("checkup.action"), run: () => setOpen("checkup") }} />
      {model.name === "User" && <CommandButton kind="ghost" size="sm" icon="external" iconOnly title={t("leaver.action")} command={{ id: "leaver.open", label: t("leaver.action"), run: () => setOpen("leaver") }} />}
      {open === "checkup" && <CheckupDialog connection={connection.id} typeName={model.name} id={id} label={label} onClose={close} onWay={takeWay} />}
      {open === "leaver" && <LeaverDialog connection={connection.id} id={id} label={label} managers={hasAttribute(model, "manager")} onClose={close} onReview={(review) => { close(); onSequence(review); }} />}
    </>
  );
}
