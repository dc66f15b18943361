import { useDeferredValue, useState, type ReactNode } from "react";
import { ActivityMark } from "@/components/ActivityMark";
import { IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Tag, Theirs } from "@/components/marks";
import p from "@/components/panel.module.css";
import { Banner, Empty, Skeleton } from "@/components/states";
import { Tabs } from "@/components/Tabs";
import { useNow } from "@/components/useNow";
import { useCommand, useCommandList } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { useDiscard } from "@/drafts/discard";
import { useDraft, useDraftStore } from "@/drafts/provider";
import { changesOf, isNewId } from "@/drafts/store";
import { Message, t } from "@/i18n";
import { ago, exact } from "@/i18n/dates";
import { tell } from "@/rpc/errors";
import type { ChangeReview, ConnectionView, ResourceView, TypeModel } from "@/rpc/types";
import { isObject, isUnassigned, sameJson, type JsonObject } from "@/scim/json";
import { typeLabel } from "@/scim/labels";
import { activity, hasAttribute, nameFieldOf, nameOf, secretPaths } from "@/scim/model";
import { readPath, writePath } from "@/scim/path";
import { CopyText } from "@/components/CopyText";
import s from "./detail.module.css";
import { FormProvider, useFindings } from "./form";
import { JsonTab } from "./JsonTab";
import { joinTabs, type PanelContext, type PanelTab } from "./panel";
import { Profile } from "./Profile";
import { useResource } from "./useResource";

interface Props {
  connection: ConnectionView;
  model: TypeModel;
  id: string;
  onClose(): void;
  onOpen(typeName: string, id: string): void;
  /** Looks at a change before it is sent. */
  onReview(review: ChangeReview): void;
  /** Tabs from elsewhere: members, history, requests. */
  tabs?: readonly PanelTab[];
  /** What else can be done with this record, in the panel's head. */
  actions?: (context: PanelContext) => ReactNode;
  /** Path of a field whose editing begins at once. */
  begin?: string | undefined;
  /** The tab it opens with. */
  first?: string | undefined;
}

/** One record: what the server has, and your changes to it that are not sent yet; or one that is still to be made. */
export function DetailPanel(props: Props) {
  return isNewId(props.id) ? <NewRecord {...props} /> : <Existing {...props} />;
}

function useContextOf({ connection, model, id, onOpen, onReview }: Props, view: ResourceView | undefined, again: () => void, show: (tab: string) => void): PanelContext | undefined {
  const store = useDraftStore();
  const draft = useDraft({ connection: connection.id, typeName: model.name, id });
  const server = isObject(view?.resource) ? view.resource : undefined;
  if (!view || !server) return undefined;
  const base = draft?.base ?? server;
  const isNew = isNewId(id);
  return {
    connection, model, id, view, server, again, onOpen, onReview, show,
    label: draft ? nameOf(draft.desired) || draft.label : view.label,
    isNew,
    edits: changesOf(draft).length,
    desired: draft?.desired ?? server,
    put: (desired) => store.put({
      connection: connection.id, typeName: model.name, id, base, desired, secrets: secretPaths(model),
      label: nameOf(isNew ? desired : base) || view.label,
      ...(isNew && { isNew }),
    }),
  };
}

function Existing(props: Props) {
  const { connection, model, id, actions, tabs } = props;
  const { view, error, loading, again } = useResource(connection.id, model.name, id);
  const draft = useDraft({ connection: connection.id, typeName: model.name, id });
  const [tab, setTab] = useState<string | undefined>(props.first);
  const context = useContextOf(props, view, again, setTab);
  const gone = error?.error.code === "resource_not_found";
  const label = context?.label ?? "";
  return (
    <aside className={p.panel} aria-label={t("detail.label", { name: label })}>
      <div className={p.panelHead}>
        <div className="row">
          <h2 className={cx(p.panelTitle, "truncate")}><Theirs title={label}>{label}</Theirs></h2>
          {draft && <Tag tone="draft" icon="pencil">{t("detail.edits", { n: context?.edits ?? 0 })}</Tag>}
          <span className="spacer" />
          {context && !gone && actions?.(context)}
          <CommandButton kind="ghost" size="sm" icon="refresh" iconOnly command={{ id: "detail.again", label: t("detail.again"), enabled: !loading, run: again }} />
          <CloseButton {...props} />
        </div>
        {view && <Facts view={view} draft={draft?.desired} model={model} />}
      </div>
      {gone ? <Empty icon="trash" tone="warn" title={t("detail.gone")}>{t("detail.goneText")}</Empty>
        : !context ? (error ? <Failed error={error} title={t("detail.failed")} onAgain={again} /> : <Skeleton rows={10} />)
        : (
          <>
            {error && <Banner icon="offline" tone="warn"><Message id="detail.liveFailed" values={{ why: tell(error).what }} /></Banner>}
            {draft && !sameJson(draft.base, context.server) && !loading && !context.view.fromCopy && <Banner icon="warning" tone="warn"><Message id="detail.moved" /></Banner>}
            <Body context={context} base={draft?.base ?? context.server} more={tabs ?? []} chosen={tab} begin={props.begin} />
          </>
        )}
    </aside>
  );
}

function CloseButton({ onClose }: Pick<Props, "onClose">) {
  useCommand({ id: "detail.close", label: t("detail.close"), hotkey: "Escape", run: onClose });
  return <IconButton size="sm" icon="x" label={t("detail.close")} onClick={onClose} />;
}

const nothing: JsonObject = {};

/** A record that is still to be made: the same form, nothing of it on the server. It is a draft once something is entered. */
function NewRecord(props: Props) {
  const { model, connection, id } = props;
  const discard = useDiscard();
  const draft = useDraft({ connection: connection.id, typeName: model.name, id });
  const unnamed = t("detail.newTitle", { type: typeLabel(model.name) });
  const view: ResourceView = { typeName: model.name, id: "", label: unnamed, resource: nothing, etag: null, readAt: "", fromCopy: false };
  const [tab, setTab] = useState<string>();
  const context = useContextOf(props, view, () => undefined, setTab);
  const title = nameOf(draft?.desired) || unnamed;
  // One starts with the name by which it will be known, where there is none yet.
  const [begin] = useState(() => (isUnassigned(readPath(draft?.desired, nameFieldOf(model))) ? nameFieldOf(model) : undefined));

  return (
    <aside className={p.panel} aria-label={t("detail.label", { name: title })}>
      <div className={p.panelHead}>
        <div className="row">
          <h2 className={cx(p.panelTitle, "truncate")}><Theirs title={title}>{title}</Theirs></h2>
          <Tag tone="draft" icon="pencil">{t("detail.newFacts")}</Tag>
          <span className="spacer" />
          {draft && <IconButton size="sm" icon="trash" label={t("tray.discardOne", { name: title })} onClick={() => { discard([draft]); props.onClose(); }} />}
          <CloseButton {...props} />
        </div>
      </div>
      {context && <Body context={context} base={nothing} more={[]} chosen={tab} begin={begin} />}
    </aside>
  );
}

function Facts({ view, draft, model }: { view: ResourceView; draft: JsonObject | undefined; model: TypeModel }) {
  const now = useNow(10_000);
  return (
    <div className={cx("row", "xs", "faint", s.facts)}>
      {hasAttribute(model, "active") && <ActivityMark is={activity(draft ?? view.resource)} small />}
      <span>{t("detail.id")}</span>
      <bdi className="mono selectable truncate" title={view.id}>{view.id}</bdi>
      <CopyText text={view.id} label={t("detail.copyId")} />
      <span className="spacer" />
      <span className="nowrap" title={exact(view.readAt)}>{t(view.fromCopy ? "detail.fromCopy" : "detail.read", { ago: ago(view.readAt, now) })}</span>
    </div>
  );
}

function Body({ context, base, more, chosen, begin }: { begin: string | undefined; context: PanelContext; base: JsonObject; more: readonly PanelTab[]; chosen: string | undefined }) {
  const tabs = joinTabs(ownTabs(context, base), more);
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs.find((tab) => tab.first) ?? tabs[0];
  const findings = useFindings(context, base, context.desired);
  // Who it is stands there at once; what a form of many fields takes to draw comes after that.
  const opened = useDeferredValue(true, false);
  useCommandList(tabs.slice(0, 9).map(({ id, label }, index) => ({ id: `detail.tab.${id}`, label: t("detail.toTab", { tab: label }), hotkey: `Alt+${index + 1}`, run: () => context.show(id) })));
  return (
    <FormProvider form={{ connection: context.connection.id, findings, onOpen: context.onOpen, isNew: context.isNew, begin }}>
      <Tabs
        label={t("detail.tabs")}
        tabs={tabs.map(({ id, label, count }) => ({ id, label, count: typeof count === "function" ? count(context) : count }))}
        current={current?.id ?? ""}
        onChange={context.show}
      />
      <div className={p.panelBody} role="tabpanel" aria-label={current?.label}>{opened ? current?.render(context) : <Skeleton rows={10} />}</div>
    </FormProvider>
  );
}

function ownTabs({ model }: PanelContext, base: JsonObject): PanelTab[] {
  const tabs: PanelTab[] = [{
    id: "profile", label: t("detail.tab.profile"),
    render: ({ desired, put, show }) => <Profile onEditJson={() => show("json")} model={model} base={base} desired={desired} onChange={(path, value) => put(writePath(desired, path, value))} />,
  }];
  tabs.push({ id: "json", label: t("detail.tab.json"), render: (context) => <JsonTab context={context} base={base} /> });
  return tabs;
}
