import { useState } from "react";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import type { ConnectionView } from "@/rpc/types";
import { CalibrateDialog } from "./CalibrateDialog";

/** Why a connection is not calibrated now; `undefined` where it may be. */
function obstacle({ environment, writes }: ConnectionView): string | undefined {
  if (environment === "production") return t("calibrate.production");
  return writes.state === "writable" || writes.state === "unlocked" ? undefined : t("calibrate.readOnly");
}

/** The button that leads to a calibration, or says why not. */
export function Calibrate({ connection }: { connection: ConnectionView }) {
  const [open, setOpen] = useState(false);
  const why = obstacle(connection);
  return (
    <>
      {/* A button that cannot be pressed takes no pointer: the reason is on what is around it. */}
      <span title={why}>
        <CommandButton icon="check" aria-description={why} command={{ id: "connection.calibrate", label: t("calibrate.open"), enabled: why === undefined, run: () => setOpen(true) }} />
      </span>
      {open && <CalibrateDialog connection={connection} onClose={() => setOpen(false)} />}
    </>
  );
}
