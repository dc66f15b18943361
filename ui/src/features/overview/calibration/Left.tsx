import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Failed } from "@/components/Failed";
import { answerOf, emptyGuard, Typed } from "@/components/guard";
import { Checkbox } from "@/components/inputs";
import { EnvBadge } from "@/components/marks";
import { Banner } from "@/components/states";
import { useToasts } from "@/components/toasts";
import { Message, t } from "@/i18n";
import { useAct, useClient, useRead } from "@/rpc/provider";
import type { CalibrationLeft, ConnectionView } from "@/rpc/types";
import { LeftList } from "./LeftList";

/** Says that a calibration left something, until it is proven gone or a person takes it over. */
export function Left({ connection }: { connection: ConnectionView }) {
  const left = useRead(["calibration", connection.id], "calibration_left", { connection: connection.id });
  const [open, setOpen] = useState(false);
  if (left.error) return <Failed part error={left.error} onAgain={() => void left.refetch()} />;
  const count = left.data?.entries.length ?? 0;
  if (!left.data || count === 0) return null;
  return (
    <>
      <Banner icon="warning" tone="warn" actions={<CommandButton size="sm" command={{ id: "connection.calibrationLeft", label: t("calibrateLeft.show"), run: () => setOpen(true) }} />}>
        {t("calibrateLeft.banner", { count })}
      </Banner>
      {open && <LeftDialog connection={connection} left={left.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function LeftDialog({ connection, left, onClose }: { connection: ConnectionView; left: CalibrationLeft; onClose(): void }) {
  const { id, name } = connection;
  const client = useClient();
  const clear = useAct("calibration_clear");
  const forget = useAct("calibration_forget");
  const toasts = useToasts();
  const [guard, setGuard] = useState(emptyGuard);
  const answer = answerOf(left.guard, guard);
  const busy = clear.isPending || forget.isPending;
  async function remove() {
    if (answer === "missing") return;
    try {
      const confirmation = answer ? await client.call("change_confirm", { connection: id, fingerprint: left.fingerprint, count: left.count, answer }) : null;
      const still = await clear.mutateAsync({ connection: id, fingerprint: left.fingerprint, confirmation });
      toasts.show(still.length === 0 ? { tone: "ok", title: t("calibrateLeft.removed") } : { tone: "warn", title: t("calibrateLeft.still", { count: still.length }) });
      onClose();
    } catch (error) {
      toasts.fail(error);
    }
  }
  return (
    <Dialog
      width={640}
      title={t("calibrateLeft.title")}
      sub={t("calibrateLeft.sub")}
      onClose={onClose}
      guard={(
        <div className={`${d.guard} ${d.guardCalm}`}>
          <EnvBadge environment={connection.environment} />
          <div className={d.guardText}>
            {left.guard.kind === "askYes" && <Checkbox checked={guard.yes} onChange={(yes) => setGuard({ ...guard, yes })}>{t("calibrateLeft.agree", { count: left.entries.length, name })}</Checkbox>}
            {left.guard.kind === "readOnly" && <Message id="review.readOnly" values={{ name }} />}
            {left.guard.kind === "locked" && <Message id="review.locked" values={{ name }} />}
          </div>
          {left.guard.kind === "askTyped" && <Typed guard={left.guard} state={guard} onState={setGuard} />}
        </div>
      )}
      foot={(
        <>
          <Button size="lg" kind="ghost" disabled={busy} onClick={() => forget.mutate({ connection: id }, { onSuccess: onClose, onError: toasts.fail })}>{t("calibrateLeft.forget")}</Button>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="danger" size="lg" command={{ id: "calibration.clear", label: t("calibrateLeft.remove"), enabled: !busy && answer !== "missing", run: () => void remove() }} />
        </>
      )}
    >
      <div className={d.dialogPad}><LeftList entries={left.entries} /></div>
    </Dialog>
  );
}
