import type { ReactNode } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { Message, t, type MessageKey } from "@/i18n";
import s from "./setup.module.css";

const facts: readonly [IconName, MessageKey][] = [
  ["key", "setup.facts.secrets"],
  ["shield", "setup.facts.alone"],
  ["offline", "setup.facts.offline"],
];

/** The page before the store is open: what Rollcall is on the left, the one thing to do on the right. */
export function Opening({ folder, title, text, children }: { folder: string; title?: string; text?: string; children: ReactNode }) {
  return (
    <div className={s.opening}>
      <aside className={s.left}>
        <div className={s.brand}><Icon name="logo" />{t("app.name")}</div>
        <div className={s.leftIn}>
          <h1 className={s.title}>{title ?? t("setup.title")}</h1>
          <p className="muted">{text ?? t("setup.text")}</p>
          <ul className={s.facts}>
            {facts.map(([icon, key]) => <li key={key}><Icon name={icon} /><span><Message id={key} /></span></li>)}
          </ul>
        </div>
        <p className={s.folder}><bdi className="selectable">{folder}</bdi></p>
      </aside>
      <main className={s.right} id="main" tabIndex={-1}><div className={s.rightIn}>{children}</div></main>
    </div>
  );
}
