import type { KeyboardEvent } from "react";
import { formatNumber } from "@/i18n";
import { cx } from "./cx";
import p from "./panel.module.css";

export interface TabItem<T extends string> {
  id: T;
  label: string;
  count?: number | undefined;
}

/** One tab stop, arrows move and choose. */
export function Tabs<T extends string>({ label, tabs, current, onChange, className }: { label: string; tabs: readonly TabItem<T>[]; current: T; onChange(id: T): void; className?: string | undefined }) {
  function press(event: KeyboardEvent<HTMLDivElement>) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex((tab) => tab.id === current);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  }
  return (
    <div className={cx(p.tabs, className)} role="tablist" aria-label={label} tabIndex={-1} onKeyDown={press}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          data-tab={tab.id}
          aria-selected={tab.id === current}
          tabIndex={tab.id === current ? 0 : -1}
          className={cx(p.tab, tab.id === current && p.isCurrent)}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
          {tab.count !== undefined && <span className="count">{formatNumber(tab.count)}</span>}
        </button>
      ))}
    </div>
  );
}
