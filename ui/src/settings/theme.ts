import { useEffect } from "react";
import type { Density, Settings } from "@/rpc/types";

export const rowHeights: Readonly<Record<Density, number>> = { compact: 30, regular: 32, comfortable: 33 };

/** Puts theme and density on the document; "as the system" follows it as it changes. */
export function useAppearance(settings: Pick<Settings, "theme" | "density"> | undefined) {
  const theme = settings?.theme ?? "system";
  const density = settings?.density ?? "regular";
  useEffect(() => {
    const root = document.documentElement;
    const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
    const show = () => {
      root.dataset["theme"] = theme === "system" ? (dark?.matches ? "dark" : "light") : theme;
      root.dataset["density"] = density;
    };
    show();
    dark?.addEventListener("change", show);
    return () => dark?.removeEventListener("change", show);
  }, [theme, density]);
}
