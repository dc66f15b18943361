import { TextButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Icon, type IconName } from "@/components/Icon";
import { t } from "@/i18n";
import type { ConnectionWarning, WarningCode } from "@/rpc/types";
import { sayWarning } from "@/scim/warnings";
import { useSync } from "@/sync/provider";
import type { Ways } from "./ways";
import s from "./warnings.module.css";

const icons: Partial<Record<WarningCode, IconName>> = { secret_missing: "key", token_ended: "key", token_ends_soon: "key", jobs_waiting: "jobs", copy_old: "clock", kept_elsewhere: "lock", never_read: "search" };
const grave: readonly WarningCode[] = ["secret_missing", "token_ended", "failing"];

/** What to look at, each with the way out. */
export function Warnings({ connection, warnings, ways }: { connection: string; warnings: readonly ConnectionWarning[]; ways: Ways }) {
  const sync = useSync(connection);
  if (warnings.length === 0) return null;
  const doing: Partial<Record<WarningCode, () => void>> = {
    secret_missing: ways.edit, token_ended: ways.edit, token_ends_soon: ways.edit, not_encrypted: ways.edit,
    jobs_waiting: ways.jobs, never_read: ways.look, failing: ways.failed,
    ...(sync.running ? {} : { copy_incomplete: () => sync.start(), copy_old: () => sync.start() }),
  };
  return (
    <ul className={s.warnings} aria-label={t("overview.warnings")}>
      {warnings.map((warning) => {
        const way = doing[warning.code];
        return (
          <li key={warning.code + JSON.stringify(warning.params)} className={cx(s.warning, grave.includes(warning.code) && s.grave)}>
            <Icon name={icons[warning.code] ?? "warning"} size="sm" />
            <span className="selectable">{sayWarning(warning)}</span>
            {way && <TextButton className="xs" onClick={way}>{t(`warningWay.${warning.code}` as "warningWay.secret_missing")}</TextButton>}
          </li>
        );
      })}
    </ul>
  );
}
