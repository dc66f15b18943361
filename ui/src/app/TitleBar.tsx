import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { ColourMark, EnvBadge, Status, Tag } from "@/components/marks";
import { Icon } from "@/components/Icon";
import { useToasts } from "@/components/toasts";
import { useNow } from "@/components/useNow";
import { CommandButton } from "@/components/CommandButton";
import { useCommands } from "@/commands/registry";
import { Keys } from "@/components/Keys";
import { Message, t } from "@/i18n";
import { ago, exact } from "@/i18n/dates";
import { isUnreachable, tell } from "@/rpc/errors";
import { useAct } from "@/rpc/provider";
import type { ConnectionView } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { useSync } from "@/sync/provider";
import { cx } from "@/components/cx";
import d from "@/components/dialog.module.css";
import s from "./shell.module.css";
import { useGo } from "./useGo";

/** Which server this is, whether changes may go out, and how old the copy is. */
export function TitleBar({ connection, onRail }: { connection: ConnectionView; onRail(): void }) {
  const go = useGo();
  return (
    <header className={s.titlebar} data-region="title">
      <IconButton className={s.railButton} icon="sidebar" label={t("app.rail")} onClick={onRail} />
      {connection.colour && <ColourMark colour={connection.colour} />}
      <bdi className={cx(s.titlebarName, "truncate")}>{connection.name}</bdi>
      <EnvBadge environment={connection.environment} />
      {connection.notEncrypted && connection.environment !== "builtIn" && <Tag tone="warn" title={t("title.notEncryptedHint")}>{t("title.notEncrypted")}</Tag>}
      <span className={s.titlebarSep} />
      <Writes connection={connection} />
      <Copy connection={connection} />
      <span className="spacer" />
      {connection.environment !== "builtIn" && <CommandButton kind="ghost" icon="settings" iconOnly title={t("title.edit")} command={{ id: "connection.edit", label: t("title.edit"), run: () => go.editConnection(connection.id) }} />}
      <PaletteButton />
    </header>
  );
}

/** Looks like the field it opens. */
function PaletteButton() {
  const commands = useCommands();
  return (
    <button type="button" className={s.paletteButton} aria-label={t("palette.button")} aria-keyshortcuts="Control+K" onClick={() => commands().find((command) => command.id === "palette.open")?.run()}>
      <Icon name="search" size="sm" />
      <span className="truncate">{t("palette.button")}</span>
      <Keys hotkey="Mod+K" />
    </button>
  );
}

/** How long editing stays on. Its clock begins with it: an older one would tell a minute more than there is. */
function Left({ until }: { until: string }) {
  const now = useNow(1000);
  const left = Math.max(0, Math.round((new Date(until).getTime() - now) / 1000));
  return <span className={cx("muted", s.titlebarLeft)}>{left >= 60 ? t("title.minutesLeft", { n: Math.ceil(left / 60) }) : t("title.secondsLeft", { n: left })}</span>;
}

function Writes({ connection }: { connection: ConnectionView }) {
  const [asking, setAsking] = useState(false);
  const lock = useAct("connection_lock");
  const toasts = useToasts();
  const { writes } = connection;
  if (writes.state === "readOnly") return <span className={s.titlebarSync} title={t("title.readOnlySwitch")}><Icon name="lock" size="sm" />{t("title.readOnly")}</span>;
  if (writes.state === "writable") return <span className={s.titlebarSync}><Icon name="unlock" size="sm" />{t("title.editingOn")}</span>;
  if (writes.state === "locked") {
    return (
      <>
        <CommandButton icon="lock" title={t("title.turnOnFor")} command={{ id: "connection.turnOn", label: t("title.turnOnFor"), run: () => setAsking(true) }}>{t("title.readOnly")}</CommandButton>
        {asking && <UnlockDialog connection={connection} onClose={() => setAsking(false)} />}
      </>
    );
  }
  return (
    <CommandButton icon="unlock" title={t("title.turnOff")} command={{ id: "connection.turnOff", label: t("title.turnOff"), run: () => lock.mutate({ connection: connection.id }, { onError: toasts.fail }) }}>
      {t("title.editingOn")}
      <Left key={writes.until} until={writes.until} />
    </CommandButton>
  );
}

/** Production starts locked; turning editing on says what that means. Also used by the review. */
export function UnlockDialog({ connection, onClose }: { connection: ConnectionView; onClose(): void }) {
  const unlock = useAct("connection_unlock");
  const toasts = useToasts();
  return (
    <Dialog
      role="alertdialog"
      width={480}
      title={t("unlock.title", { name: connection.name })}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton
            kind="primary"
            size="lg"
            showKey
            command={{
              id: "connection.unlock", label: t("unlock.do"), hotkey: "Mod+Enter", enabled: !unlock.isPending,
              run: () => unlock.mutate({ connection: connection.id, minutes: 30 }, { onSuccess: onClose, onError: toasts.fail }),
            }}
          />
        </>
      )}
    >
      <div className={d.dialogPad}>
        <p><Message id="unlock.text" /></p>
        <p className="muted">{t("unlock.after")}</p>
      </div>
    </Dialog>
  );
}

function Copy({ connection }: { connection: ConnectionView }) {
  const now = useNow(10_000);
  const sync = useSync(connection.id);
  const partly = sync.report?.types.some((type) => type.error) ?? false;
  const reading = [...sync.progress.values()].findLast((progress) => !progress.finished);
  return (
    <span className={s.titlebarSync}>
      {sync.running ? (
        <>
          <Status tone="ok" icon="live" small>
            {reading ? t("title.reading", { type: typesLabel(reading.typeName), n: reading.received }) : t("title.readingStart")}
          </Status>
          <CommandButton kind="ghost" size="sm" icon="stop" iconOnly title={t("title.stop")} command={{ id: "copy.stop", label: t("title.stop"), run: sync.cancel }} />
        </>
      ) : (
        <>
          {sync.error ? <NotRead error={sync.error} /> : sync.report && <Status {...(partly ? { tone: "warn", icon: "warning" } : { tone: "ok", icon: "live" })} small>{t(partly ? "title.partly" : "title.live")}</Status>}
          <span className="truncate" title={connection.syncedAt ? exact(connection.syncedAt) : undefined}>
            {connection.syncedAt ? t("title.synced", { ago: ago(connection.syncedAt, now) }) : t("title.never")}
          </span>
          <CommandButton
            kind="ghost"
            size="sm"
            icon="refresh"
            iconOnly
            title={t("title.refresh")}
            command={{ id: "copy.refresh", label: t("title.refresh"), hotkey: "F5", run: () => sync.refresh() }}
          />
        </>
      )}
    </span>
  );
}

/** Nobody answered, or the server did and refused: two different things to do something about. */
function NotRead({ error }: { error: unknown }) {
  if (isUnreachable(error)) return <Status tone="off" icon="offline" small>{t("title.offline")}</Status>;
  return <Status tone="warn" icon="warning" small title={tell(error).what}>{t("title.refused")}</Status>;
}
