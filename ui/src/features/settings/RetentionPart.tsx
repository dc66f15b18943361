import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Select } from "@/components/inputs";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { Retention } from "@/rpc/types";
import { useSettings } from "@/settings/provider";
import { Section, Setting } from "./Section";
import s from "./settings.module.css";

const DAYS = [1, 7, 30, 90, 365];
const MOST = [1_000, 10_000, 50_000, 200_000];

/** The usual steps, and what is set when it is none of them. */
const steps = (usual: readonly number[], now: number) => [...new Set([...usual, now])].toSorted((a, b) => a - b);

/** How much of the record of requests is kept, and forgetting it. Less takes effect at once. */
export function RetentionPart() {
  const { settings, change } = useSettings();
  const [asking, setAsking] = useState(false);
  const { retention } = settings;
  const set = (part: Partial<Retention>) => change({ retention: { ...retention, ...part } });
  return (
    <Section part="retention">
      <p className={`${s.note} xs faint`}>{t("settings.retentionSub")}</p>
      <Setting name={t("settings.retentionDays")} control="retention-days">
        <Select id="retention-days" value={String(retention.exchangeDays)} onChange={(days) => set({ exchangeDays: Number(days) })} options={steps(DAYS, retention.exchangeDays).map((n) => ({ value: String(n), label: t("settings.days", { n }) }))} />
      </Setting>
      <Setting name={t("settings.retentionMost")} control="retention-most">
        <Select id="retention-most" value={String(retention.exchanges)} onChange={(most) => set({ exchanges: Number(most) })} options={steps(MOST, retention.exchanges).map((n) => ({ value: String(n), label: t("settings.requests", { n }) }))} />
      </Setting>
      <Setting name="" words={t("settings.forget")}>
        <CommandButton kind="ghost-danger" size="sm" icon="trash" command={{ id: "settings.forget", label: t("settings.forget"), run: () => setAsking(true) }} />
      </Setting>
      {asking && <ForgetDialog onClose={() => setAsking(false)} />}
    </Section>
  );
}

function ForgetDialog({ onClose }: { onClose(): void }) {
  const clear = useAct("exchanges_clear");
  const toasts = useToasts();
  function forget() {
    clear.mutate(null, { onSuccess: ({ gone }) => { onClose(); toasts.show({ tone: "ok", title: t("settings.forgotten", { n: gone }) }); }, onError: toasts.fail });
  }
  return (
    <Dialog
      role="alertdialog"
      width={440}
      title={t("settings.forgetTitle")}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="danger" size="lg" showKey command={{ id: "settings.forgetNow", label: t("settings.forgetDo"), hotkey: "Mod+Enter", enabled: !clear.isPending, run: forget }} />
        </>
      )}
    >
      <div className={d.dialogPad}><p>{t("settings.forgetText")}</p></div>
    </Dialog>
  );
}
