import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { Scim, Status, Theirs, type Tone } from "@/components/marks";
import { Skeleton } from "@/components/states";
import { isMessage, t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { CheckFinding, CheckSeverity, CheckWay, FindingRule } from "@/rpc/types";
import { labelOf } from "@/scim/labels";
import { sayFinding } from "@/scim/words";
import c from "./checkup.module.css";

interface Props {
  connection: string;
  typeName: string;
  id: string;
  label: string;
  onClose(): void;
  /** Takes the way out of a finding. */
  onWay(way: CheckWay): void;
}

const tones: Readonly<Record<CheckSeverity, Tone>> = { problem: "bad", doubt: "warn", info: "off" };

/** What may be wrong with an account: each finding with a way out, and what is in order. */
export function CheckupDialog({ connection, typeName, id, label, onClose, onWay }: Props) {
  const { data, error, refetch, isFetching } = useRead(["checkup", connection], "checkup", { connection, typeName, id }, { staleTime: 0, gcTime: 0 });
  return (
    <Dialog
      title={t("checkup.title")}
      sub={<Theirs>{label}</Theirs>}
      width={680}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" icon="refresh" disabled={isFetching} onClick={() => void refetch()}>{t("checkup.again")}</Button>
          <CommandButton kind="primary" size="lg" showKey command={{ id: "checkup.close", label: t("common.close"), hotkey: "Mod+Enter", run: onClose }} />
        </>
      )}
    >
      {error ? <Failed error={error} title={t("checkup.failed")} onAgain={() => void refetch()} />
        : !data ? <Skeleton rows={6} />
        : (
          <div className={c.checkup} aria-live="polite">
            <ul className={c.findings}>
              {data.findings.map((finding, index) => (
                <li key={`${finding.code}-${finding.path ?? ""}-${index}`} className={c.finding}>
                  <Status tone={tones[finding.severity]}>{t(`checkup.severity.${finding.severity}`)}</Status>
                  <div>
                    <p>{sentence(finding)}</p>
                    {finding.path !== null && <Scim>{finding.path}</Scim>}
                  </div>
                  {finding.way && <Way way={finding.way} onWay={onWay} />}
                </li>
              ))}
              {data.findings.every((finding) => finding.severity === "info") && <li className={c.fine}><Status tone="ok">{t("checkup.nothing")}</Status></li>}
            </ul>
            {data.inOrder.length > 0 && (
              <>
                <h3 className="sub">{t("checkup.inOrder")}</h3>
                <ul className={c.order}>{data.inOrder.map((code) => <li key={code}><Status tone="ok" small>{known(`checkup.ok.${code}`) ?? code}</Status></li>)}</ul>
              </>
            )}
          </div>
        )}
    </Dialog>
  );
}

const known = (key: string, values: Record<string, string> = {}): string | undefined => (isMessage(key) ? t(key, values) : undefined);

/** Our sentence where we have one for the code, else the engine's. */
function sentence(finding: CheckFinding) {
  const { params, path } = finding;
  const { rule } = params;
  const message = rule === undefined ? finding.message : sayFinding({ rule: rule as FindingRule, params, message: finding.message });
  const values: Record<string, string> = { field: path === null ? "" : labelOf(path), message };
  for (const [name, value] of Object.entries(params)) if (value !== undefined) values[name] = name === "at" ? dateTime(value) : name === "fields" ? value.split(", ").map(labelOf).join(", ") : value;
  const others = finding.code === "last_change" && values["who"] === "" ? ".others" : "";
  return known(`checkup.is.${finding.code}${others}`, values) ?? finding.message;
}

function Way({ way, onWay }: { way: CheckWay; onWay(way: CheckWay): void }) {
  return <Button size="sm" onClick={() => onWay(way)}>{t(`checkup.way.${way.kind}`)}</Button>;
}
