import { useEffect, useRef } from "react";
import { groupOf, groups } from "@/commands/groups";
import { useCommands, useCommandVersion } from "@/commands/registry";
import type { MenuGroup } from "@/host/host";
import { t } from "@/i18n";
import { useLanguage } from "@/i18n/locale";
import { useMenuHost } from "@/rpc/provider";

/** The menu follows when the window has come to rest: while it is made anew nothing is drawn. */
const REST_MS = 200;

/** A window's own menu is made of the commands there are now, in the language of the window. Where the host has none, nothing happens. */
export function useNativeMenu() {
  const host = useMenuHost();
  const commands = useCommands();
  const version = useCommandVersion();
  const language = useLanguage();
  const shown = useRef("");

  useEffect(() => {
    if (!host?.setMenu) return;
    const rest = setTimeout(() => {
      const all = commands();
      const menu = groups.map((group): MenuGroup => ({
        id: group,
        label: t(`commands.group.${group}`),
        items: all.filter((command) => groupOf(command) === group).map(({ id, label, hotkey, local, enabled }) => ({ id, label, hotkey: local ? null : hotkey ?? null, enabled: enabled !== false })),
      })).filter((group) => group.items.length > 0);
      const now = JSON.stringify(menu);
      if (now !== shown.current) host.setMenu?.(menu);
      shown.current = now;
    }, REST_MS);
    return () => clearTimeout(rest);
    // `version` and `language` say that what `commands` and `t` give has changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [host, commands, version, language]);

  useEffect(() => host?.onMenu?.((id) => commands().find((command) => command.id === id && command.enabled !== false)?.run()), [host, commands]);
}
