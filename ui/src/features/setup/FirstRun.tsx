import { useState } from "react";
import { Button, TextButton } from "@/components/Button";
import { Choices } from "@/components/inputs";
import { cx } from "@/components/cx";
import f from "@/components/form.module.css";
import { Icon } from "@/components/Icon";
import { Note, Status } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { SetupState } from "@/rpc/types";
import { NewPassphrase } from "./NewPassphrase";
import { Opening } from "./Opening";
import s from "./setup.module.css";

type Way = "passphrase" | "session";

/** No store yet: one click with a keychain, an honest choice without. Nothing is written before it. */
export function FirstRun({ state, onAgain }: { state: Extract<SetupState, { state: "firstRun" }>; onAgain(): void }) {
  const { keychain } = state;
  const [more, setMore] = useState(false);
  const choose = useAct("setup_choose");
  const toasts = useToasts();
  const usable = keychain.state !== "unavailable";

  return (
    <Opening folder={t("setup.folder", { folder: state.folder })}>
      {usable ? (
        <section className={s.box}>
          <h2 className={s.h}><Icon name="key" />{t("setup.keychain.title")}{keychain.state === "available" && <Status tone="ok" small>{t("setup.keychain.ready")}</Status>}</h2>
          <p className="muted">{keychain.state === "locked" ? t("setup.keychain.locked") : t("setup.keychain.text")}</p>
          <div className={s.acts}>
            <CommandButton
              kind="primary"
              size="lg"
              showKey
              autoFocus
              command={{
                id: "setup.keychain", label: t("setup.keychain.do"), hotkey: "Mod+Enter", enabled: !choose.isPending && !more,
                run: () => choose.mutate({ mode: "keychain" }, { onError: toasts.fail }),
              }}
            />
            <TextButton aria-expanded={more} onClick={() => setMore(!more)}>{t("setup.more")}</TextButton>
          </div>
        </section>
      ) : (
        <Note tone="warn" icon="warning" className={s.note}>
          <b>{t("setup.none.title")}</b>
          <p>{t("setup.none.reason")}</p>
          <p className="xs mono selectable"><bdi>{keychain.technical}</bdi></p>
          <p>{t("setup.none.text")}</p>
          <TextButton onClick={onAgain}>{t("setup.none.recheck")}</TextButton>
        </Note>
      )}
      {(!usable || more) && <OtherWays />}
    </Opening>
  );
}

function OtherWays() {
  const [way, setWay] = useState<Way>("passphrase");
  const choose = useAct("setup_choose");
  const toasts = useToasts();
  return (
    <section className={s.box}>
      <Choices<Way>
        label={t("setup.more")}
        value={way}
        onChange={setWay}
        classes={{ group: cx(f.choices, s.ways), choice: f.choice, on: f.isOn, title: f.choiceT, text: f.choiceS }}
        options={[
          { value: "passphrase", title: t("setup.passphrase.title"), text: t("setup.passphrase.text") },
          { value: "session", title: t("setup.session.title"), text: t("setup.session.text") },
        ]}
      />
      {way === "passphrase" ? (
        <NewPassphrase busy={choose.isPending} onChosen={(passphrase) => choose.mutate({ mode: "passphrase", passphrase }, { onError: toasts.fail })} />
      ) : (
        <div className={s.acts}>
          <Button kind="primary" size="lg" disabled={choose.isPending} onClick={() => choose.mutate({ mode: "session" }, { onError: toasts.fail })}>{t("setup.session.do")}</Button>
        </div>
      )}
    </section>
  );
}
