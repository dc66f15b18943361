import { useState } from "react";
import { CopyText } from "@/components/CopyText";
import { cx } from "@/components/cx";
import { Failed } from "@/components/Failed";
import { Segments, Select } from "@/components/inputs";
import { keysText } from "@/components/Keys";
import { Status } from "@/components/marks";
import { Skeleton } from "@/components/states";
import v from "@/components/view.module.css";
import { formatNumber, isMessage, t, type MessageKey } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { size } from "@/i18n/size";
import { useRead } from "@/rpc/provider";
import type { Density, Language, Place, Theme } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { FindField, Finding } from "./Finding";
import { RetentionPart } from "./RetentionPart";
import { Section, Setting, SideNav, useFinds } from "./Section";
import s from "./settings.module.css";
import { TextSizePart } from "./TextSizePart";
import { themes, ThemePicker } from "./ThemePicker";

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

const densities: readonly Density[] = ["compact", "regular", "comfortable"];
const languages: readonly Language[] = ["system", "en", "de"];

export function SettingsPage() {
  const places = useRead(["places"], "places", null, { staleTime: 0 });
  const [wanted, setWanted] = useState("");
  const total = places.data?.places.find((place) => place.name === "home")?.bytes;
  return (
    <>
      <div className={v.viewbar}>
        <h1 className={v.viewbarTitle}>{t("settings.title")}</h1>
        <span className={cx(v.viewbarSub, "truncate")}>{t("settings.sub")}</span>
        <span className="spacer" />
        <FindField value={wanted} onChange={setWanted} />
      </div>
      <Finding wanted={wanted} onClear={() => setWanted("")}>
        <SideNav />
        <div className={s.scol}>
          <Appearance />
          <LanguagePart />
          <Section part="security">
            {places.data && (
              <Setting name={t("settings.secrets")} sub={t(({ keychain: "settings.securityKept", passphrase: "settings.securityVault", session: "settings.securityMemory" } as const)[places.data.mode])} words={t(`settings.mode.${places.data.mode}`)}>
                <Status tone="ok" icon="key">{t(`settings.mode.${places.data.mode}`)}</Status>
              </Setting>
            )}
            <Setting name={t("settings.confirm")} sub={t("settings.confirmText")}><span className="muted">{t("settings.confirmOn")}</span></Setting>
          </Section>
        </div>
        <div className={s.scol}>
          <Section part="data" after={total !== undefined && total !== null && <span className="xs faint">{t("settings.total", { size: size(total) })}</span>}>
            {places.error && <Failed part error={places.error} onAgain={() => void places.refetch()} />}
            {places.isLoading && <Skeleton rows={4} />}
            {places.data?.places.map((place) => <PlaceRow key={place.name} place={place} />)}
          </Section>
          <RetentionPart />
          <Section part="keyboard">
            <KeyList />
          </Section>
          <Section part="about">
            {places.data && <Setting name={t("settings.version", { version: places.data.version })} />}
            <Setting name={t("settings.usage")}><span className="muted">{t("settings.usageNone")}</span></Setting>
          </Section>
        </div>
      </Finding>
    </>
  );
}

/** The keys worth knowing. */
function KeyList() {
  const finds = useFinds();
  const shown = keys.filter(([key, hotkeys]) => finds(t(key), ...hotkeys.map(keysText)));
  if (shown.length === 0) return null;
  return (
    <>
      <dl className={s.keys}>
        {shown.map(([key, hotkeys]) => (
          <div key={key} data-setting>
            <dt>{t(key)}</dt>
            <dd>{hotkeys.map((hotkey) => <kbd key={hotkey} className="kbd">{keysText(hotkey)}</kbd>)}</dd>
          </div>
        ))}
      </dl>
      <p className={cx(s.note, "xs faint")}>{t("settings.keysNote")}</p>
    </>
  );
}

function Appearance() {
  const { settings, change } = useSettings();
  return (
    <Section part="appearance">
      <Themes theme={settings.theme} onChange={(theme) => change({ theme })} />
      <Setting name={t("settings.rows")} words={densities.map((value) => t(`settings.density.${value}`)).join(" ")}>
        <Segments<Density>
          small
          label={t("settings.rows")}
          value={settings.density}
          onChange={(density) => change({ density })}
          options={densities.map((value) => ({ value, label: t(`settings.density.${value}`) }))}
        />
      </Setting>
      <TextSizePart />
    </Section>
  );
}

function Themes({ theme, onChange }: { theme: Theme; onChange(theme: Theme): void }) {
  const finds = useFinds();
  if (!finds(t("settings.theme"), ...themes.map((each) => t(`settings.theme.${each}`)))) return null;
  return <div data-setting><ThemePicker theme={theme} onChange={onChange} /></div>;
}

function LanguagePart() {
  const { settings, change } = useSettings();
  return (
    <Section part="language">
      <Setting name={t("settings.languageLabel")} words={languages.map((value) => t(`settings.language.${value}`)).join(" ")} control="settings-language-choice">
        <Select
          id="settings-language-choice"
          value={settings.language}
          onChange={(language) => change({ language: language as Language })}
          options={languages.map((value) => ({ value, label: t(`settings.language.${value}`) }))}
        />
      </Setting>
      <Setting name={t("settings.language.example")}><span className="muted">{dateTime(EXAMPLE)} · {formatNumber(86_310)}</span></Setting>
    </Section>
  );
}

function PlaceRow({ place }: { place: Place }) {
  const key = `settings.place.${place.name}`;
  const name = isMessage(key) ? t(key) : place.name;
  const finds = useFinds();
  if (!finds(name, place.path)) return null;
  return (
    <div className={s.setting} data-setting>
      <span className={s.place}>
        {name}
        <bdi className={cx(s.settingS, "mono", "selectable")} title={place.path}>{place.path}</bdi>
      </span>
      <span className="muted xs">
        {place.bytes === null ? t("settings.notThere") : size(place.bytes)}
        <CopyText text={place.path} label={t("settings.copyPath")} />
      </span>
    </div>
  );
}
