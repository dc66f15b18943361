import { CopyText } from "@/components/CopyText";
import { cx } from "@/components/cx";
import { Segments, Select } from "@/components/inputs";
import { keysText } from "@/components/Keys";
import { Status } from "@/components/marks";
import v from "@/components/view.module.css";
import { formatNumber, t, type MessageKey } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { size } from "@/i18n/size";
import { useRead } from "@/rpc/provider";
import type { Density, Language, Place, Theme } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import s from "./settings.module.css";
import { ThemePicker } from "./ThemePicker";
import { isMessage } from "@/i18n";

/** A day that shows how dates are written: its day and month cannot be mixed up. */
const EXAMPLE = "2027-01-31T10:05";

const keys: readonly [MessageKey, readonly string[]][] = [
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
  ["settings.key.close", ["Escape"]],
];

export function SettingsPage() {
  const { settings, change } = useSettings();
  const places = useRead(["places"], "places", null, { staleTime: 0 });
  const total = places.data?.places.find((place) => place.name === "home")?.bytes;
  return (
    <>
      <div className={v.viewbar}>
        <h1 className={v.viewbarTitle}>{t("settings.title")}</h1>
        <span className={v.viewbarSub}>{t("settings.sub")}</span>
      </div>
      <div className={s.set}>
        <div className={s.scol}>
          <section className={s.ssec}>
            <h2 className={s.ssecH}>{t("settings.appearance")}</h2>
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
          </section>
          <section className={s.ssec}>
            <h2 className={s.ssecH}>{t("settings.language")}</h2>
            <div className={s.setting}>
              <label htmlFor="settings-language">{t("settings.languageLabel")}</label>
              <span>
                <Select
                  id="settings-language"
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
          </section>
          <section className={s.ssec}>
            <h2 className={s.ssecH}>{t("settings.data")}<span className="spacer" />{total !== undefined && total !== null && <span className="xs faint">{t("settings.total", { size: size(total) })}</span>}</h2>
            {places.data && (
              <div className={s.setting}>
                <span>{t("settings.secrets")}</span>
                <span><Status tone="ok" icon="key">{t(`settings.mode.${places.data.mode}`)}</Status></span>
              </div>
            )}
            {places.data?.places.map((place) => <PlaceRow key={place.name} place={place} />)}
          </section>
        </div>
        <div className={s.scol}>
          <section className={s.ssec}>
            <h2 className={s.ssecH}>{t("settings.keyboard")}</h2>
            <dl className={s.keys}>
              {keys.map(([key, hotkeys]) => (
                <div key={key}>
                  <dt>{t(key)}</dt>
                  <dd>{hotkeys.map((hotkey) => <kbd key={hotkey} className="kbd">{keysText(hotkey)}</kbd>)}</dd>
                </div>
              ))}
            </dl>
          </section>
          <section className={s.ssec}>
            <h2 className={s.ssecH}>{t("settings.about")}</h2>
            <div className={s.setting}><span>{places.data && t("settings.version", { version: places.data.version })}</span><span /></div>
            <div className={s.setting}><span>{t("settings.usage")}</span><span className="muted">{t("settings.usageNone")}</span></div>
          </section>
        </div>
      </div>
    </>
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
