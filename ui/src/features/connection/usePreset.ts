import { useEffect, useEffectEvent, useState } from "react";
import { useClient, useRead } from "@/rpc/provider";
import type { PresetAddress, PresetChoice, PresetFault, PresetSuggestion, PresetView } from "@/rpc/types";
import { emptyForm, withAuth, type ConnectionForm } from "./form";

export interface PresetState {
  all: readonly PresetView[];
  faults: readonly PresetFault[];
  /** Why there is no list, and asking for it again. */
  failed: { error: unknown; again(): void } | undefined;
  chosen: PresetView | undefined;
  /** What the address looks like, when it is not what was chosen. */
  suggestion: PresetSuggestion | undefined;
  /** What is wrong with the variables. */
  address: PresetAddress | undefined;
  choose(preset: PresetView | undefined): void;
  take(suggestion: PresetSuggestion): void;
  set(choice: PresetChoice): void;
}

/** Long enough not to look at each letter. */
const PAUSE_MS = 250;

/** The preset of the form: its variables make the address, and a typed address suggests one. Nothing is asked of a server. Of a `fresh` connection it chooses the way to sign in and the scopes too, unless the person has. */
export function usePreset(form: ConnectionForm, change: (part: Partial<ConnectionForm>) => void, fresh: boolean): PresetState {
  const client = useClient();
  const list = useRead(["presets"], "presets", null, { staleTime: 0 });
  const [address, setAddress] = useState<PresetAddress>();
  const [found, setFound] = useState<{ of: string; suggestion: PresetSuggestion | undefined }>();
  const chosen = list.data?.presets.find((preset) => preset.id === form.preset?.id);

  const signIn = (preset: PresetView | undefined): Partial<ConnectionForm> => {
    if (!fresh) return {};
    const scope = form.oauth.scope === (chosen?.scope ?? "") ? (preset?.scope ?? "") : form.oauth.scope;
    const scoped = { ...form, oauth: { ...form.oauth, scope } };
    const untouched = form.auth === (chosen?.preselect ?? emptyForm.auth);
    return untouched ? withAuth(preset?.preselect ?? emptyForm.auth, scoped) : { oauth: scoped.oauth };
  };
  const set = (choice: PresetChoice) => {
    change({ preset: choice });
    // The answer comes from this computer; one that fails leaves the address as it is.
    void makeAddress(choice).catch(() => {});
  };
  const makeAddress = async (choice: PresetChoice) => {
    const made = await client.call("preset_address", choice);
    setAddress(made);
    if (made.state === "made") change({ preset: choice, url: made.url });
  };

  const { url } = form;
  const look = useEffectEvent(async () => {
    const [best] = await client.call("preset_suggest", { url });
    return best;
  });
  useEffect(() => {
    if (url.trim().length < 6) return;
    let stale = false;
    const timer = setTimeout(() => {
      void look().then((suggestion) => { if (!stale) setFound({ of: url, suggestion }); }, () => {});
    }, PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [url]);

  const suggestion = found?.of === url ? found.suggestion : undefined;
  return {
    all: list.data?.presets ?? [],
    faults: list.data?.faults ?? [],
    failed: list.error ? { error: list.error, again: () => void list.refetch() } : undefined,
    chosen,
    suggestion: suggestion && suggestion.id !== form.preset?.id ? suggestion : undefined,
    address,
    choose(preset) {
      setAddress(undefined);
      if (!preset) change({ preset: null, ...signIn(undefined) });
      else {
        const choice = { id: preset.id, variables: {} };
        change({ preset: choice, readOnly: form.readOnly || preset.readOnly, ...signIn(preset) });
        if (preset.template !== null && preset.variables.length === 0) set(choice);
      }
    },
    take(taken) {
      const preset = list.data?.presets.find((each) => each.id === taken.id);
      change({ preset: { id: taken.id, variables: taken.variables as Record<string, string> }, readOnly: form.readOnly || (preset?.readOnly ?? false), ...(taken.url === null ? {} : { url: taken.url }), ...signIn(preset) });
    },
    set,
  };
}
