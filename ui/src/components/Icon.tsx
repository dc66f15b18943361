import { icons, type IconName, type Shape } from "@/design/icons";
import { cx } from "./cx";

export type { IconName } from "@/design/icons";

/** An icon of the set. Always decoration: the word beside it carries the meaning. */
export function Icon({ name, size, className }: { name: IconName; size?: "sm" | "xs"; className?: string }) {
  const shapes: readonly Shape[] = icons[name];
  return (
    <svg className={cx("icon", size && `icon--${size}`, className)} viewBox="0 0 16 16" aria-hidden="true">
      {shapes.map(([Tag, attributes], index) => (
        <Tag key={index} {...attributes} />
      ))}
    </svg>
  );
}
