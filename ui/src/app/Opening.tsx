import { Fragment, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { Failed } from "@/components/Failed";
import { Alone } from "@/components/states";
import { useToasts } from "@/components/toasts";
import { FirstRun, Stopped, UnlockVault } from "@/features/setup";
import { speak } from "@/i18n";
import { language, languageOf, useLanguage, type LanguageChoice } from "@/i18n/locale";
import { useRead } from "@/rpc/provider";
import type { SetupState } from "@/rpc/types";
import { sayNotice } from "@/scim/words";
import { SettingsProvider, useSettings } from "@/settings/provider";
import { useShownTextSize } from "@/settings/textSize";
import { useAppearance } from "@/settings/theme";

/** Nothing is shown before the store is open: set it up, unlock it, or say why it stays closed. */
export function Opening({ children }: { children: ReactNode }) {
  const setup = useRead(["setup"], "setup_state", null);
  const ready = setup.data?.state === "ready";
  const settings = useRead(["settings"], "settings", null, { enabled: ready });
  useAppearance(settings.data);
  const known = settings.data !== undefined || settings.error !== null || setup.error !== null || (setup.data !== undefined && !ready);
  const spoken = useSpoken(settings.data?.language ?? "system", known);
  useFirstWords(settings.data && spoken ? setup.data : undefined);

  if (!spoken) return <Frame />;
  if (setup.error) return <Closed error={setup.error} onAgain={() => void setup.refetch()} />;
  if (!setup.data) return <Frame />;
  switch (setup.data.state) {
    case "firstRun":
      return <FirstRun state={setup.data} onAgain={() => void setup.refetch()} />;
    case "needsPassphrase":
      return <UnlockVault folder={setup.data.folder} />;
    case "stopped":
      return <Stopped state={setup.data} />;
    default:
      if (settings.error) return <Closed error={settings.error} onAgain={() => void settings.refetch()} />;
      if (!settings.data) return <Frame />;
      return <SettingsProvider initial={settings.data}><Appearance>{children}</Appearance></SettingsProvider>;
  }
}

/** The frame of the window, as index.html shows it, until it is known what belongs into it. */
function Frame() {
  return <div className="frame">Rollcall</div>;
}

/** Follows a change of the settings at once, before it is kept. A new language draws everything anew, and focus finds its place again. */
function Appearance({ children }: { children: ReactNode }) {
  const { settings } = useSettings();
  useAppearance(settings);
  useShownTextSize(settings);
  const focused = useRef({ id: "", in: language() });
  useLayoutEffect(() => {
    focused.current = { id: document.activeElement?.id ?? "", in: languageOf(settings.language) };
    void speak(languageOf(settings.language));
  }, [settings.language]);
  const now = useLanguage();
  useLayoutEffect(() => {
    if (focused.current.in === now && focused.current.id !== "") document.getElementById(focused.current.id)?.focus();
  }, [now]);
  return <Fragment key={now}>{children}</Fragment>;
}

/** What the store wants known when it opens, such as a copy that begins anew: once, and in the language that is set. */
function useFirstWords(setup: SetupState | undefined) {
  const { show } = useToasts();
  const said = useRef(false);
  useEffect(() => {
    if (setup?.state !== "ready" || said.current) return;
    said.current = true;
    for (const notice of setup.notices) show({ tone: "warn", title: sayNotice(notice) });
  }, [setup, show]);
}

/** Speaks the language of a choice once it is known; nothing is said before its sentences are here for the first time. */
function useSpoken(choice: LanguageChoice, known: boolean): boolean {
  const [ready, setReady] = useState(false);
  useLayoutEffect(() => {
    if (!known) return;
    // Where they cannot be had, English is better than an empty window.
    void speak(languageOf(choice)).catch(() => undefined).then(() => setReady(true));
  }, [choice, known]);
  return ready;
}

function Closed(props: { error: unknown; onAgain(): void }) {
  return <Alone><Failed {...props} /></Alone>;
}
