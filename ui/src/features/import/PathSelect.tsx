import { Icon } from "@/components/Icon";
import type { PathOption } from "./paths";

/** Every field of the server, grouped by schema; a path that is not on the list stays choosable. */
export function PathSelect({ label, value, options, extra = [], onChange }: { label: string; value: string; options: readonly PathOption[]; extra?: readonly { path: string; label: string }[]; onChange(path: string): void }) {
  const same = (path: string) => path.toLowerCase() === value.toLowerCase();
  const known = [...extra, ...options].find((option) => same(option.path));
  const sections = [...new Set(options.map((option) => option.section))];
  return (
    <span className="select select--sm">
      <select className="select__in" aria-label={label} value={known?.path ?? value} onChange={(event) => onChange(event.target.value)}>
        {!known && <option value={value}>{value}</option>}
        {extra.map((option) => <option key={option.path} value={option.path}>{option.label}</option>)}
        {sections.map((section) => (
          <optgroup key={section} label={section}>
            {options.filter((option) => option.section === section).map((option) => <option key={option.path} value={option.path}>{option.label}</option>)}
          </optgroup>
        ))}
      </select>
      <Icon name="updown" />
    </span>
  );
}
