import { useState, type ReactNode } from "react";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { Keys } from "@/components/Keys";
import { useToasts } from "@/components/toasts";
import { useCommand } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { Message, t, type MessageKey } from "@/i18n";
import { useAct, useRead } from "@/rpc/provider";
import s from "./welcome.module.css";

type Way = "sample" | "connect";

const ways: readonly { way: Way; icon: IconName; title: MessageKey; text: MessageKey; hotkey: string }[] = [
  { way: "sample", icon: "data", title: "welcome.sample", text: "welcome.sampleText", hotkey: "Mod+1" },
  { way: "connect", icon: "plug", title: "welcome.connect", text: "welcome.connectText", hotkey: "Mod+2" },
];

const facts: readonly [IconName, MessageKey][] = [
  ["key", "setup.facts.secrets"],
  ["shield", "setup.facts.alone"],
  ["offline", "setup.facts.offline"],
];

/** The first screen of an open store without connections. `connect` is the form, given by the router. */
export function Welcome({ connect, onOpened }: { connect: ReactNode; onOpened(connection: string): void }) {
  const [way, setWay] = useState<Way>("sample");
  const places = useRead(["places"], "places", null);
  useCommand({ id: "welcome.sample", label: t("welcome.sample"), hotkey: "Mod+1", run: () => setWay("sample") });
  useCommand({ id: "welcome.connect", label: t("welcome.connect"), hotkey: "Mod+2", run: () => setWay("connect") });
  return (
    <div className={s.welcome}>
      <aside className={s.left}>
        <div className={s.brand}><Icon name="logo" />{t("app.name")}</div>
        <div className={s.leftIn}>
          <h1 className={s.title}>{t("welcome.title")}</h1>
          <p className="muted">{t("welcome.text")}</p>
          <div className={s.ways} role="group" aria-label={t("welcome.ways")}>
            {ways.map((each) => (
              <button key={each.way} type="button" aria-pressed={way === each.way} aria-keyshortcuts={each.hotkey.replace("Mod", "Control")} className={cx(s.way, way === each.way && s.isOn)} onClick={() => setWay(each.way)}>
                <span className={s.wayI}><Icon name={each.icon} /></span>
                <span className={s.wayT}>
                  <b>{t(each.title)}</b>
                  <span className="muted xs">{t(each.text)}</span>
                </span>
                <Keys hotkey={each.hotkey} />
              </button>
            ))}
          </div>
          <ul className={s.facts}>
            {facts.map(([icon, key]) => <li key={key}><Icon name={icon} /><span><Message id={key} /></span></li>)}
          </ul>
        </div>
        <p className={s.foot}>{places.data && t("welcome.version", { version: places.data.version })}</p>
      </aside>
      <main className={s.right} id="main" tabIndex={-1}>
        {way === "sample" ? <Sample onOpened={onOpened} /> : connect}
      </main>
    </div>
  );
}

function Sample({ onOpened }: { onOpened(connection: string): void }) {
  const open = useAct("sample_open");
  const toasts = useToasts();
  return (
    <div className={s.sample}>
      <h2 className={s.h}>{t("welcome.sampleTitle")}</h2>
      <p className="muted">{t("welcome.sampleLead")}</p>
      <ul className={s.list}>
        {(["welcome.sample1", "welcome.sample2", "welcome.sample3"] as const).map((key) => <li key={key}><Icon name="check" size="sm" /><span><Message id={key} /></span></li>)}
      </ul>
      <div>
        <CommandButton
          kind="primary"
          size="lg"
          showKey
          autoFocus
          command={{
            id: "sample.open", label: t(open.isPending ? "welcome.opening" : "welcome.sample"), hotkey: "Mod+Enter", enabled: !open.isPending,
            run: () => open.mutate(null, { onSuccess: (connection) => onOpened(connection.id), onError: toasts.fail }),
          }}
        />
      </div>
    </div>
  );
}
