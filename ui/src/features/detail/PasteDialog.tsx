import { useState } from "react";
import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Segments, TextArea } from "@/components/inputs";
import { Icon, type IconName } from "@/components/Icon";
import { Note } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { formatNumber, t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ChangeReview, ConnectionView, MemberAction, MemberResult, MembersPlan } from "@/rpc/types";
import s from "./paste.module.css";

interface Props {
  connection: ConnectionView;
  group: string;
  onClose(): void;
  onReview(review: ChangeReview): void;
}

/** "12 to add, 3 unknown, 40 already in": a pasted list, resolved before anything is sent. */
export function PasteDialog({ connection, group, onClose, onReview }: Props) {
  const [pasted, setPasted] = useState("");
  const [action, setAction] = useState<MemberAction>("add");
  const plan = useAct("members_plan");
  const toasts = useToasts();
  const made = plan.data;
  const check = () => plan.mutate({ connection: connection.id, members: { group, action, pasted } }, { onError: toasts.fail });
  const reset = () => plan.reset();

  return (
    <Dialog
      width={640}
      title={t("members.title")}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          {made?.review ? (
            <CommandButton key="review" kind="primary" size="lg" showKey command={{ id: "members.review", label: t("members.review", { n: made.changes }), hotkey: "Mod+Enter", run: () => { if (made.review) onReview(made.review); } }} />
          ) : (
            <CommandButton key="check" kind="primary" size="lg" showKey command={{ id: "members.check", label: t(plan.isPending ? "members.checking" : "members.check"), hotkey: "Mod+Enter", enabled: pasted.trim() !== "" && !plan.isPending, run: check }} />
          )}
        </>
      )}
    >
      <div className={d.dialogPad}>
        <Segments<MemberAction> label={t("members.what")} value={action} onChange={(next) => { setAction(next); reset(); }} options={[{ value: "add", label: t("members.add") }, { value: "remove", label: t("members.remove") }]} />
        <label className="stack">
          <span className="xs muted">{t("members.label")}</span>
          <TextArea autoFocus mono rows={7} name="pasted" value={pasted} onChange={(event) => { setPasted(event.target.value); reset(); }} />
        </label>
      </div>
      {made && <Resolved plan={made} />}
    </Dialog>
  );
}

const looks: Readonly<Record<MemberResult, { icon: IconName; tone: string }>> = {
  change: { icon: "plus", tone: "add" },
  alreadySo: { icon: "ok", tone: "calm" },
  unknown: { icon: "help", tone: "warn" },
  ambiguous: { icon: "help", tone: "warn" },
  repeated: { icon: "minus", tone: "calm" },
};

function word(result: MemberResult, action: MemberAction): string {
  if (result === "change") return t(action === "add" ? "members.toAdd" : "members.toRemove");
  if (result === "alreadySo") return t(action === "add" ? "members.already" : "members.alreadyOut");
  return t(`members.${result}`);
}

function Resolved({ plan }: { plan: MembersPlan }) {
  const shown = plan.lines.toSorted((a, b) => rank(a.result) - rank(b.result));
  return (
    <div role="status">
      <div className={s.result}>
        <Figure icon={plan.action === "add" ? "plus" : "minus"} n={plan.changes} label={word("change", plan.action)} />
        <Figure icon="help" n={plan.unknown + plan.ambiguous} label={t("members.unknown")} />
        <Figure icon="ok" n={plan.already} label={word("alreadySo", plan.action)} />
      </div>
      {plan.unknown + plan.ambiguous > 0 && <Note tone="warn" icon="help">{t("members.unknownText")}</Note>}
      {!plan.membersVisible && <Note icon="info">{t("members.notVisible")}</Note>}
      {plan.notices.map((notice) => <Note key={notice.code} icon="info"><bdi>{notice.message}</bdi></Note>)}
      <ul className={s.lines}>
        {shown.slice(0, 500).map((line, index) => (
          <li key={index} className={cx(s.line, s[looks[line.result].tone])}>
            <Icon name={line.result === "change" && plan.action === "remove" ? "minus" : looks[line.result].icon} size="sm" />
            <bdi className="mono truncate">{line.text}</bdi>
            <bdi className="truncate">{line.label}</bdi>
            <span className="xs muted">{word(line.result, plan.action)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const rank = (result: MemberResult) => ({ unknown: 0, ambiguous: 1, change: 2, repeated: 3, alreadySo: 4 })[result];

function Figure({ icon, n, label }: { icon: IconName; n: number; label: string }) {
  return <span className={s.figure}><Icon name={icon} /><b>{formatNumber(n)}</b> {label}</span>;
}
