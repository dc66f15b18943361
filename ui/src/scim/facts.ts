import { isMessage, t } from "@/i18n";

/** What a fact is called: in plain words where there are some, else by its path, which names it everywhere else. */
export function factLabel(feature: string): string {
  const key = `fact.${feature}`;
  return isMessage(key) ? t(key) : feature;
}

/** Is the fact called by its path alone? */
export const hasLabel = (feature: string): boolean => isMessage(`fact.${feature}`);

/** A value in words where it is one of the common ones. */
export function valueLabel(value: string | null | undefined): string {
  if (value === null || value === undefined) return t("overview.unknown");
  const key = `value.${value}`;
  return isMessage(key) ? t(key) : value;
}
