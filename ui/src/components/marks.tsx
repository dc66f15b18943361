import type { ReactNode } from "react";
import { t } from "@/i18n";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";

export type Tone = "ok" | "warn" | "bad" | "off" | "server" | "draft";

const toneIcons: Readonly<Record<Tone, IconName>> = {
  ok: "ok", warn: "help", bad: "error", off: "off", server: "data", draft: "pencil",
};

/** A state: always an icon and a word, never colour alone. */
export function Status({ tone, icon, small, title, children }: { tone: Tone; icon?: IconName; small?: boolean; title?: string; children: ReactNode }) {
  return (
    <span className={cx("status", `status--${tone}`, small && "xs")} title={title}>
      <Icon name={icon ?? toneIcons[tone]} />
      {children}
    </span>
  );
}

export function Tag({ tone, icon, title, children }: { tone?: "draft" | "server" | "ok" | "warn" | "bad" | "accent" | "outline"; icon?: IconName; title?: string; children: ReactNode }) {
  return (
    <span className={cx("tag", tone && `tag--${tone}`)} title={title}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

export type Environment = "production" | "test" | "sandbox" | "builtIn";

const dots: Readonly<Record<Environment, string>> = { production: "production", test: "staging", sandbox: "sandbox", builtIn: "local" };

/** Its shape differs by environment, so it reads without colour. */
export function EnvDot({ environment }: { environment: Environment }) {
  return <span className={cx("envdot", `envdot--${dots[environment]}`)} aria-hidden="true" />;
}

export type Colour = "blue" | "violet" | "teal" | "green" | "amber" | "grey";

/** The colour a person gave a connection. `quiet` where its name stands beside it. */
export function ColourMark({ colour, quiet }: { colour: Colour; quiet?: boolean }) {
  const name = t("colour.of", { colour: t(`colour.${colour}`) });
  return <span className={cx("cmark", `cmark--${colour}`)} title={quiet ? undefined : name}>{!quiet && <span className="sr-only">{name}</span>}</span>;
}

export function EnvBadge({ environment, short }: { environment: Environment; short?: boolean }) {
  return <span className={cx("envbadge", `envbadge--${dots[environment]}`)}>{short ? t("environment.short") : environmentName(environment)}</span>;
}

export function environmentName(environment: Environment): string {
  return t(`environment.${environment}`);
}

/** A person's or server's own words: their direction stays theirs. */
export function Theirs({ children, className, title }: { children: ReactNode; className?: string; title?: string }) {
  return <bdi className={className} title={title}>{children}</bdi>;
}

export function Note({ tone, icon = "info", className, children }: { tone?: "warn" | "bad" | "server" | "draft" | "ok"; icon?: IconName; className?: string; children: ReactNode }) {
  return (
    <div className={cx("note", tone && `note--${tone}`, className)}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

/** The field's term in brackets, after the plain word. */
export function Scim({ children }: { children: ReactNode }) {
  return <span className="scim">{children}</span>;
}

export function Dot() {
  return <span className="dot" aria-hidden="true" />;
}
