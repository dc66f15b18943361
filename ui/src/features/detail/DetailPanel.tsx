import { useState } from "react";
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
import type { ConnectionView, ResourceView, TypeModel } from "@/rpc/types";
import { isObject, member, sameJson, type JsonObject } from "@/scim/json";
import { activity, hasAttribute, nameOf } from "@/scim/model";
import { writePath } from "@/scim/path";
import { CopyText } from "@/components/CopyText";
import s from "./detail.module.css";
import { GroupsOf } from "./GroupsOf";
import { JsonTab } from "./JsonTab";
import { Members } from "./Members";
import { Profile } from "./Profile";
import { useResource } from "./useResource";

interface Props {
  connection: ConnectionView;
  model: TypeModel;
  id: string;
  onClose(): void;
  onOpen(typeName: string, id: string): void;
  /** Looks at a change of members before it is sent. */
  onReview(review: import("@/rpc/types").ChangeReview): void;
}

/** One record: what the server has, and your changes to it that are not sent yet. */
export function DetailPanel({ connection, model, id, onClose, onOpen, onReview }: Props) {
  const { view, error, loading, again } = useResource(connection.id, model.name, id);
  const draft = useDraft({ connection: connection.id, typeName: model.name, id });
  const label = draft ? nameOf(draft.desired) || draft.label : view?.label ?? "";
  useCommand({ id: "detail.close", label: t("detail.close"), hotkey: "Escape", run: onClose });
  const gone = error?.error.code === "resource_not_found";
  const base = isObject(view?.resource) ? view.resource : undefined;

  return (
    <aside className={p.panel} aria-label={t("detail.label", { name: label })}>
      <div className={p.panelHead}>
        <div className="row">
          <h2 className={cx(p.panelTitle, "truncate")}><Theirs title={label}>{label}</Theirs></h2>
          {draft && <Tag tone="draft" icon="pencil">{t("detail.edits", { n: changesOf(draft).length })}</Tag>}
          <span className="spacer" />
          <CommandButton kind="ghost" size="sm" icon="refresh" iconOnly command={{ id: "detail.again", label: t("detail.again"), enabled: !loading, run: again }} />
          <IconButton size="sm" icon="x" label={t("detail.close")} onClick={onClose} />
        </div>
        {view && <Facts view={view} draft={draft?.desired} model={model} />}
      </div>
      {gone ? <Empty icon="trash" tone="warn" title={t("detail.gone")}>{t("detail.goneText")}</Empty>
        : !base ? (error ? <Failed error={error} onAgain={again} /> : <Skeleton rows={10} />)
        : (
          <>
            {error && <Banner icon="offline" tone="warn"><Message id="detail.liveFailed" values={{ why: tell(error).what }} /></Banner>}
            {draft && !sameJson(draft.base, base) && !loading && !view?.fromCopy && <Banner icon="warning" tone="warn"><Message id="detail.moved" /></Banner>}
            <Body connection={connection} model={model} id={id} base={draft?.base ?? base} desired={draft?.desired ?? base} label={view?.label ?? id} onOpen={onOpen} onReview={onReview} />
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

type TabName = "profile" | "members" | "groups" | "json";

function Body({ connection, model, id, base, desired, label, onOpen, onReview }: Omit<Props, "onClose"> & { base: JsonObject; desired: JsonObject; label: string }) {
  const store = useDraftStore();
  const isGroup = hasAttribute(model, "members");
  const [tab, setTab] = useState<TabName>(isGroup ? "members" : "profile");
  const groups = member(base, "groups");
  const members = member(base, "members");
  const put = (next: JsonObject) => store.put({ connection: connection.id, typeName: model.name, id, label: nameOf(base) || label, base, desired: next });
  const tabs: { id: TabName; label: string; count?: number | undefined }[] = [{ id: "profile", label: t("detail.tab.profile") }];
  if (isGroup) tabs.unshift({ id: "members", label: t("detail.tab.members"), count: Array.isArray(members) ? members.length : undefined });
  if (hasAttribute(model, "groups")) tabs.push({ id: "groups", label: t("detail.tab.groups"), count: Array.isArray(groups) ? groups.length : undefined });
  tabs.push({ id: "json", label: t("detail.tab.json") });

  return (
    <>
      <Tabs<TabName> label={t("detail.tabs")} tabs={tabs} current={tab} onChange={setTab} />
      <div className={p.panelBody} role="tabpanel" aria-label={tabs.find((each) => each.id === tab)?.label}>
        {tab === "profile" && <Profile model={model} base={base} desired={desired} onChange={(path, value) => put(writePath(desired, path, value))} />}
        {tab === "members" && <Members connection={connection} group={id} members={Array.isArray(members) ? members : undefined} onOpen={onOpen} onReview={onReview} />}
        {tab === "groups" && <GroupsOf groups={Array.isArray(groups) ? groups : []} onOpen={(group) => onOpen("Group", group)} />}
        {tab === "json" && <JsonTab value={desired} />}
      </div>
    </>
  );
}
