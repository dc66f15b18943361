import { useMemo, useState } from "react";
import { isSelected, nothing, selectedCount } from "@/data-grid/selection";
import type { RowSource, Selection } from "@/data-grid/types";
import type { Row } from "@/rpc/types";

/** What is meant, for actions on it. */
export interface Selected {
  typeName: string;
  /** The rows meant by id; empty when everything that matches is meant. */
  ids: readonly string[];
  /** Everything that matches this, less a few. */
  all: { text: string; filter: string | null; except: readonly string[] } | undefined;
  /** How many are meant. */
  count: number;
  /** Names of those that were seen. */
  labels: ReadonlyMap<string, string>;
}

export interface Choice {
  selection: Selection;
  select(next: Selection): void;
  selected: Selected;
  /** Rows that were seen when they were chosen. */
  seen(id: string): Row | undefined;
  clear(): void;
}

interface Kept {
  selection: Selection;
  /** The search and the filter it was made in. */
  asked: string;
  known: ReadonlyMap<string, Row>;
}

/** The selection of a screen. It is by id, so it survives sorting and filtering; "all that match" belongs to its filter. */
export function useChoice(typeName: string, source: RowSource<Row>, text: string, filter: string | null): Choice {
  const asked = JSON.stringify([text, filter]);
  const [kept, setKept] = useState<Kept>({ selection: nothing, asked, known: new Map() });
  const { known } = kept;
  const selection = kept.selection.all && kept.asked !== asked ? nothing : kept.selection;

  function select(next: Selection) {
    // Whatever of it is here now is remembered with its name.
    const seen = new Map([...known].filter(([id]) => next.ids.has(id)));
    for (let index = 0; seen.size < next.ids.size && index < source.count; index += 1) {
      const row = source.row(index);
      if (row && next.ids.has(row.id)) seen.set(row.id, row);
    }
    setKept({ selection: next, asked, known: seen });
  }

  const selected = useMemo<Selected>(() => ({
    typeName,
    ids: selection.all ? [] : [...selection.ids],
    all: selection.all ? { text, filter, except: [...selection.ids] } : undefined,
    count: selectedCount(selection, source.count),
    labels: new Map([...known].filter(([id]) => !selection.all && isSelected(selection, id)).map(([id, row]) => [id, row.label])),
  }), [typeName, selection, text, filter, source.count, known]);
  return { selection, select, selected, seen: (id) => known.get(id), clear: () => select(nothing) };
}
