import { Icon } from "@/components/Icon";
import { Note, Theirs } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { SetupState } from "@/rpc/types";
import { Opening } from "./Opening";
import s from "./setup.module.css";

/** A store that cannot be opened is never set up again: say what is wrong and how to recover. */
export function Stopped({ state }: { state: Extract<SetupState, { state: "stopped" }> }) {
  const retry = useAct("setup_retry");
  const toasts = useToasts();
  return (
    <Opening folder={t("setup.folderNow", { folder: state.folder })} title={t("stopped.title")} text={t("stopped.safe")}>
      <section className={s.box} role="alert">
        <h2 className={s.h}><Icon name="error" className={s.bad} /><Theirs>{state.message}</Theirs></h2>
        {state.why && <p className="muted selectable"><Theirs>{state.why}</Theirs></p>}
        {state.action && (
          <Note icon="arrow-r" className={s.note}>
            <b>{t("stopped.what")}</b>
            <p className="selectable"><Theirs>{state.action}</Theirs></p>
          </Note>
        )}
        <div className={s.acts}>
          <CommandButton
            kind="primary"
            size="lg"
            showKey
            autoFocus
            command={{ id: "setup.retry", label: t("common.tryAgain"), hotkey: "Mod+Enter", enabled: !retry.isPending, run: () => retry.mutate(null, { onError: toasts.fail }) }}
          />
        </div>
      </section>
    </Opening>
  );
}
