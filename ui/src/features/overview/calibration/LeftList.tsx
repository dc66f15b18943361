import { t } from "@/i18n";
import type { CalibrationEntry } from "@/rpc/types";
import s from "./calibration.module.css";

/** What a calibration made and could not prove to be gone, by its id. */
export function LeftList({ entries }: { entries: readonly CalibrationEntry[] }) {
  return (
    <ul className={s.left}>
      {entries.map((entry) => (
        <li key={entry.name + (entry.id ?? "")}>
          {t(`calibrateLeft.${entry.kind}`)} <bdi className="mono selectable">{entry.name}</bdi> (<bdi className="mono selectable">{entry.id ?? t("calibrateLeft.noId")}</bdi>): {t(`calibrateLeft.${entry.reason}`)}
        </li>
      ))}
    </ul>
  );
}
