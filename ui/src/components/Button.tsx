import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import { Keys } from "./Keys";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> {
  kind?: "plain" | "primary" | "ghost" | "danger" | "ghost-danger";
  size?: "sm" | "lg";
  icon?: IconName;
  /** A hotkey in the form of the command list, shown beside the words. */
  hotkey?: string | undefined;
  /** Pressed, for buttons that switch something. */
  on?: boolean;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

const kinds = {
  plain: "",
  primary: "btn--primary",
  ghost: "btn--ghost",
  danger: "btn--danger",
  "ghost-danger": "btn--ghost btn--danger",
} as const;

export function Button({ kind = "plain", size, icon, hotkey, on, className, children, type = "button", ...rest }: ButtonProps) {
  return (
    // oxlint-disable-next-line react/button-has-type -- the default above is "button"
    <button
      {...rest}
      type={type}
      aria-pressed={on}
      className={cx("btn", kinds[kind], size && `btn--${size}`, on && "is-on", !children && "btn--icon", className)}
    >
      {icon && <Icon name={icon} size="sm" />}
      {children}
      {hotkey && <Keys hotkey={hotkey} />}
    </button>
  );
}

/** A button with only an icon; `label` is its name for everybody. */
export function IconButton({ label, icon, ...rest }: Omit<ButtonProps, "children" | "hotkey"> & { label: string; icon: IconName }) {
  return <Button kind="ghost" {...rest} icon={icon} aria-label={label} title={rest.title ?? label} />;
}

/** Reads like a link, acts here. */
export function TextButton({ className, type = "button", ...rest }: ButtonHTMLAttributes<HTMLButtonElement>) {
  // oxlint-disable-next-line react/button-has-type -- the default above is "button"
  return <button {...rest} type={type} className={cx("link", className)} />;
}
