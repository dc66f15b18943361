import { useLayoutEffect, useMemo, useState, type RefObject } from "react";
import type { Column } from "./types";

/** The columns that fit: secondary ones leave first, in the order their `above` gives. And how wide the rows are, without the scroll bar. */
export function useFittingColumns<R>(element: RefObject<HTMLElement | null>, columns: readonly Column<R>[]): { columns: readonly Column<R>[]; width: number } {
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
  const fitting = useMemo(() => columns.filter((column) => column.above === undefined || width >= column.above), [columns, width]);
  return { columns: fitting, width };
}
