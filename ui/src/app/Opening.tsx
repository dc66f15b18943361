import { Fragment, useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/states";
import { useToasts } from "@/components/toasts";
import { FirstRun, Stopped, UnlockVault } from "@/features/setup";
import { t } from "@/i18n";
import { language, languageOf, setLanguage, useLanguage, type LanguageChoice } from "@/i18n/locale";
import { tell } from "@/rpc/errors";
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
  useSpoken(settings.data?.language ?? "system");
  useFirstWords(settings.data ? setup.data : undefined);

  if (setup.error) return <Failed error={setup.error} onAgain={() => void setup.refetch()} />;
  if (!setup.data) return <Frame />;
  switch (setup.data.state) {
    case "firstRun":
      return <FirstRun state={setup.data} onAgain={() => void setup.refetch()} />;
    case "needsPassphrase":
      return <UnlockVault folder={setup.data.folder} />;
    case "stopped":
      return <Stopped state={setup.data} />;
    default:
      if (settings.error) return <Failed error={settings.error} onAgain={() => void settings.refetch()} />;
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
    setLanguage(languageOf(settings.language));
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

function useSpoken(choice: LanguageChoice) {
  useLayoutEffect(() => setLanguage(languageOf(choice)), [choice]);
}

function Failed({ error, onAgain }: { error: unknown; onAgain(): void }) {
  const told = tell(error);
  return (
    <main style={{ height: "100vh", display: "grid" }}>
      <Empty live icon="error" tone="bad" title={told.what} detail={{ label: t("common.details"), text: told.detail }} actions={<Button kind="primary" onClick={onAgain}>{t("common.tryAgain")}</Button>}>
        {told.why} {told.action}
      </Empty>
    </main>
  );
}
