import { useState, type ReactNode } from "react";
import { CommandButton } from "@/components/CommandButton";
import { useToasts } from "@/components/toasts";
import { formatNumber, t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { Chosen, ConnectionView, SmallAction, TypeModel } from "@/rpc/types";
import { hasAttribute } from "@/scim/model";
import { ActionDialog, type PickedGroup, type Wanted } from "./ActionDialog";

export type { Chosen } from "@/rpc/types";

interface Props {
  connection: ConnectionView;
  model: TypeModel;
  /** Who is meant, and how many that are. */
  chosen: Chosen;
  count: number;
  /** The plan is made; nothing is sent yet. */
  onJob(job: number): void;
  /** A field that finds a group among all of them. */
  groupPicker(onPick: (group: PickedGroup) => void): ReactNode;
}

/** What can be done with a selection. Each becomes a small job: a plan first, then the run, then the results. */
export function SelectionActions({ connection, model, chosen, count, onJob, groupPicker }: Props) {
  const [asking, setAsking] = useState<Wanted>();
  const plan = useAct("selection_plan");
  const toasts = useToasts();
  const enabled = count > 0 && !plan.isPending;
  const memberish = hasAttribute(model, "groups") || model.name === "Group";

  function make(action: SmallAction) {
    plan.mutate({ connection: connection.id, selection: { typeName: model.name, chosen, action } }, {
      onSuccess: (job) => { setAsking(undefined); onJob(job.view.job); },
      onError: toasts.fail,
    });
  }

  return (
    <span className="row" role="group" aria-label={t("selection.actions")}>
      <CommandButton size="sm" icon="pencil" command={{ id: "selection.set", label: t("selection.set"), enabled, run: () => setAsking("set") }} />
      {hasAttribute(model, "active") && (
        <>
          <CommandButton size="sm" icon="ok" iconOnly title={t("selection.activate")} command={{ id: "selection.activate", label: t("selection.activate"), enabled, run: () => setAsking("activate") }} />
          <CommandButton size="sm" icon="off" iconOnly title={t("selection.deactivate")} command={{ id: "selection.deactivate", label: t("selection.deactivate"), enabled, run: () => setAsking("deactivate") }} />
        </>
      )}
      {memberish && (
        <>
          <CommandButton size="sm" icon="groups" command={{ id: "selection.addTo", label: t("selection.addTo"), enabled, run: () => setAsking("addTo") }} />
          <CommandButton size="sm" icon="minus" iconOnly title={t("selection.removeFrom")} command={{ id: "selection.removeFrom", label: t("selection.removeFrom"), enabled, run: () => setAsking("removeFrom") }} />
        </>
      )}
      <CommandButton size="sm" kind="danger" icon="trash" iconOnly title={t("selection.delete")} command={{ id: "selection.delete", label: t("selection.delete"), enabled, run: () => setAsking("delete") }} />
      {asking && <ActionDialog groupPicker={groupPicker} model={model} wanted={asking} count={formatNumber(count)} busy={plan.isPending} onClose={() => setAsking(undefined)} onPlan={make} />}
    </span>
  );
}
