import { useEffect } from "react";
import { useClient } from "@/rpc/provider";
import type { Settings } from "@/rpc/types";
import { useSettings } from "./provider";

/** Sizes of the text in percent, as browsers offer them. */
export const textSizes = [80, 90, 100, 110, 125, 150, 175, 200] as const;
const USUAL = 100;

/** What is kept, as one of the sizes: the window keeps it among what it remembers for itself. */
function kept(settings: Pick<Settings, "window">): number {
  const size = settings.window["textSize"];
  return textSizes.find((each) => each === size) ?? USUAL;
}

interface TextSize {
  /** In percent. */
  size: number;
  /** Nothing where the host leaves this to the browser, or at the end of the range. */
  larger: (() => void) | undefined;
  smaller: (() => void) | undefined;
  usual: (() => void) | undefined;
  /** Whether the size can be set here at all. */
  possible: boolean;
}

/** The size of everything in the window, text and rows alike. */
export function useTextSize(): TextSize {
  const { zoom } = useClient();
  const { settings, remember } = useSettings();
  const size = kept(settings);
  const set = (next: number | undefined) => (zoom === undefined || next === undefined ? undefined : () => remember("textSize", next));
  return {
    size,
    larger: set(textSizes.find((each) => each > size)),
    smaller: set(textSizes.findLast((each) => each < size)),
    usual: set(size === USUAL ? undefined : USUAL),
    possible: zoom !== undefined,
  };
}

/** Shows the window in the size that is kept. */
export function useShownTextSize(settings: Pick<Settings, "window">) {
  const { zoom } = useClient();
  const size = kept(settings);
  useEffect(() => zoom?.(size / USUAL), [zoom, size]);
}
