import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Failed } from "@/components/Failed";
import { Checkbox } from "@/components/inputs";
import { Message, t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import type { GroupOf, Row } from "@/rpc/types";
import s from "./groups.module.css";
import { Picker } from "./Picker";
import type { StagedChange } from "./staged";

interface Props {
  connection: string;
  typeName: string;
  id: string;
  label: string;
  /** The groups the person is in now. */
  mine: readonly GroupOf[];
  onClose(): void;
  onTake(changes: StagedChange[]): void;
}

function toggle(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Memberships copied from a colleague, as a delta one looks at first. */
export function SameGroups({ connection, typeName, id, label, mine, onClose, onTake }: Props) {
  const [like, setLike] = useState<Row>();
  const [not, setNot] = useState<ReadonlySet<string>>(new Set());
  const [leave, setLeave] = useState<ReadonlySet<string>>(new Set());
  const theirs = useRead(["rows", connection, "Group"], "groups_of", { connection, typeName, id: like?.id ?? "" }, { enabled: like !== undefined });
  const join = theirs.data?.direct.filter((each) => mine.every((own) => own.id !== each.id)) ?? [];
  const only = theirs.data ? mine.filter((own) => theirs.data.direct.every((each) => each.id !== own.id)) : [];
  const changes: StagedChange[] = [
    ...join.filter((each) => !not.has(each.id)).map((each) => ({ id: each.id, label: each.label, join: true })),
    ...only.filter((each) => leave.has(each.id)).map((each) => ({ id: each.id, label: each.label, join: false })),
  ];
  return (
    <Dialog
      width={520}
      title={t("groups.same.title")}
      sub={<Message id="groups.same.sub" values={{ name: label }} />}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" size="lg" showKey command={{ id: "groups.takeSame", label: t("groups.same.take", { n: changes.length }), hotkey: "Mod+Enter", enabled: changes.length > 0, run: () => onTake(changes) }} />
        </>
      )}
    >
      <div className={d.dialogPad}>
        <div className={s.same}>
          {like ? <b><bdi>{like.label}</bdi></b> : null}
          <Picker autoFocus connection={connection} typeName={typeName} label={t("groups.pick.person")} nobody={t("groups.pick.none")} note={(row) => (row.id === id ? { text: "", blocked: true } : undefined)} onPick={(row) => { setLike(row); setNot(new Set()); setLeave(new Set()); }} />
          {theirs.error && <Failed part error={theirs.error} onAgain={() => void theirs.refetch()} />}
          {theirs.data && (
            <>
              <span className="xs strong">{t("groups.same.join")}</span>
              {join.length === 0 ? <span className="muted"><Message id="groups.same.joinNone" values={{ name: label }} /></span> : (
                <div className={s.sameList}>{join.map((each) => <Checkbox key={each.id} checked={!not.has(each.id)} onChange={() => setNot(toggle(not, each.id))}><bdi>{each.label}</bdi></Checkbox>)}</div>
              )}
              {only.length > 0 && (
                <>
                  <span className="xs"><b><Message id="groups.same.leave" values={{ name: label }} /></b> <span className="muted">{t("groups.same.leaveHelp")}</span></span>
                  <div className={s.sameList}>{only.map((each) => <Checkbox key={each.id} checked={leave.has(each.id)} onChange={() => setLeave(toggle(leave, each.id))}><bdi>{each.label}</bdi></Checkbox>)}</div>
                </>
              )}
            </>
          )}
        </div>
      </div>
    </Dialog>
  );
}
