import { useState, type ReactNode } from "react";
import { ActivityMark } from "@/components/ActivityMark";
import { Button, IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Tag, Theirs } from "@/components/marks";
import p from "@/components/panel.module.css";
import { Banner, Empty, Skeleton } from "@/components/states";
import { Tabs } from "@/components/Tabs";
import { useNow } from "@/components/useNow";
import { useCommand } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { useDraft, useDraftStore } from "@/drafts/provider";
import { changesOf } from "@/drafts/store";
import { Message, t } from "@/i18n";
import { ago, exact } from "@/i18n/dates";
import { tell } from "@/rpc/errors";
import type { ChangeReview, ConnectionView, ResourceView, TypeModel } from "@/rpc/types";
import { isObject, sameJson, type JsonObject } from "@/scim/json";
import { activity, hasAttribute, nameOf } from "@/scim/model";
import { writePath } from "@/scim/path";
import { CopyText } from "@/components/CopyText";
import s from "./detail.module.css";
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
}

/** One record: what the server has, and your changes to it that are not sent yet. */
export function DetailPanel({ connection, model, id, onClose, onOpen, onReview, tabs, actions }: Props) {
  const { view, error, loading, again } = useResource(connection.id, model.name, id);
  const store = useDraftStore();
  const draft = useDraft({ connection: connection.id, typeName: model.name, id });
  const label = draft ? nameOf(draft.desired) || draft.label : view?.label ?? "";
  useCommand({ id: "detail.close", label: t("detail.close"), hotkey: "Escape", run: onClose });
  const gone = error?.error.code === "resource_not_found";
  const server = isObject(view?.resource) ? view.resource : undefined;
  const base = draft?.base ?? server;
  const edits = changesOf(draft).length;
  const context: PanelContext | undefined = view && server && {
    connection, model, id, label, view, server, edits, desired: draft?.desired ?? server, again, onOpen, onReview,
    put: (desired) => store.put({ connection: connection.id, typeName: model.name, id, label: nameOf(base) || view.label, base: base ?? server, desired }),
  };

  return (
    <aside className={p.panel} aria-label={t("detail.label", { name: label })}>
      <div className={p.panelHead}>
        <div className="row">
          <h2 className={cx(p.panelTitle, "truncate")}><Theirs title={label}>{label}</Theirs></h2>
          {draft && <Tag tone="draft" icon="pencil">{t("detail.edits", { n: edits })}</Tag>}
          <span className="spacer" />
          {context && !gone && actions?.(context)}
          <CommandButton kind="ghost" size="sm" icon="refresh" iconOnly command={{ id: "detail.again", label: t("detail.again"), enabled: !loading, run: again }} />
          <IconButton size="sm" icon="x" label={t("detail.close")} onClick={onClose} />
        </div>
        {view && <Facts view={view} draft={draft?.desired} model={model} />}
      </div>
      {gone ? <Empty icon="trash" tone="warn" title={t("detail.gone")}>{t("detail.goneText")}</Empty>
        : !context || !base ? (error ? <Failed error={error} onAgain={again} /> : <Skeleton rows={10} />)
        : (
          <>
            {error && <Banner icon="offline" tone="warn"><Message id="detail.liveFailed" values={{ why: tell(error).what }} /></Banner>}
            {draft && !sameJson(draft.base, context.server) && !loading && !context.view.fromCopy && <Banner icon="warning" tone="warn"><Message id="detail.moved" /></Banner>}
            <Body context={context} base={base} more={tabs ?? []} />
          </>
        )}
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

function Failed({ error, onAgain }: { error: Parameters<typeof tell>[0]; onAgain(): void }) {
  const told = tell(error);
  return (
    <Empty live icon="error" tone="bad" title={t("detail.failed")} detail={{ label: t("common.details"), text: told.detail }} actions={<Button kind="primary" icon="refresh" onClick={onAgain}>{t("common.tryAgain")}</Button>}>
      <Theirs>{told.what} {told.why} {told.action}</Theirs>
    </Empty>
  );
}

function Body({ context, base, more }: { context: PanelContext; base: JsonObject; more: readonly PanelTab[] }) {
  const tabs = joinTabs(ownTabs(context.model, base), more);
  const [chosen, setChosen] = useState(() => (tabs.find((tab) => tab.first) ?? tabs[0])?.id ?? "");
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  return (
    <>
      <Tabs
        label={t("detail.tabs")}
        tabs={tabs.map(({ id, label, count }) => ({ id, label, count: typeof count === "function" ? count(context) : count }))}
        current={current?.id ?? ""}
        onChange={setChosen}
      />
      <div className={p.panelBody} role="tabpanel" aria-label={current?.label}>{current?.render(context)}</div>
    </>
  );
}

function ownTabs(model: TypeModel, base: JsonObject): PanelTab[] {
  const tabs: PanelTab[] = [{
    id: "profile", label: t("detail.tab.profile"),
    render: ({ desired, put }) => <Profile model={model} base={base} desired={desired} onChange={(path, value) => put(writePath(desired, path, value))} />,
  }];
  tabs.push({ id: "json", label: t("detail.tab.json"), render: ({ desired }) => <JsonTab value={desired} /> });
  return tabs;
}
