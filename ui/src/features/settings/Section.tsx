import { createContext, use, type ReactNode } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { t } from "@/i18n";
import s from "./settings.module.css";

export type Part = "appearance" | "language" | "security" | "data" | "retention" | "keyboard" | "about";

const parts: readonly (readonly [Part, IconName])[] = [["appearance", "eye"], ["language", "globe"], ["security", "shield"], ["data", "data"], ["retention", "requests"], ["keyboard", "terminal"], ["about", "info"]];

/** What is looked for among the settings; nothing shows all. */
export const Wanted = createContext("");

const folded = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Does every word that is looked for stand somewhere in these texts? */
export function useFinds(): (...texts: string[]) => boolean {
  const words = folded(use(Wanted)).split(/\s+/).filter(Boolean);
  return (...texts) => words.every((word) => folded(texts.join(" ")).includes(word));
}

/** Goes to a part; the page is one, so that everything can be found by looking. */
export function SideNav() {
  return (
    <nav className={s.sidenav} aria-label={t("settings.jump")}>
      {parts.map(([part, icon]) => (
        <button key={part} type="button" onClick={() => { const head = document.getElementById(`settings-${part}`); head?.scrollIntoView({ block: "start" }); head?.focus(); }}>
          <Icon name={icon} />
          <span>{t(`settings.${part}`)}</span>
        </button>
      ))}
    </nav>
  );
}

/** A part of the settings: all of it where its own name is looked for, else what fits; without anything it is not there. */
export function Section({ part, after, children }: { part: Part; after?: ReactNode; children: ReactNode }) {
  const finds = useFinds();
  const wanted = use(Wanted);
  const title = t(`settings.${part}`);
  return (
    <section className={s.ssec} aria-labelledby={`settings-${part}`}>
      <h2 className={s.ssecH} id={`settings-${part}`} tabIndex={-1}>{title}{after && <><span className="spacer" />{after}</>}</h2>
      <Wanted value={finds(title) ? "" : wanted}>{children}</Wanted>
    </section>
  );
}

/** One setting: its name at the left, its control at the right. */
export function Setting({ name, sub = "", words = "", control, children }: { name: string; sub?: string; /** What else it is found by. */ words?: string; /** The id of the control that its name belongs to. */ control?: string; children?: ReactNode }) {
  const finds = useFinds();
  if (!finds(name, sub, words)) return null;
  const label = <>{name}{sub && <span className={s.settingS}>{sub}</span>}</>;
  return (
    <div className={s.setting} data-setting>
      {control === undefined ? <span>{label}</span> : <label htmlFor={control}>{label}</label>}
      <span>{children}</span>
    </div>
  );
}
