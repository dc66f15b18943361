import { useEffect } from "react";
import { groupOf, groups } from "@/commands/groups";
import { useCommands, useCommandVersion } from "@/commands/registry";
import type { MenuGroup } from "@/host/host";
import { t } from "@/i18n";
import { useLanguage } from "@/i18n/locale";
import { useMenuHost } from "@/rpc/provider";

/** A window's own menu is made of the commands there are now, in the language of the window. Where the host has none, nothing happens. */
export function useNativeMenu() {
  const host = useMenuHost();
  const commands = useCommands();
  const version = useCommandVersion();
  const language = useLanguage();

  useEffect(() => {
    if (!host?.setMenu) return;
    const all = commands();
    const menu = groups.map((group): MenuGroup => ({
      id: group,
      label: t(`commands.group.${group}`),
      items: all.filter((command) => groupOf(command) === group).map(({ id, label, hotkey, enabled }) => ({ id, label, hotkey: hotkey ?? null, enabled: enabled !== false })),
    }));
    host.setMenu(menu.filter((group) => group.items.length > 0));
    // `version` and `language` say that what `commands` and `t` give has changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [host, commands, version, language]);

  useEffect(() => host?.onMenu?.((id) => commands().find((command) => command.id === id && command.enabled !== false)?.run()), [host, commands]);
}
