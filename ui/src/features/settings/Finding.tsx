import { useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useCommand } from "@/commands/registry";
import { Button } from "@/components/Button";
import { TextInput } from "@/components/inputs";
import { Keys } from "@/components/Keys";
import { Empty } from "@/components/states";
import { t } from "@/i18n";
import { Wanted } from "./Section";
import s from "./settings.module.css";

const FIND_KEY = "Mod+F";

/** Where a setting is looked for by any word of it. */
export function FindField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const field = useRef<HTMLInputElement>(null);
  useCommand({ id: "settings.find", label: t("settings.find"), hotkey: FIND_KEY, run: () => { field.current?.focus(); field.current?.select(); } });
  return (
    <TextInput
      ref={field}
      icon="search"
      className={s.find}
      aria-label={t("settings.find")}
      placeholder={t("settings.find")}
      value={value}
      after={value === "" ? <Keys hotkey={FIND_KEY} /> : undefined}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || value === "") return;
        event.stopPropagation();
        onChange("");
      }}
    />
  );
}

/** The settings that fit; how many is said to those who do not see it. */
export function Finding({ wanted, onClear, children }: { wanted: string; onClear(): void; children: ReactNode }) {
  const all = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<number>();
  useLayoutEffect(() => setFound(wanted.trim() === "" ? undefined : all.current?.querySelectorAll("[data-setting]").length), [wanted]);
  return (
    <>
      <span className="sr-only" role="status">{found === undefined ? "" : t("settings.found", { n: found })}</span>
      {found === 0 && <Empty icon="search" title={t("settings.foundNone")} actions={<Button onClick={onClear}>{t("settings.findClear")}</Button>}>{t("settings.foundNoneText", { text: wanted.trim() })}</Empty>}
      <div ref={all} className={s.set} data-finding={found === undefined ? undefined : ""} hidden={found === 0}><Wanted value={wanted}>{children}</Wanted></div>
    </>
  );
}
