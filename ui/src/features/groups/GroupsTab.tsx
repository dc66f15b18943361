import { useEffect, useState } from "react";
import { Button, IconButton, TextButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { CopyText } from "@/components/CopyText";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Icon } from "@/components/Icon";
import p from "@/components/panel.module.css";
import { Empty, Skeleton } from "@/components/states";
import { useToasts } from "@/components/toasts";
import { Message, t } from "@/i18n";
import { useJob } from "@/rpc/jobs";
import { useRead } from "@/rpc/provider";
import type { ChangeReview, ConnectionView, GroupOf } from "@/rpc/types";
import s from "./groups.module.css";
import { Picker } from "./Picker";
import { SameGroups } from "./SameGroups";
import { settled, useStaged, type StagedChange } from "./staged";
import { useMembershipChange } from "./useMembershipChange";

interface Props {
  connection: ConnectionView;
  typeName: string;
  id: string;
  label: string;
  onOpen(typeName: string, id: string): void;
  onReview(review: ChangeReview, onSent?: () => void): void;
  onJob(job: number): void;
}

/** The groups of a person: adding and leaving are gathered here, and sent as one change per group. */
export function GroupsTab({ connection, typeName, id, label, onOpen, onReview, onJob }: Props) {
  const of = useRead(["rows", connection.id, "Group"], "groups_of", { connection: connection.id, typeName, id });
  const [staged, put] = useStaged(connection.id, { id, typeName, label });
  const { changes } = staged;
  const keep = (next: readonly StagedChange[]) => put({ changes: next });
  const [same, setSame] = useState(false);
  const toasts = useToasts();
  const { several, busy } = useMembershipChange(connection.id, {
    // One person in each group.
    chunk: 1,
    onReview: (review) => onReview(review, () => put({ changes: [] })),
    onJob: (job) => { put({ changes, job }); onJob(job); },
  });
  const planned = useJob(staged.job ?? 0, staged.job !== undefined);
  const direct = of.data?.direct;
  useEffect(() => {
    const next = settled(staged, direct, planned.error ? null : planned.data);
    if (next) put(next);
  }, [staged, direct, planned.data, planned.error, put]);
  if (of.error) return <Failed error={of.error} onAgain={() => void of.refetch()} />;
  if (!of.data || !direct) return <Skeleton rows={6} />;
  const { nested } = of.data;
  const count = changes.length;
  const stage = (group: { id: string; label: string }, join: boolean) => keep([...changes.filter((each) => each.id !== group.id), { id: group.id, label: group.label, join }]);
  const unstage = (group: string) => keep(changes.filter((each) => each.id !== group));
  const leaving = new Set(changes.filter((each) => !each.join).map((each) => each.id));

  async function review() {
    try {
      await several(changes.map((each) => ({ group: each.id, add: each.join ? [id] : [], remove: each.join ? [] : [id] })), t("groups.of.title", { name: label }));
    } catch (error) {
      toasts.fail(error);
    }
  }

  return (
    <div className={s.tab}>
      <div className={s.tabAdd}>
        <Picker
          connection={connection.id} typeName="Group" label={t("groups.of.add")} nobody={t("groups.pick.noGroup")}
          note={(row) => (direct.some((each) => each.id === row.id) || changes.some((each) => each.id === row.id) ? { text: t("groups.of.alreadyIn"), blocked: true } : undefined)}
          onPick={(row) => stage(row, true)}
        />
      </div>
      <div className={s.tabList}>
        {count > 0 && (
          <section className={p.section}>
            <h3 className={p.sectionHead}>{t("groups.of.changes")} <span className="faint">{t("groups.of.notSent")}</span><span className="spacer" />{staged.job !== undefined && <TextButton className="xs" onClick={() => onJob(staged.job ?? 0)}>{t("groups.of.planned")}</TextButton>}</h3>
            {changes.map((each) => (
              <div key={each.id} className={cx(s.group, s.isChanged)}>
                <Icon name="pencil" size="sm" />
                <span className={s.groupT}>{each.join ? <bdi className="truncate">{each.label}</bdi> : <s><bdi className="truncate">{each.label}</bdi></s>}<span className="xs">{t(each.join ? "groups.of.added" : "groups.of.removed")}</span></span>
                <IconButton size="sm" icon="undo" label={t("groups.of.undo", { name: each.label })} onClick={() => unstage(each.id)} />
              </div>
            ))}
          </section>
        )}
        {direct.length > 0 && (
          <section className={p.section}>
            <h3 className={p.sectionHead}>{t("groups.of.direct")} <span className="faint">{t("groups.of.directCount", { n: direct.length })}</span></h3>
            {direct.filter((each) => !leaving.has(each.id)).map((each) => (
              <Line key={each.id} group={each} onOpen={onOpen}><IconButton size="sm" icon="x" label={t("groups.of.leave", { name: each.label })} onClick={() => stage(each, false)} /></Line>
            ))}
          </section>
        )}
        {nested.length > 0 && (
          <section className={p.section}>
            <h3 className={p.sectionHead}>{t("groups.of.nested")} <span className="faint">{t("groups.of.directCount", { n: nested.length })}</span></h3>
            {nested.map((each) => <Line key={each.id} group={each} onOpen={onOpen} />)}
          </section>
        )}
        {direct.length + nested.length + count === 0 && <Empty icon="groups" title={t("groups.of.none")} />}
      </div>
      <div className={s.foot} data-foot="">
        <span className="xs muted">{t("groups.of.foot")}</span><span className="spacer" />
        {direct.length > 0 && <CopyText text={direct.map((each) => each.label).join("\n")} label={t("groups.of.copy")} />}
        <CommandButton size="sm" command={{ id: "groups.same", label: t("groups.same.open"), run: () => setSame(true) }} />
        {count > 0 && <Button size="sm" kind="ghost" onClick={() => keep([])}>{t("groups.of.discard")}</Button>}
        {count > 0 && <CommandButton kind="primary" size="sm" command={{ id: "groups.review", label: t("groups.of.review", { n: count }), enabled: !busy, run: () => void review() }} />}
      </div>
      {same && <SameGroups connection={connection.id} typeName={typeName} id={id} label={label} mine={direct} onClose={() => setSame(false)} onTake={(taken) => { setSame(false); keep([...changes.filter((each) => taken.every((other) => other.id !== each.id)), ...taken]); }} />}
    </div>
  );
}

function Line({ group, onOpen, children }: { group: GroupOf; onOpen(typeName: string, id: string): void; children?: React.ReactNode }) {
  return (
    <div className={s.group}>
      <Icon name="groups" size="sm" />
      <button type="button" className={s.groupT} onClick={() => onOpen("Group", group.id)}>
        <bdi className="truncate">{group.label}</bdi>
        <span className="xs muted truncate">{group.via.length > 0 ? <Message id="groups.of.through" values={{ path: group.via.join(" › ") }} /> : group.members === null ? t("groups.membersHidden") : t("groups.members", { n: group.members })}</span>
      </button>
      {children}
    </div>
  );
}
