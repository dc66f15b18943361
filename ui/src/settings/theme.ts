import { useEffect } from "react";
import type { Density, Settings, Theme } from "@/rpc/types";

export const rowHeights: Readonly<Record<Density, number>> = { compact: 30, regular: 32, comfortable: 33 };

/** High contrast is asked for by the setting, or by the computer when the theme follows it. */
function themeOf(theme: Theme, dark: boolean, more: boolean): string {
  if (theme === "highContrast" || (theme === "system" && more)) return "contrast";
  if (theme === "system") return dark ? "dark" : "light";
  return theme;
}

/** Puts theme and density on the document; "as the system" follows it as it changes. */
export function useAppearance(settings: Pick<Settings, "theme" | "density"> | undefined) {
  const theme = settings?.theme ?? "system";
  const density = settings?.density ?? "regular";
  useEffect(() => {
    const root = document.documentElement;
    const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
    const more = globalThis.matchMedia?.("(prefers-contrast: more)");
    const show = () => {
      root.dataset["theme"] = themeOf(theme, dark?.matches ?? false, more?.matches ?? false);
      root.dataset["density"] = density;
    };
    show();
    for (const query of [dark, more]) query?.addEventListener("change", show);
    return () => {
      for (const query of [dark, more]) query?.removeEventListener("change", show);
    };
  }, [theme, density]);
}
