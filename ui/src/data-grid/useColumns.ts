import { useLayoutEffect, useState, type RefObject } from "react";
import type { Column } from "./types";

/** The columns that fit: secondary ones leave first, in the order their `above` gives. */
export function useFittingColumns<R>(element: RefObject<HTMLElement | null>, columns: readonly Column<R>[]): readonly Column<R>[] {
  const [width, setWidth] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const observed = element.current;
    if (!observed || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width);
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return columns.filter((column) => column.above === undefined || width >= column.above);
}
