import { useState } from "react";
import { TextButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Select } from "@/components/inputs";
import { Scim } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { day } from "@/i18n/dates";
import { useAct } from "@/rpc/provider";
import type { Capability } from "@/rpc/types";
import { factLabel, hasLabel, valueLabel } from "@/scim/facts";
import { sayEvidence } from "@/scim/words";
import { OverrideDialog } from "./OverrideDialog";
import s from "./overview.module.css";
import type { FactRow } from "./rows";

/** The value of a choice that goes by what is known. No word of the format is empty. */
const AUTOMATIC = "";

/** Feature by who says so, with what Rollcall uses; one choice sets a value by hand. */
export function FactTable({ connection, rows }: { connection: string; rows: readonly FactRow[] }) {
  const [setting, setSetting] = useState<FactRow>();
  return (
    <>
      <table className={s.table}>
        <thead>
          <tr>
            <th scope="col">{t("overview.feature")}</th>
            <th scope="col">{t("overview.says")}</th>
            <th scope="col">{t("overview.preset")}</th>
            <th scope="col">{t("overview.seen")}</th>
            <th scope="col">{t("overview.used")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.feature} className={cx(row.differs && s.differs)}>
              <th scope="row" className={s.feature} title={row.protective ? t("overview.protective") : undefined}>
                {hasLabel(row.feature) ? <>{factLabel(row.feature)} <Scim>({row.feature})</Scim></> : <span className="mono">{row.feature}</span>}
                {row.protective && <Icon name="shield" size="xs" />}
                {row.informs && <> <small className="muted">{t("overview.informs")}</small></>}
              </th>
              <Said by={row.says} />
              <Said by={row.preset} />
              <Said by={row.seen} />
              <td><Used connection={connection} row={row} onSet={() => setSetting(row)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {setting && <OverrideDialog connection={connection} row={setting} onClose={() => setSetting(undefined)} />}
    </>
  );
}

function Said({ by }: { by: Capability | undefined }) {
  if (!by) return <td className="faint">–</td>;
  return <td className={cx(!by.inForce && "muted")}><Evidence of={by} /></td>;
}

/** A value; opened, its date and its reason. */
function Evidence({ of }: { of: Capability }) {
  return (
    <details className={s.said}>
      <summary><bdi>{valueLabel(of.value)}</bdi></summary>
      <p className={s.why}>{t("overview.evidence", { date: day(of.at), why: sayEvidence(of.said, of.evidence) })}</p>
    </details>
  );
}

function Used({ connection, row, onSet }: { connection: string; row: FactRow; onSet(): void }) {
  const set = useAct("capability_set");
  const unset = useAct("capability_unset");
  const toasts = useToasts();
  if (row.allowed.length === 0) {
    return (
      <span className={s.used}>
        <bdi className="truncate">{valueLabel(row.used?.value)}</bdi>
        {row.byHand && <span className="xs faint">{t("overview.byHand")}</span>}
        <TextButton aria-label={t("overview.setFor", { feature: factLabel(row.feature) })} onClick={onSet}>{t("overview.set")}</TextButton>
      </span>
    );
  }
  const automatic = row.automatic ? t("overview.auto", { value: valueLabel(row.automatic.value) }) : t("overview.autoUnknown");
  const choose = (value: string) => {
    const options = { onError: toasts.fail };
    if (value === AUTOMATIC) unset.mutate({ connection, feature: row.feature }, options);
    else set.mutate({ connection, feature: row.feature, value }, options);
  };
  return (
    <Select
      small
      aria-label={t("overview.setFor", { feature: factLabel(row.feature) })}
      value={row.byHand?.value ?? AUTOMATIC}
      disabled={set.isPending || unset.isPending}
      options={[{ value: AUTOMATIC, label: automatic }, ...row.allowed.map((value) => ({ value, label: valueLabel(value) }))]}
      onChange={choose}
    />
  );
}
