import { useId } from "react";
import { cx } from "@/components/cx";
import { t } from "@/i18n";
import type { Theme } from "@/rpc/types";
import s from "./settings.module.css";

export const themes: readonly Theme[] = ["system", "light", "dark", "highContrast"];

/** The themes as small pictures of the window. */
export function ThemePicker({ theme, onChange }: { theme: Theme; onChange(theme: Theme): void }) {
  const name = useId();
  return (
    <div className={s.themes} role="radiogroup" aria-label={t("settings.theme")}>
      {themes.map((each) => (
        <label key={each} className={cx(s.theme, theme === each && s.isOn)}>
          <input type="radio" className="sr-only" name={name} value={each} checked={theme === each} onChange={() => onChange(each)} />
          <svg viewBox="0 0 108 34" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
            {(each === "light" || each === "system") && <Sample className={s.tl} />}
            {each === "dark" && <Sample className={s.td} />}
            {each === "highContrast" && <Sample className={s.th} />}
            {each === "system" && <g transform="translate(54 0)"><Sample className={s.td} /></g>}
          </svg>
          {t(`settings.theme.${each}`)}
        </label>
      ))}
    </div>
  );
}

function Sample({ className }: { className: string | undefined }) {
  return (
    <g className={className}>
      <rect width="108" height="34" className={s.sampleBack} />
      <rect x="28" y="4" width="80" height="30" rx="3" className={s.sampleSheet} />
      <rect x="5" y="9" width="16" height="3" className={s.sampleMark} />
      <rect x="5" y="16" width="12" height="3" className={s.sampleLine} />
      <rect x="36" y="12" width="34" height="3" className={s.sampleLine} />
      <rect x="36" y="19" width="24" height="3" className={s.sampleLine} />
    </g>
  );
}
