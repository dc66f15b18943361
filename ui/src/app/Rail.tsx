import { Link } from "@tanstack/react-router";
import { ColourMark, EnvBadge, EnvDot, environmentName } from "@/components/marks";
import { Button, IconButton } from "@/components/Button";
import { useCommands } from "@/commands/registry";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { formatNumber, t } from "@/i18n";
import { isUnreachable } from "@/rpc/errors";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, CopyState, TypeModel } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { useSync } from "@/sync/provider";
import { RailJob } from "./RailJob";
import s from "./shell.module.css";
import { useGo } from "./useGo";

/** The connections, and below the open one its views: only what works today. */
export function Rail({ connections, open }: { connections: readonly ConnectionView[]; open: string | undefined }) {
  const go = useGo();
  return (
    <nav className={s.rail} aria-label={t("rail.label")}>
      <div className={s.railHead}>
        <Icon name="logo" />
        <span>{t("app.name")}</span>
      </div>
      <div className={s.railCaption}>
        {t("rail.connections")}
        <span className="spacer" />
        <IconButton size="sm" icon="columns" label={t("inventory.title")} onClick={() => go.inventory()} />
        <IconButton size="sm" icon="plus" label={t("rail.add")} onClick={() => go.addConnection()} />
      </div>
      <div className={s.railScroll}>
        {connections.map((connection) => (
          <div key={connection.id} className={cx(s.conn, connection.id === open && s.isActive)}>
            <ConnectionHead connection={connection} />
            {connection.id === open && <Views connection={connection.id} />}
          </div>
        ))}
      </div>
      <RailJob />
      <div className={s.railFoot}>
        <Link to="/settings" className="btn btn--ghost" activeProps={{ className: "is-on", "aria-current": "page" }} title={t("rail.settings")}>
          <Icon name="settings" size="sm" />
          <span>{t("rail.settings")}</span>
        </Link>
        <HelpButton />
      </div>
    </nav>
  );
}

function HelpButton() {
  const commands = useCommands();
  return (
    <Button kind="ghost" icon="help" title={t("help.show")} aria-label={t("help.show")} aria-keyshortcuts="F1" onClick={() => commands().find((command) => command.id === "help.show")?.run()}>
      <span>{t("help.button")}</span>
    </Button>
  );
}

function ConnectionHead({ connection }: { connection: ConnectionView }) {
  const sync = useSync(connection.id);
  const environment = environmentName(connection.environment);
  const state = sync.running ? "reading"
    : sync.error ? (isUnreachable(sync.error) ? "offline" : "refused")
    : connection.secret === "missing" ? "secretMissing"
    : connection.writes.state === "readOnly" || connection.writes.state === "locked" ? "readOnly" : "ready";
  const icon: IconName = { reading: "refresh", offline: "offline", refused: "warning", secretMissing: "key", readOnly: "lock", ready: "live" }[state] as IconName;
  return (
    <Link to="/c/$connection" params={{ connection: connection.id }} className={s.connHead} title={connection.name}>
      <EnvDot environment={connection.environment} />
      <span className={s.connText}>
        <span className={s.connName}>{connection.colour && <><ColourMark colour={connection.colour} />{" "}</>}<bdi>{connection.name}</bdi></span>
        <span className={s.connState}>
          <Icon name={icon} />
          {t(`rail.state.${state}`, { environment })}
        </span>
      </span>
      {connection.environment === "production" && <span className={s.connTag}><EnvBadge environment="production" short /></span>}
    </Link>
  );
}

function Views({ connection }: { connection: string }) {
  const models = useRead(["models", connection], "models", { connection, refresh: false });
  const copies = useRead(["copies", connection], "copies", { connection });
  const types = inOrder(models.data ?? []);
  return (
    <div className={s.nav}>
      <Link to="/c/$connection/overview" params={{ connection }} className={s.navItem} activeProps={{ className: s.isCurrent, "aria-current": "page" }} title={t("overview.nav")}>
        <Icon name="overview" />
        <span className={s.navLabel}>{t("overview.nav")}</span>
      </Link>
      {types.map((type) => (
        <Link key={type.name} to="/c/$connection/t/$type" params={{ connection, type: type.name }} className={s.navItem} activeProps={{ className: s.isCurrent, "aria-current": "page" }} title={typesLabel(type.name)}>
          <Icon name={iconOf(type.name)} />
          <span className={cx(s.navLabel, "truncate")}>{typesLabel(type.name)}</span>
          <Count copy={copies.data?.find((copy) => copy.typeName === type.name)} />
        </Link>
      ))}
      <Link to="/c/$connection/jobs" params={{ connection }} className={s.navItem} activeProps={{ className: s.isCurrent, "aria-current": "page" }} title={t("rail.jobs")}>
        <Icon name="jobs" />
        <span className={s.navLabel}>{t("rail.jobs")}</span>
      </Link>
    </div>
  );
}

function Count({ copy }: { copy: CopyState | undefined }) {
  return copy?.syncedAt ? <span className="count">{formatNumber(copy.count)}</span> : null;
}

const rank = (name: string) => ({ User: 0, Group: 1 })[name] ?? 2;

/** Users and groups first, then what only this server has. */
export function inOrder(models: readonly TypeModel[]): TypeModel[] {
  return models.toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name));
}

export function iconOf(type: string): IconName {
  return ({ User: "users", Group: "groups" } as const)[type] ?? "roles";
}
