import { useLayoutEffect, useMemo, useState, type RefObject } from "react";
import type { Column } from "./types";

/** How large the grid was that was measured last. The next one begins with that, and is mostly right. */
export const lastSize = { width: Number.POSITIVE_INFINITY, rect: { width: 800, height: 600 } };

/** The columns that fit: secondary ones leave first, in the order their `above` gives. And how wide the rows are, without the scroll bar. */
export function useFittingColumns<R>(element: RefObject<HTMLElement | null>, columns: readonly Column<R>[]): { columns: readonly Column<R>[]; width: number } {
  const [width, setWidth] = useState(lastSize.width);
  useLayoutEffect(() => {
    const observed = element.current;
    if (!observed || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      lastSize.width = entry.contentRect.width;
      setWidth(lastSize.width);
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  const fitting = useMemo(() => columns.filter((column) => column.above === undefined || width >= column.above), [columns, width]);
  return { columns: fitting, width };
}
