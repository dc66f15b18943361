import { Button, IconButton } from "@/components/Button";
import { t } from "@/i18n";
import { useTextSize } from "@/settings/textSize";
import { Setting } from "./Section";

/** How large everything is shown. A browser does this by itself and for all its pages. */
export function TextSizePart() {
  const { size, larger, smaller, usual, possible } = useTextSize();
  if (!possible) return null;
  return (
    <Setting name={t("settings.textSize")} sub={t("settings.textSizeSub")}>
      <span className="btngroup" role="group" aria-label={t("settings.textSize")}>
        <IconButton size="sm" icon="minus" label={t("settings.textSmaller")} disabled={!smaller} onClick={() => smaller?.()} />
        <Button size="sm" title={t("settings.textUsual")} aria-live="polite" onClick={() => usual?.()}>{t("settings.percent", { n: size })}</Button>
        <IconButton size="sm" icon="plus" label={t("settings.textLarger")} disabled={!larger} onClick={() => larger?.()} />
      </span>
    </Setting>
  );
}
