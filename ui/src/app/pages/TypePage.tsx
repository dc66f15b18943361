import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { flushSync } from "react-dom";
import { t } from "@/i18n";
import { Button } from "@/components/Button";
import { Failed } from "@/components/Failed";
import { Empty, Skeleton } from "@/components/states";
import { isNewId } from "@/drafts/store";
import { DetailPanel, Tray, type PanelTab } from "@/features/detail";
import { Browse, type Selected } from "@/features/browse";
import { tabs } from "./tabs";
import { GroupsTab, InNoGroup, Picker, useGathered } from "@/features/groups";
import { Gone } from "@/features/history";
import { SelectionActions, type Chosen } from "@/features/selection";
import { useRead } from "@/rpc/provider";
import { member } from "@/scim/json";
import { typesLabel } from "@/scim/labels";
import { hasAttribute, nameFieldOf } from "@/scim/model";
import type { ChangeReview } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { rowHeights } from "@/settings/theme";
import { useGo } from "../useGo";
import { GroupPage } from "./GroupPage";
import { Reviews, type Reviewing } from "./Reviews";
import { useConnection } from "./useConnection";
import { useNew } from "./useNew";
import { useRecordActions } from "./useRecordActions";

/** Begins to edit a field of the open panel. */
function beginWith(path: string) {
  flushSync(() => document.querySelector<HTMLElement>("[role=tablist] [data-tab=profile]")?.click());
  document.querySelector<HTMLElement>(`[role=tabpanel] [data-path="${path}"] [data-begin]`)?.click();
}

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
  const { tools, dialog, clone, keep } = useNew(connection, model);
  const [begin, setBegin] = useState<{ id: string; path: string }>();
  const [first, setFirst] = useState<{ id: string; tab: string }>();
  const gathered = useGathered(connection?.id ?? "");
  const { actions, ofRow, asking } = useRecordActions(connection, model, {
    onReview: (review) => setReviewing({ kind: "review", review }),
    onSequence: (review) => setReviewing({ kind: "sequence", review, title: t("leaver.review.title") }),
    onOpen: open,
    onRename: rename,
    onClone: clone,
    onTemplate: keep,
  });
  if (models.error) return <><h1 className="sr-only"><bdi>{typesLabel(type)}</bdi></h1><Failed error={models.error} onAgain={() => void models.refetch()} /></>;
  if (connection && models.data && !model) return <Empty icon="data" title={t("home.noType", { type })} actions={<Button kind="primary" onClick={() => go.connection(connection.id)}>{t("home.otherTypes")}</Button>}>{t("home.noTypeText")}</Empty>;
  if (!connection || !model) return <Skeleton rows={12} />;

  function open(typeName: string, resource: string) {
    if (!connection) return;
    setBegin(undefined);
    setFirst(undefined);
    go.type(connection.id, typeName, resource);
  }

  function rename(which: string) {
    if (!connection || !model) return;
    const path = nameFieldOf(model);
    if (which === id) beginWith(path);
    else {
      setBegin({ id: which, path });
      go.type(connection.id, type, which);
    }
  }

  function close() {
    if (!connection) return;
    go.type(connection.id, type);
    // Focus goes back to where it was, the list; not if it has gone elsewhere by then.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.querySelector<HTMLElement>("main [role=grid]")?.focus();
    });
  }

  const onReview = (review: ChangeReview, onSent?: () => void) => setReviewing({ kind: "review", review, onSent });
  const isGroup = hasAttribute(model, "members");
  const inGroups: PanelTab = {
    id: "groups", label: t("detail.tab.groups"), before: "json",
    count: ({ server }) => { const groups = member(server, "groups"); return Array.isArray(groups) ? groups.length : undefined; },
    render: (context) => <GroupsTab key={context.id} connection={context.connection} typeName={model.name} id={context.id} label={context.label} onOpen={open} onReview={onReview} onJob={go.job} />,
  };
  const details = (onClose: () => void) => id !== undefined && (
    <DetailPanel
      key={`${id} ${first?.id === id ? first.tab : ""}`}
      connection={connection}
      model={model}
      id={id}
      onClose={onClose}
      onOpen={open}
      onReview={onReview}
      tabs={isGroup || hasAttribute(model, "groups") ? [inGroups, ...tabs()] : tabs()}
      actions={actions}
      begin={begin?.id === id ? begin?.path : undefined}
      first={first?.id === id ? first?.tab : undefined}
    />
  );
  const rest = (
    <>
      <Tray open={{ connection: connection.id, typeName: type, id: id ?? "" }} gathered={gathered.people} onReview={() => setReviewing({ kind: "drafts" })} onOpen={open} onGroups={(who) => { open(who.typeName, who.id); setFirst({ id: who.id, tab: "groups" }); }} onForget={(who) => gathered.discard(who.id)} />
      {dialog}
      {asking}
      {reviewing && <Reviews connection={connection} what={reviewing} onClose={() => setReviewing(undefined)} onCreated={open} onDeleted={close} />}
    </>
  );
  const groupPicker = (onPick: (group: { id: string; label: string }) => void) => <Picker inline autoFocus connection={connection.id} typeName="Group" label={t("groups.pick.group")} nobody={t("groups.pick.noGroup")} onPick={onPick} />;
  const onSelection = ({ ids, all, count }: Selected) => {
    const chosen: Chosen = all ? { kind: "matching", text: all.text, filter: all.filter, except: [...all.except] } : { kind: "ids", ids: [...ids] };
    return <SelectionActions connection={connection} model={model} chosen={chosen} count={count} onJob={go.job} groupPicker={groupPicker} />;
  };
  if (isGroup && id !== undefined && !isNewId(id)) {
    return (
      <>
        <GroupPage connection={connection} type={type} id={id} rowHeight={rowHeights[settings.density]} onReview={onReview} details={details} withDetails={begin?.id === id} />
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
        others={(models.data ?? []).map((each) => each.name).filter((name) => name !== type)}
        rowHeight={rowHeights[settings.density]}
        onOpen={(resource) => open(type, resource)}
        onImport={type === "User" ? () => go.importList(connection.id) : undefined}
        onEditConnection={() => go.editConnection(connection.id)}
        tools={<><Gone connection={connection.id} typeName={model.name} types={typesLabel(model.name)} onReview={onReview} />{isGroup && <InNoGroup connection={connection.id} onOpen={open} />}{tools}</>}
        selectionActions={onSelection}
        rowActions={ofRow}
      >
        {details(close)}
      </Browse>
      {rest}
    </>
  );
}
