import { useState } from "react";
import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import v from "@/components/view.module.css";
import { Tag } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { useCommand } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ConnectionSaved, ConnectionView, StoreMode } from "@/rpc/types";
import { sayNotice } from "@/scim/words";
import { ExtrasPart } from "./ExtrasPart";
import { NetworkPart } from "./NetworkPart";
import { EnvironmentPart, ServerPart } from "./parts";
import { SignInPart } from "./SignInPart";
import { ExportButton, ImportButton } from "./Portable";
import { PresetPart } from "./PresetPart";
import { RemoveDialog } from "./RemoveDialog";
import s from "./connection.module.css";
import { emptyForm, formOf, toChange, toNew, type ConnectionForm } from "./form";
import { TestPanel } from "./TestPanel";
import { useLiveTest } from "./useLiveTest";
import { usePreset } from "./usePreset";
import { useSignIn } from "./useSignIn";
import { WaitingDialog } from "./WaitingDialog";

interface Props {
  /** The connection being edited; none for a new one. */
  connection?: ConnectionView | undefined;
  mode: StoreMode;
  onSaved(connection: string): void;
  onImported?: ((connection: string) => void) | undefined;
  onCancel?: (() => void) | undefined;
  onRemoved?: (() => void) | undefined;
}

/** One form to add and to edit, with the live test beside it. Saving sends nothing. */
export function ConnectionEditor({ connection, mode, onSaved, onImported, onCancel, onRemoved }: Props) {
  const [form, setForm] = useState<ConnectionForm>(() => (connection ? formOf(connection) : emptyForm));
  const [removing, setRemoving] = useState(false);
  const [asked, setAsked] = useState(false);
  const stored = connection?.secret === "stored" && connection.auth.kind === form.auth;
  const test = useLiveTest(form, connection?.id, stored);
  const add = useAct("connection_add");
  const update = useAct("connection_update");
  const toasts = useToasts();
  const signIn = useSignIn();
  const change = (part: Partial<ConnectionForm>) => setForm((now) => ({ ...now, ...part }));
  const preset = usePreset(form, change, connection === undefined);
  const named = form.name.trim() !== "";
  const usable = test.report?.usable === true && !test.running;
  const busy = add.isPending || update.isPending;

  function done(saved: ConnectionSaved) {
    for (const notice of saved.notices) toasts.show({ tone: "warn", title: sayNotice(notice) });
    const { id, auth, secret } = saved.connection;
    if (auth.kind === "person" && auth.authorizeUrl !== "" && secret === "missing") signIn.start(id, () => onSaved(id));
    else onSaved(id);
  }

  function save() {
    setAsked(true);
    if (!named || busy) return;
    const options = { onSuccess: done, onError: toasts.fail };
    if (connection) update.mutate({ connection: connection.id, change: toChange(form) }, options);
    else add.mutate(toNew(form), options);
  }

  // As it is saved: what is being changed is not yet what the engine would sign in with.
  const { auth: savedAuth } = connection ?? {};
  const unchanged = savedAuth?.kind === "person" && savedAuth.authorizeUrl === form.authorizeUrl && JSON.stringify(savedAuth.oauth) === JSON.stringify(form.oauth) && form.url === connection?.url;
  const signInAgain = connection && unchanged ? () => signIn.start(connection.id, test.again) : undefined;

  useCommand({ id: "connection.cancel", label: t("common.cancel"), hotkey: "Escape", enabled: Boolean(onCancel), run: () => onCancel?.() });

  return (
    <div className={s.editor}>
      <div className={v.viewbar}>
        <h1 className={v.viewbarTitle}>{t(connection ? "conn.edit" : "conn.add")}</h1>
        {!connection && <Tag tone="draft" icon="pencil">{t("conn.notSaved")}</Tag>}
        <span className="spacer" />
        {connection ? <ExportButton connections={[connection.id]} /> : onImported && <ImportButton onImported={onImported} />}
      </div>
      <div className={s.split}>
        <div className={s.scroll}>
          <ServerPart form={form} change={change} test={test} nameMissing={asked && !named} top={<PresetPart form={form} preset={preset} />} />
          <EnvironmentPart form={form} change={change} />
          <SignInPart form={form} change={change} stored={stored} mode={mode} test={test} token={connection?.token ?? null} onSignIn={signInAgain} />
          <ExtrasPart form={form} change={change} />
          <NetworkPart form={form} change={change} saved={connection?.network} />
        </div>
        <TestPanel test={test} onUse={(url) => change({ url })} />
      </div>
      <div className={v.jobfoot}>
        {onCancel && <Button hotkey="Escape" onClick={onCancel}>{t("common.cancel")}</Button>}
        {connection && onRemoved && <Button kind="ghost-danger" icon="trash" onClick={() => setRemoving(true)}>{t("conn.remove")}</Button>}
        <span className="spacer" />
        <span className={cx("muted", "xs", s.sends)}>{t("conn.savingSends")}</span>
        <CommandButton kind={usable ? "primary" : "plain"} showKey command={{ id: "connection.save", label: t(usable ? "conn.save" : "conn.saveAnyway"), hotkey: "Mod+Enter", enabled: !busy && form.url.trim() !== "", run: save }} />
      </div>
      {signIn.waiting && <WaitingDialog onCancel={signIn.cancel} />}
      {removing && connection && <RemoveDialog connection={connection} onClose={() => setRemoving(false)} onRemoved={() => onRemoved?.()} />}
    </div>
  );
}
