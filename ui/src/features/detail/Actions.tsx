import { useState } from "react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useCommandList, type CommandSpec } from "@/commands/registry";
import { Icon } from "@/components/Icon";
import { Keys } from "@/components/Keys";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { Change } from "@/rpc/types";
import { activity, hasAttribute, secretPaths } from "@/scim/model";
import s from "./actions.module.css";
import type { PanelContext } from "./panel";
import { PasswordDialog } from "./PasswordDialog";

interface Props {
  context: PanelContext;
  onClone(): void;
  onTemplate(): void;
}

/** What can be done with the open record at once. Each is shown before it is sent. */
export function Actions({ context, onClone, onTemplate }: Props) {
  const { connection, model, id, view, onReview } = context;
  const [password, setPassword] = useState<string>();
  const prepare = useAct("change_prepare");
  const toasts = useToasts();
  const secret = secretPaths(model).find((path) => /(^|:)password$/i.test(path));
  const isOff = activity(view.resource) === "inactive";
  const nameField = hasAttribute(model, "userName") ? "userName" : "displayName";
  const review = (change: Change) => prepare.mutate({ connection: connection.id, typeName: model.name, change }, { onSuccess: onReview, onError: toasts.fail });

  function rename() {
    document.querySelector<HTMLElement>("[role=tablist] [data-tab=profile]")?.click();
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[role=tabpanel] [data-path="${nameField}"] [data-begin]`)?.click());
  }

  const commands: CommandSpec[] = [];
  if (hasAttribute(model, "active")) {
    commands.push(isOff
      ? { id: "quick.activate", label: t("quick.activate"), hotkey: "Mod+Shift+D", run: () => review({ kind: "activate", id }) }
      : { id: "quick.deactivate", label: t("quick.deactivate"), hotkey: "Mod+Shift+D", run: () => review({ kind: "deactivate", id }) });
  }
  if (secret !== undefined) commands.push({ id: "quick.password", label: t("quick.password"), hotkey: "Mod+Shift+P", run: () => setPassword(secret) });
  commands.push(
    { id: "quick.rename", label: t("quick.rename"), hotkey: "Mod+Shift+E", run: rename },
    { id: "quick.clone", label: t("quick.clone"), hotkey: "Mod+D", run: onClone },
    { id: "template.keep", label: t("template.keep"), run: onTemplate },
    { id: "quick.delete", label: t("quick.delete"), hotkey: "Mod+Delete", run: () => review({ kind: "delete", id }) },
  );
  useCommandList(commands);

  return (
    <>
      <MenuTrigger>
        <AriaButton className="btn btn--ghost btn--icon btn--sm" aria-label={t("detail.actions")}><Icon name="more" size="sm" /></AriaButton>
        <Popover placement="bottom end" className={s.popover ?? ""}>
          <Menu className={s.menu ?? ""} aria-label={t("detail.actions")} onAction={(key) => commands.find((command) => command.id === key)?.run()}>
            {commands.map((command) => (
              <MenuItem key={command.id} id={command.id} textValue={command.label} className={s.item ?? ""}>
                <span>{command.label}</span>{command.hotkey && <Keys hotkey={command.hotkey} />}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {password !== undefined && <PasswordDialog onClose={() => setPassword(undefined)} onUse={(value) => { setPassword(undefined); review({ kind: "set", id, values: [{ path: password, value }] }); }} />}
    </>
  );
}
