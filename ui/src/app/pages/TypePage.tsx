import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "@/i18n";
import { Skeleton } from "@/components/states";
import { useDraft } from "@/drafts/provider";
import { DetailPanel, Tray, type PanelTab } from "@/features/detail";
import { Browse, type Selected } from "@/features/browse";
import { tabs } from "./tabs";
import { GroupsTab, InNoGroup } from "@/features/groups";
import { SelectionActions, type Chosen } from "@/features/selection";
import { useRead } from "@/rpc/provider";
import { member } from "@/scim/json";
import { hasAttribute } from "@/scim/model";
import type { ChangeReview } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { rowHeights } from "@/settings/theme";
import { useGo } from "../useGo";
import { GroupPage } from "./GroupPage";
import { recordActions } from "./RecordActions";
import { Reviews, type Reviewing } from "./Reviews";
import { useConnection } from "./useConnection";
import { useNew } from "./useNew";

/** One type of resource: the grid, the details of one, what is not sent yet, the review. */
export function TypePage() {
  const go = useGo();
  const connection = useConnection();
  const { type = "" } = useParams({ strict: false });
  const { id } = useSearch({ strict: false });
  const { settings } = useSettings();
  const models = useRead(["models", connection?.id ?? ""], "models", { connection: connection?.id ?? "", refresh: false }, { enabled: connection !== undefined });
  const [reviewing, setReviewing] = useState<Reviewing>();
  const model = models.data?.find((each) => each.name === type);
  const draft = useDraft({ connection: connection?.id ?? "", typeName: type, id: id ?? "" });
  const { tools, dialog, actions } = useNew(connection, model);
  if (!connection || !model) return <Skeleton rows={12} />;

  function close() {
    if (!connection) return;
    go.type(connection.id, type);
    // Focus goes back to where it was: the list.
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main [role=grid]")?.focus());
  }

  const open = (typeName: string, resource: string) => go.type(connection.id, typeName, resource);
  const onReview = (review: ChangeReview) => setReviewing({ kind: "review", review });
  const isGroup = hasAttribute(model, "members");
  const inGroups: PanelTab = {
    id: "groups", label: t("detail.tab.groups"), before: "json",
    count: ({ server }) => { const groups = member(server, "groups"); return Array.isArray(groups) ? groups.length : undefined; },
    render: (context) => <GroupsTab key={context.id} connection={context.connection} typeName={model.name} id={context.id} label={context.label} onOpen={open} onReview={onReview} onJob={go.job} />,
  };
  const details = (onClose: () => void) => id !== undefined && (
    <DetailPanel
      key={id}
      connection={connection}
      model={model}
      id={id}
      onClose={onClose}
      onOpen={open}
      onReview={onReview}
      tabs={isGroup || hasAttribute(model, "groups") ? [inGroups, ...tabs()] : tabs()}
      actions={recordActions((review) => setReviewing({ kind: "sequence", review, title: t("leaver.review.title") }), actions)}
    />
  );
  const rest = (
    <>
      <Tray connection={connection.id} onReview={() => setReviewing({ kind: "drafts" })} onOpen={open} />
      {dialog}
      {reviewing && <Reviews connection={connection} what={reviewing} onClose={() => setReviewing(undefined)} onCreated={open} onDeleted={close} />}
    </>
  );
  const onSelection = ({ ids, all, count }: Selected) => {
    const chosen: Chosen = all ? { kind: "matching", text: all.text, filter: all.filter, except: [...all.except] } : { kind: "ids", ids: [...ids] };
    return <SelectionActions connection={connection} model={model} chosen={chosen} count={count} onJob={go.job} />;
  };
  if (isGroup && id !== undefined && !draft?.isNew) {
    return (
      <>
        <GroupPage connection={connection} type={type} id={id} rowHeight={rowHeights[settings.density]} onReview={onReview} details={details} />
        {rest}
      </>
    );
  }
  return (
    <>
      <Browse
        key={`${connection.id}/${type}`}
        connection={connection}
        model={model}
        current={id}
        rowHeight={rowHeights[settings.density]}
        onOpen={(resource) => go.type(connection.id, type, resource)}
        onImport={type === "User" ? () => go.importList(connection.id) : undefined}
        onEditConnection={() => go.editConnection(connection.id)}
        tools={<>{isGroup && <InNoGroup connection={connection.id} onOpen={open} />}{tools}</>}
        selectionActions={onSelection}
      >
        {details(close)}
      </Browse>
      {rest}
    </>
  );
}
