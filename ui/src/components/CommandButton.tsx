import { useCommand, type CommandSpec } from "@/commands/registry";
import { Button, type ButtonProps } from "./Button";

/** The button of a command: its words, its key, its being possible. It puts the command on the list as well. */
export function CommandButton({ command, showKey, iconOnly, children, ...rest }: { command: CommandSpec; showKey?: boolean; iconOnly?: boolean } & Omit<ButtonProps, "onClick" | "hotkey" | "disabled">) {
  useCommand(command);
  return (
    <Button
      {...rest}
      disabled={command.enabled === false}
      aria-label={iconOnly ? command.label : rest["aria-label"]}
      hotkey={showKey ? command.hotkey : undefined}
      aria-keyshortcuts={command.hotkey?.replace("Mod", "Control")}
      onClick={rest.type === "submit" ? undefined : () => command.run()}
    >
      {iconOnly ? null : (children ?? command.label)}
    </Button>
  );
}
