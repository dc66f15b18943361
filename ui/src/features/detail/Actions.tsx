import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useCommandList, type CommandSpec } from "@/commands/registry";
import { Icon } from "@/components/Icon";
import { Keys } from "@/components/Keys";
import { t } from "@/i18n";
import s from "./actions.module.css";

/** What can be done with the open record at once, as a menu; each has its key while the record is open. */
export function Actions({ commands }: { commands: readonly CommandSpec[] }) {
  useCommandList(commands);
  return (
    <MenuTrigger>
      <AriaButton className="btn btn--ghost btn--icon btn--sm" aria-label={t("detail.actions")}><Icon name="more" size="sm" /></AriaButton>
      <Popover placement="bottom end" className={s.popover ?? ""}>
        <Menu className={s.menu ?? ""} aria-label={t("detail.actions")} disabledKeys={commands.filter((command) => command.enabled === false).map((command) => command.id)} onAction={(key) => commands.find((command) => command.id === key)?.run()}>
          {commands.map((command) => (
            <MenuItem key={command.id} id={command.id} textValue={command.label} className={s.item ?? ""}>
              <span>{command.label}</span>{command.hotkey && <Keys hotkey={command.hotkey} />}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
