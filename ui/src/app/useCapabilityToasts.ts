import { useCallback, useEffect, useRef } from "react";
import { useToasts } from "@/components/toasts";
import { factLabel, valueLabel } from "@/scim/facts";
import { sayEvidence } from "@/scim/words";
import { t } from "@/i18n";
import { useAct, useEvents } from "@/rpc/provider";
import type { ConnectionView, EngineEvent } from "@/rpc/types";
import { useGo } from "./useGo";

/** As many are named; the others are counted. */
const NAMED = 4;

/** Says when what a server showed changes what Rollcall does with it, and offers to go on as before: one notice for each connection, however much is learned at once. What a person set by hand is known to them. */
export function useCapabilityToasts(connections: readonly ConnectionView[]) {
  const toasts = useToasts();
  const go = useGo();
  const { mutate: set } = useAct("capability_set");
  const known = useRef(connections);
  useEffect(() => { known.current = connections; }, [connections]);
  const hear = useCallback((event: EngineEvent) => {
    if (event.kind !== "capabilityChanged" || event.why === "") return;
    const name = known.current.find((each) => each.id === event.connection)?.name ?? "";
    const { connection, before } = event;
    toasts.show({
      tone: "warn",
      title: t("overview.changed", { name, feature: factLabel(event.feature), now: valueLabel(event.now) }),
      text: t("overview.changedWhy", { before: valueLabel(event.before), why: sayEvidence(event.said, event.why) }),
      joins: {
        about: `learned ${connection}`,
        told: [event.feature],
        all: (told) => ({
          title: t("overview.changedMany", { name, count: told.length }),
          text: told.slice(0, NAMED).map(factLabel).join(", ") + (told.length > NAMED ? " …" : ""),
        }),
      },
      action: { label: t("overview.review"), run: () => go.overview(connection) },
      ...(before !== null && { other: { label: t("overview.keep", { before: valueLabel(before) }), run: () => set({ connection, feature: event.feature, value: before }, { onError: toasts.fail }) } }),
    });
  }, [toasts, go, set]);
  useEvents(hear);
}
