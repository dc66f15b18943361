import { useLocation } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { followFocus, goRegion } from "@/commands/regions";
import { useCommandList, useCommands, type CommandSpec } from "@/commands/registry";
import { HelpDialog, KeysDialog, type HelpTopic } from "@/features/keys";
import { Palette } from "@/features/palette";
import { t } from "@/i18n";
import { useRead } from "@/rpc/provider";
import type { ConnectionView, Theme } from "@/rpc/types";
import { typesLabel } from "@/scim/labels";
import { useSettings } from "@/settings/provider";
import { useTextSize } from "@/settings/textSize";
import { useCapabilityToasts } from "./useCapabilityToasts";
import { useDialogWords } from "./useDialogWords";
import { useNativeMenu } from "./useNativeMenu";
import { inOrder } from "./Rail";
import { useGo } from "./useGo";

type Open = { what: "palette" | "keys"; commands: readonly CommandSpec[] } | { what: "help" };

/** Ctrl+1 to 9 as in the guide: 1 is the overview of a connection, 2 users, 3 groups, 4 the first type of its own, 5 jobs. */
const JOBS_KEY = "Mod+5";

const themes: readonly Theme[] = ["system", "light", "dark", "highContrast"];

/** What the place is about, for its help. */
function topicOf(path: string): HelpTopic {
  if (path.startsWith("/settings")) return "settings";
  if (path.startsWith("/connections")) return "connection";
  if (path.startsWith("/jobs/")) return "job";
  if (path.endsWith("/jobs")) return "jobs";
  return path.endsWith("/import") ? "import" : "list";
}

/** What works on every screen: the palette, the keys, help, going from part to part and from screen to screen. */
export function Everywhere({ open, connections, onRail }: { open: ConnectionView | undefined; connections: readonly ConnectionView[]; onRail(): void }) {
  const go = useGo();
  const { pathname } = useLocation();
  const { change } = useSettings();
  const text = useTextSize();
  const commands = useCommands();
  const models = useRead(["models", open?.id ?? ""], "models", { connection: open?.id ?? "", refresh: false }, { enabled: open !== undefined });
  const [shown, setShown] = useState<Open>();
  const next = useRef<() => void>(undefined);
  useEffect(followFocus, []);
  useNativeMenu();
  useDialogWords();
  useCapabilityToasts(connections);

  // What was chosen runs after the palette has gone, so that focus and what opens next find the window as it was.
  useEffect(() => {
    if (shown) return;
    const run = next.current;
    next.current = undefined;
    run?.();
  }, [shown]);

  const close = useCallback((then?: () => void) => {
    next.current = then;
    setShown(undefined);
  }, []);
  const connection = open?.id;
  const openRecord = useCallback((type: string, id: string) => { if (connection !== undefined) go.type(connection, type, id); }, [go, connection]);

  const types = inOrder(models.data ?? []);
  useCommandList([
    { id: "palette.open", label: t("palette.open"), hotkey: "Mod+K", run: () => setShown({ what: "palette", commands: commands() }) },
    { id: "keys.show", label: t("keys.show"), hotkey: "Shift+?", run: () => setShown({ what: "keys", commands: commands() }) },
    { id: "help.show", label: t("help.show"), hotkey: "F1", run: () => setShown({ what: "help" }) },
    { id: "region.next", label: t("region.next"), hotkey: "F6", run: () => goRegion(1) },
    { id: "region.previous", label: t("region.previous"), hotkey: "Shift+F6", run: () => goRegion(-1) },
    { id: "app.rail", label: t("app.rail"), run: onRail },
    ...themes.map((theme) => ({ id: `theme.${theme}`, label: t("theme.set", { theme: t(`settings.theme.${theme}`) }), run: () => change({ theme }) })),
    ...(text.larger ? [{ id: "app.larger", label: t("settings.textLarger"), hotkey: "Mod+Plus", run: text.larger }] : []),
    ...(text.smaller ? [{ id: "app.smaller", label: t("settings.textSmaller"), hotkey: "Mod+-", run: text.smaller }] : []),
    ...(text.usual ? [{ id: "app.usualSize", label: t("settings.textUsual"), hotkey: "Mod+0", run: text.usual }] : []),
    ...types.map((type, index) => ({ id: `go.type.${type.name}`, label: t("go.type", { types: typesLabel(type.name) }), hotkey: index < 3 ? `Mod+${index + 2}` : undefined, run: () => go.type(open?.id ?? "", type.name) })),
    ...(open ? [{ id: "go.overview", label: t("overview.go"), hotkey: "Mod+1", run: () => go.overview(open.id) }] : []),
    ...(open ? [{ id: "go.jobs", label: t("go.jobs"), hotkey: JOBS_KEY, run: () => go.jobs(open.id) }] : []),
    { id: "go.settings", label: t("go.settings"), hotkey: "Mod+,", run: go.settings },
    ...connections.filter((each) => each.id !== open?.id).map((each) => ({ id: `go.connection.${each.id}`, label: t("go.connection", { name: each.name }), run: () => go.connection(each.id) })),
    { id: "go.inventory", label: t("inventory.go"), run: go.inventory },
    { id: "connection.add", label: t("rail.add"), run: go.addConnection },
  ]);

  if (shown?.what === "palette") return <Palette connection={open} types={types} commands={shown.commands} onOpen={openRecord} onClose={close} />;
  if (shown?.what === "keys") return <KeysDialog commands={shown.commands} onClose={close} />;
  if (shown?.what === "help") return <HelpDialog topic={topicOf(pathname)} onKeys={() => close(() => setShown({ what: "keys", commands: commands() }))} onClose={close} />;
  return null;
}
