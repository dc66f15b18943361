import { useRef, useState } from "react";
import { Button, IconButton, TextButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { Segments, TextArea } from "@/components/inputs";
import { Note } from "@/components/marks";
import p from "@/components/panel.module.css";
import { useToasts } from "@/components/toasts";
import { formatNumber, Message, t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ChangeReview, ConnectionView, MemberAction, MemberCandidate, MemberChoice, MemberLine, MembersPlan } from "@/rpc/types";
import s from "./groups.module.css";
import { Picker } from "./Picker";
import { useMembershipChange } from "./useMembershipChange";

interface Props {
  connection: ConnectionView;
  group: string;
  onClose(): void;
  onReview(review: ChangeReview, onSent?: () => void): void;
  onJob(job: number): void;
}

/** Lines shown of each kind; all of them count. */
const SHOWN = 200;

/** "12 to add, 3 unknown, 40 already in": a list of people, or another group, resolved before anything is sent. */
export function PastePanel({ connection, group, onClose, onReview, onJob }: Props) {
  const [pasted, setPasted] = useState("");
  const [other, setOther] = useState<{ id: string; label: string } | "asked">();
  const [action, setAction] = useState<MemberAction>("add");
  const [chosen, setChosen] = useState<readonly MemberChoice[]>([]);
  const file = useRef<HTMLInputElement>(null);
  const plan = useAct("members_plan");
  const toasts = useToasts();
  const [made, setMade] = useState<MembersPlan>();
  const { several, busy } = useMembershipChange(connection.id, { chunk: made?.chunk ?? 1, onReview, onJob });
  const from = typeof other === "object" ? other : undefined;
  const lines = pasted.split("\n").filter((line) => line.trim() !== "").length;
  const check = (choices: readonly MemberChoice[] = []) => {
    setChosen(choices);
    plan.mutate({ connection: connection.id, members: { group, action, pasted, other: from?.id ?? null, chosen: [...choices] } }, { onSuccess: setMade, onError: toasts.fail });
  };
  const renew = () => { plan.reset(); setMade(undefined); setChosen([]); };
  // What was sent is not to be sent again; another group stays for the next step.
  const done = () => { setPasted(""); renew(); };
  const put = (text: string) => { setPasted(text); renew(); };
  const choose = (text: string, id: string | undefined) => check([...chosen.filter((each) => each.text !== text), ...(id === undefined ? [] : [{ text, id }])]);
  const requests = made ? Math.ceil(made.changes / made.chunk) : 0;

  function go() {
    if (!made) return;
    if (made.changes <= made.chunk && made.review) onReview(made.review, done);
    else void several([made.action === "add" ? { group: made.group, add: made.ids, remove: [] } : { group: made.group, add: [], remove: made.ids }]).catch(toasts.fail);
  }

  return (
    <aside className={p.panel} aria-label={t("members.title")}>
      <div className={cx(p.panelHead, "row")}>
        <Icon name="paste" /><h2 className={p.panelTitle}>{t("members.title")}</h2><span className="spacer" />
        <IconButton size="sm" icon="x" label={t("groups.paste.close")} onClick={onClose} />
      </div>
      <div className={s.paste}>
        <Segments<MemberAction> label={t("members.what")} value={action} onChange={(next) => { setAction(next); renew(); }} options={[{ value: "add", label: t("members.add") }, { value: "remove", label: t("members.remove") }, { value: "keep", label: t("groups.paste.keep") }]} />
        {action === "keep" && <span className="xs muted">{t("groups.paste.keepHelp")}</span>}
        {other === undefined ? (
          <>
            <TextArea autoFocus mono rows={5} name="pasted" aria-label={t("members.label")} placeholder={t("groups.paste.placeholder")} value={pasted} onChange={(event) => put(event.target.value)} />
            <input ref={file} type="file" hidden accept=".txt,.csv,.tsv,text/plain" aria-label={t("groups.paste.file")} onChange={(event) => void event.target.files?.[0]?.text().then(put, toasts.fail)} />
            <div className="row xs faint"><span>{t("groups.paste.lines", { n: lines })}</span><span className="spacer" /><TextButton onClick={() => file.current?.click()}>{t("groups.paste.file")}</TextButton><TextButton onClick={() => { setOther("asked"); renew(); }}>{t("groups.paste.other")}</TextButton></div>
          </>
        ) : (
          <>
            {from ? <span className="row"><Icon name="groups" size="sm" /><Message id="groups.paste.otherGroup" values={{ name: from.label }} /></span>
              : <Picker autoFocus connection={connection.id} typeName="Group" label={t("groups.pick.group")} nobody={t("groups.pick.noGroup")} onPick={(row) => { setOther({ id: row.id, label: row.label }); renew(); }} />}
            <div className="row xs faint"><span className="spacer" /><TextButton onClick={() => { setOther(undefined); renew(); }}>{t("groups.paste.list")}</TextButton></div>
          </>
        )}
      </div>
      {made ? <Result plan={made} busy={plan.isPending} onChoose={choose} /> : <div className={p.panelBody} />}
      <div className={s.foot} data-foot="">
        <span className="xs muted">{made && t("groups.paste.requests", { people: made.changes, requests })}</span><span className="spacer" />
        {made && made.changes > 0 ? (
          <CommandButton key="go" kind="primary" showKey command={{ id: "members.review", label: made.changes <= made.chunk ? t("members.review", { n: made.changes }) : t("groups.paste.job", { n: made.changes }), hotkey: "Mod+Enter", enabled: !busy && !plan.isPending, run: go }} />
        ) : (
          <CommandButton key="check" kind="primary" showKey command={{ id: "members.check", label: t(plan.isPending ? "members.checking" : "members.check"), hotkey: "Mod+Enter", enabled: (from !== undefined || lines > 0) && !plan.isPending, run: () => check() }} />
        )}
      </div>
    </aside>
  );
}

function Result({ plan, busy, onChoose }: { plan: MembersPlan; busy: boolean; onChoose(text: string, id: string | undefined): void }) {
  const [open, setOpen] = useState(false);
  const add = plan.action === "add";
  const of = (...results: MemberLine["result"][]) => plan.lines.map((line, index) => ({ ...line, no: index + 1 })).filter((line) => results.includes(line.result));
  const unclear = of("unknown", "ambiguous");
  const changing = of("change");
  const decided = plan.lines.filter((line) => line.chosen);
  const calm = of("alreadySo", "notIn", "repeated");
  const verb = t(plan.action === "keep" ? "groups.paste.leaving" : add ? "members.toAdd" : "members.toRemove");
  const already = t(plan.action === "keep" ? "groups.paste.staying" : add ? "members.already" : "members.alreadyOut");
  return (
    <>
      <div className={s.result} role="status">
        <Figure icon={add ? "plus" : "minus"} n={plan.changes} label={verb} />
        <Figure icon="help" n={plan.unknown + plan.ambiguous} label={t("members.unknown")} />
        <Figure icon="ok" n={plan.already} label={already} />
      </div>
      <div className={p.panelBody}>
        {!plan.membersVisible && <Note icon="info">{t("members.notVisible")}</Note>}
        {unclear.length > 0 && (
          <>
            <div className={cx(s.head, s.headWarn)}><Icon name="help" size="sm" />{t("groups.paste.unknownHead", { n: unclear.length })}</div>
            <ul>
              {unclear.slice(0, SHOWN).map((line) => (
                <li key={line.no} className={s.question}>
                  <div className="row"><span className={cx("faint", "xs", s.no)}>{line.no}</span><bdi className="mono truncate">{line.text}</bdi></div>
                  <p>{t(line.result === "ambiguous" ? "groups.paste.several" : line.candidates.length > 0 ? "groups.paste.meant" : "groups.paste.nobody")}</p>
                  {line.candidates.map((each) => <Candidate key={each.id} line={line.text} person={each} busy={busy} onTake={() => onChoose(line.text, each.id)} />)}
                </li>
              ))}
            </ul>
            <Rest of={unclear.length} />
          </>
        )}
        {decided.length > 0 && (
          <>
            <div className={s.head}><Icon name="user" size="sm" />{t("groups.paste.chosenHead", { n: decided.length })}</div>
            <ul>{decided.map((line, index) => <li key={index} className={s.candidate}><bdi className="truncate"><b>{line.label}</b> <span className="muted">{line.text}</span></bdi><IconButton size="sm" icon="undo" disabled={busy} label={t("groups.paste.unchoose", { name: line.label ?? "", line: line.text })} onClick={() => onChoose(line.text, undefined)} /></li>)}</ul>
          </>
        )}
        {plan.leaving.length > 0 && (
          <>
            <div className={s.head}><Icon name="minus" size="sm" />{formatNumber(plan.changes)} {verb}</div>
            <ul aria-label={t("groups.paste.leavingList")}>{plan.leaving.slice(0, SHOWN).map((each) => <li key={each.id} className={s.line}><Icon name="minus" size="sm" /><bdi className="truncate" title={each.label}>{each.label}</bdi><bdi className="muted truncate" title={each.userName ?? each.id}>{each.userName ?? each.id}</bdi></li>)}</ul>
            {plan.changes > plan.leaving.length && <p className={s.more}>{t("groups.paste.more", { n: plan.changes - plan.leaving.length })}</p>}
          </>
        )}
        {changing.length > 0 && (
          <>
            <div className={s.head}><Icon name={add ? "plus" : "minus"} size="sm" />{formatNumber(plan.changes)} {verb}</div>
            <ul>{changing.slice(0, SHOWN).map((line) => <Line key={line.no} icon={add ? "plus" : "minus"} line={line} />)}</ul>
            <Rest of={changing.length} />
          </>
        )}
        {calm.length > 0 && (
          <>
            <button type="button" className={cx(s.head, s.headCalm)} aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="ok" size="sm" />{formatNumber(plan.already)} {already}<span className="spacer" /><span className="faint">{t("groups.paste.calm")}</span><Icon name={open ? "chev-d" : "chev-r"} size="xs" /></button>
            {open && <><ul>{calm.slice(0, SHOWN).map((line) => <Line key={line.no} icon={line.result === "notIn" ? "minus" : "ok"} line={line} />)}</ul><Rest of={calm.length} /></>}
          </>
        )}
      </div>
    </>
  );
}

/** Somebody who may be meant; only the person takes them. */
function Candidate({ line, person, busy, onTake }: { line: string; person: MemberCandidate; busy: boolean; onTake(): void }) {
  return (
    <div className={s.candidate}>
      <bdi className="truncate" title={person.userName ?? person.id}><b>{person.label}</b> <span className="muted">{person.userName ?? person.id}</span></bdi>
      <Button size="sm" disabled={busy} aria-label={t("groups.paste.take", { name: person.label, line })} onClick={onTake}>{t("groups.paste.takeThis")}</Button>
    </div>
  );
}

function Line({ icon, line }: { icon: IconName; line: MemberLine }) {
  return <li className={s.line}><Icon name={icon} size="sm" /><bdi className="truncate" title={line.label ?? ""}>{line.label ?? line.text}</bdi><bdi className="muted truncate" title={line.text}>{line.text}</bdi></li>;
}

const Rest = ({ of }: { of: number }) => (of > SHOWN ? <p className={s.more}>{t("groups.paste.more", { n: of - SHOWN })}</p> : null);

function Figure({ icon, n, label }: { icon: IconName; n: number; label: string }) {
  return <span className={s.resultN}><Icon name={icon} /><b>{formatNumber(n)}</b> {label}</span>;
}
