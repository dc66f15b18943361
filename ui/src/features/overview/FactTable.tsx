import { useState, type ReactNode } from "react";
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

/** A recorded exchange in a window of its own, by its number. */
export type ExchangeSlot = (seq: number, onClose: () => void) => ReactNode;

/** Feature by who says so, with what Rollcall uses; one choice sets a value by hand. */
export function FactTable({ connection, rows, renderExchange }: { connection: string; rows: readonly FactRow[]; renderExchange: ExchangeSlot }) {
  const [setting, setSetting] = useState<FactRow>();
  const [shown, setShown] = useState<number>();
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
              <Said by={row.says} onExchange={setShown} />
              <Said by={row.preset} onExchange={setShown} />
              <Said by={row.seen} onExchange={setShown} />
              <td><Used connection={connection} row={row} onSet={() => setSetting(row)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {setting && <OverrideDialog connection={connection} row={setting} onClose={() => setSetting(undefined)} />}
      {shown !== undefined && renderExchange(shown, () => setShown(undefined))}
    </>
  );
}

function Said({ by, onExchange }: { by: Capability | undefined; onExchange(seq: number): void }) {
  if (!by) return <td className="faint">–</td>;
  return <td className={cx(!by.inForce && "muted")}><Evidence of={by} onExchange={onExchange} /></td>;
}

/** A value; opened, its date, its reason, and the way to the exchange that showed it. */
function Evidence({ of, onExchange }: { of: Capability; onExchange(seq: number): void }) {
  const { exchange } = of;
  return (
    <details className={s.said}>
      <summary><bdi>{valueLabel(of.value)}</bdi></summary>
      <p className={s.why}>{t("overview.evidence", { date: day(of.at), why: sayEvidence(of.said, of.evidence) })}</p>
      {exchange !== null && <TextButton onClick={() => onExchange(exchange)}>{t("overview.exchange")}</TextButton>}
      {of.exchangeGone && <p className={cx(s.why, "faint")}>{t("requests.gone")}</p>}
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
