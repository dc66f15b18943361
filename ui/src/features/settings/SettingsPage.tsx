import type { ReactNode } from "react";
import { CopyText } from "@/components/CopyText";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { Segments, Select } from "@/components/inputs";
import { keysText } from "@/components/Keys";
import { Note, Status, Theirs } from "@/components/marks";
import { Skeleton } from "@/components/states";
import v from "@/components/view.module.css";
import { formatNumber, isMessage, t, type MessageKey } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { size } from "@/i18n/size";
import { tell } from "@/rpc/errors";
import { useRead } from "@/rpc/provider";
import type { Density, Language, Place, Theme } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { RetentionPart } from "./RetentionPart";
import s from "./settings.module.css";
import { ThemePicker } from "./ThemePicker";

/** A day that shows how dates are written: its day and month cannot be mixed up. */
const EXAMPLE = "2027-01-31T10:05";

const keys: readonly [MessageKey, readonly string[]][] = [
  ["settings.key.palette", ["Mod+K"]],
  ["settings.key.search", ["Mod+F"]],
  ["settings.key.filter", ["Mod+Shift+F"]],
  ["settings.key.grid", ["ArrowUp", "ArrowDown", "Enter"]],
  ["settings.key.field", ["F2"]],
  ["settings.key.undo", ["Mod+Z", "Mod+Shift+Z"]],
  ["settings.key.review", ["Mod+S"]],
  ["settings.key.send", ["Mod+Enter"]],
  ["settings.key.import", ["Mod+I"]],
  ["settings.key.pause", ["Mod+."]],
  ["settings.key.refresh", ["F5"]],
  ["settings.key.screens", ["Mod+2", "Mod+5"]],
  ["settings.key.regions", ["F6"]],
  ["settings.key.help", ["F1"]],
  ["settings.key.close", ["Escape"]],
];

type Part = "appearance" | "language" | "security" | "data" | "retention" | "keyboard" | "about";

const parts: readonly (readonly [Part, IconName])[] = [["appearance", "eye"], ["language", "globe"], ["security", "shield"], ["data", "data"], ["retention", "requests"], ["keyboard", "terminal"], ["about", "info"]];

export function SettingsPage() {
  const places = useRead(["places"], "places", null, { staleTime: 0 });
  const total = places.data?.places.find((place) => place.name === "home")?.bytes;
  return (
    <>
      <div className={v.viewbar}>
        <h1 className={v.viewbarTitle}>{t("settings.title")}</h1>
        <span className={cx(v.viewbarSub, "truncate")}>{t("settings.sub")}</span>
      </div>
      <div className={s.set}>
        <SideNav />
        <div className={s.scol}>
          <Appearance />
          <LanguagePart />
          <Section part="security">
            {places.data && (
              <div className={s.setting}>
                <span>{t("settings.secrets")}<span className={s.settingS}>{t(({ keychain: "settings.securityKept", passphrase: "settings.securityVault", session: "settings.securityMemory" } as const)[places.data.mode])}</span></span>
                <span><Status tone="ok" icon="key">{t(`settings.mode.${places.data.mode}`)}</Status></span>
              </div>
            )}
            <div className={s.setting}>
              <span>{t("settings.confirm")}<span className={s.settingS}>{t("settings.confirmText")}</span></span>
              <span className="muted">{t("settings.confirmOn")}</span>
            </div>
          </Section>
        </div>
        <div className={s.scol}>
          <Section part="data" after={total !== undefined && total !== null && <span className="xs faint">{t("settings.total", { size: size(total) })}</span>}>
            {places.error && <Note tone="bad" icon="error" className={s.fault}><Theirs>{tell(places.error).what} {tell(places.error).action}</Theirs></Note>}
            {places.isLoading && <Skeleton rows={4} />}
            {places.data?.places.map((place) => <PlaceRow key={place.name} place={place} />)}
          </Section>
          <RetentionPart />
          <Section part="keyboard">
            <dl className={s.keys}>
              {keys.map(([key, hotkeys]) => (
                <div key={key}>
                  <dt>{t(key)}</dt>
                  <dd>{hotkeys.map((hotkey) => <kbd key={hotkey} className="kbd">{keysText(hotkey)}</kbd>)}</dd>
                </div>
              ))}
            </dl>
            <p className={cx(s.note, "xs faint")}>{t("settings.keysNote")}</p>
          </Section>
          <Section part="about">
            <div className={s.setting}><span>{places.data && t("settings.version", { version: places.data.version })}</span><span /></div>
            <div className={s.setting}><span>{t("settings.usage")}</span><span className="muted">{t("settings.usageNone")}</span></div>
          </Section>
        </div>
      </div>
    </>
  );
}

/** Goes to a part; the page is one, so that everything can be found by looking. */
function SideNav() {
  return (
    <nav className={s.sidenav} aria-label={t("settings.jump")}>
      {parts.map(([part, icon]) => (
        <button key={part} type="button" onClick={() => { const head = document.getElementById(`settings-${part}`); head?.scrollIntoView({ block: "start" }); head?.focus(); }}>
          <Icon name={icon} />
          <span className="truncate">{t(`settings.${part}`)}</span>
        </button>
      ))}
    </nav>
  );
}

function Section({ part, after, children }: { part: Part; after?: ReactNode; children: ReactNode }) {
  return (
    <section className={s.ssec} aria-labelledby={`settings-${part}`}>
      <h2 className={s.ssecH} id={`settings-${part}`} tabIndex={-1}>{t(`settings.${part}`)}{after && <><span className="spacer" />{after}</>}</h2>
      {children}
    </section>
  );
}

function Appearance() {
  const { settings, change } = useSettings();
  return (
    <Section part="appearance">
      <ThemePicker theme={settings.theme} onChange={(theme: Theme) => change({ theme })} />
      <div className={s.setting}>
        <span>{t("settings.rows")}</span>
        <span>
          <Segments<Density>
            small
            label={t("settings.rows")}
            value={settings.density}
            onChange={(density) => change({ density })}
            options={(["compact", "regular", "comfortable"] as const).map((value) => ({ value, label: t(`settings.density.${value}`) }))}
          />
        </span>
      </div>
    </Section>
  );
}

function LanguagePart() {
  const { settings, change } = useSettings();
  return (
    <Section part="language">
      <div className={s.setting}>
        <label htmlFor="settings-language-choice">{t("settings.languageLabel")}</label>
        <span>
          <Select
            id="settings-language-choice"
            value={settings.language}
            onChange={(language) => change({ language: language as Language })}
            options={(["system", "en", "de"] as const).map((value) => ({ value, label: t(`settings.language.${value}`) }))}
          />
        </span>
      </div>
      <div className={s.setting}>
        <span>{t("settings.language.example")}</span>
        <span className="muted">{dateTime(EXAMPLE)} · {formatNumber(86_310)}</span>
      </div>
    </Section>
  );
}

function PlaceRow({ place }: { place: Place }) {
  const key = `settings.place.${place.name}`;
  return (
    <div className={s.setting}>
      <span className={s.place}>
        {isMessage(key) ? t(key) : place.name}
        <bdi className={cx(s.settingS, "mono", "selectable")} title={place.path}>{place.path}</bdi>
      </span>
      <span className="muted xs">
        {place.bytes === null ? t("settings.notThere") : size(place.bytes)}
        <CopyText text={place.path} label={t("settings.copyPath")} />
      </span>
    </div>
  );
}
