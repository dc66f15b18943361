import { useState, type ReactNode } from "react";
import { t } from "@/i18n";
import { TextButton } from "./Button";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import s from "./state.module.css";

/** A place with nothing to show: what happened, why, what to do. */
export function Empty({ icon, tone, title, children, actions, detail, live }: {
  icon: IconName;
  tone?: "bad" | "warn";
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** The technical line, behind a link. */
  detail?: { label: string; text: string } | undefined;
  live?: boolean;
}) {
  const [open, setOpen] = useState(false);
  return (
    <div className={s.empty} role={live ? "alert" : undefined}>
      <span className={cx(s.emptyIcon, tone === "bad" && s.emptyIconBad, tone === "warn" && s.emptyIconWarn)}><Icon name={icon} /></span>
      <h2 className={s.emptyTitle}>{title}</h2>
      {children && <div className={s.emptyText}>{children}</div>}
      {actions && <div className={s.emptyActs}>{actions}</div>}
      {detail && (
        <div className={s.emptyMore}>
          <TextButton aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? "chev-d" : "chev-r"} size="xs" /> {detail.label}
          </TextButton>
          {open && <pre className={cx("code", s.emptyCode)}><bdi>{detail.text}</bdi></pre>}
        </div>
      )}
    </div>
  );
}

/** A window with nothing but this in it. */
export function Alone({ children }: { children: ReactNode }) {
  return <main id="main" style={{ height: "100vh", display: "grid" }}>{children}</main>;
}

/** Rows that are on their way. Nothing moves for people who asked for less motion. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={s.skeleton} role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="skel" style={{ width: `${40 + ((index * 37) % 50)}%` }} />
      ))}
    </div>
  );
}

/** A line over the content that says what is true of all of it. */
export function Banner({ icon, tone, children, actions }: { icon: IconName; tone?: "warn" | "bad"; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={cx(s.banner, tone === "warn" && s.bannerWarn, tone === "bad" && s.bannerBad)} role="status">
      <Icon name={icon} />
      <div className="selectable">{children}</div>
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
