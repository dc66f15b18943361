import { Icon } from "@/components/Icon";
import { Note } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { language } from "@/i18n/locale";
import { useAct } from "@/rpc/provider";
import type { SetupState } from "@/rpc/types";
import { Opening } from "./Opening";
import s from "./setup.module.css";

/** A store that cannot be opened is never set up again: say what is wrong and how to recover. */
export function Stopped({ state }: { state: Extract<SetupState, { state: "stopped" }> }) {
  const retry = useAct("setup_retry");
  const toasts = useToasts();
  // English has the engine's own words, which say more of what it met.
  const said = (part: "what" | "why" | "action", engine: string) => (language() === "en" && engine ? engine : t(`stopped.${state.reason}.${part}`));
  return (
    <Opening folder={t("setup.folderNow", { folder: state.folder })} title={t("stopped.title")} text={t("stopped.safe")}>
      <section className={s.box} role="alert">
        <h2 className={s.h}><Icon name="error" className={s.bad} />{said("what", state.message)}</h2>
        <p className="muted selectable">{said("why", state.why)}</p>
        <Note icon="arrow-r" className={s.note}>
          <b>{t("stopped.what")}</b>
          <p className="selectable">{said("action", state.action)}</p>
        </Note>
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
