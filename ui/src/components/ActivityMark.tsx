import { t } from "@/i18n";
import type { Activity } from "@/scim/model";
import { Status } from "./marks";

const tones = { active: "ok", inactive: "off", unknown: "warn" } as const;

/** Whether a person can sign in, as far as the server said. */
export function ActivityMark({ is, small = false }: { is: Activity; small?: boolean }) {
  return <Status tone={tones[is]} small={small} title={is === "unknown" ? t("status.unknownHint") : ""}>{t(`status.${is}`)}</Status>;
}
