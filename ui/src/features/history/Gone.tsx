import { useState } from "react";
import { Button, TextButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { TextInput } from "@/components/inputs";
import { Empty, Skeleton } from "@/components/states";
import { t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { useRead } from "@/rpc/provider";
import type { ChangeReview, GoneRecord } from "@/rpc/types";
import { midSentence } from "@/scim/labels";
import { HistoryTab } from "./HistoryTab";
import h from "./history.module.css";

interface Props {
  connection: string;
  typeName: string;
  types: string;
  onReview(review: ChangeReview): void;
}

/** Opens the list of records that are no longer there; stands beside the list of those that are. */
export function Gone(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <CommandButton kind="ghost" icon="history" iconOnly title={t("gone.open", { types: midSentence(props.types) })} command={{ id: "history.gone", label: t("gone.open", { types: midSentence(props.types) }), run: () => setOpen(true) }} />
      {open && <GoneDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Records that were deleted here or seen to be gone, each with its history. */
function GoneDialog({ connection, typeName, types, onReview, onClose }: Props & { onClose(): void }) {
  const [sought, setSought] = useState("");
  const [chosen, setChosen] = useState<GoneRecord>();
  const { data, error, refetch } = useRead(["history", connection], "gone", { connection, typeName });
  const wanted = sought.trim().toLocaleLowerCase();
  const found = data?.filter((record) => `${record.label}\n${record.id}`.toLocaleLowerCase().includes(wanted)) ?? [];
  return (
    <Dialog
      title={chosen ? <bdi>{chosen.label || chosen.id}</bdi> : t("gone.title", { types: midSentence(types) })}
      sub={chosen ? t(`gone.${chosen.source}`, { time: dateTime(chosen.at) }) : t("gone.sub")}
      width={560}
      onClose={onClose}
      foot={(
        <>
          {chosen && <Button kind="ghost" icon="chev-l" onClick={() => setChosen(undefined)}>{t("gone.back")}</Button>}
          <span className="spacer" />
          <Button kind="primary" onClick={onClose}>{t("common.close")}</Button>
        </>
      )}
    >
      {chosen ? (
        <div className={h.gone}>
          <HistoryTab connection={connection} typeName={typeName} id={chosen.id} onReview={(review) => { onClose(); onReview(review); }} />
        </div>
      ) : error ? (
        <Failed error={error} title={t("history.failed")} onAgain={() => void refetch()} />
      ) : data === undefined ? <Skeleton rows={6} /> : data.length === 0 ? (
        <Empty icon="history" title={t("gone.noneTitle", { types: midSentence(types) })}>{t("gone.noneText")}</Empty>
      ) : (
        <div className={h.gone}>
          <div className={h.find}><TextInput autoFocus type="search" icon="search" aria-label={t("gone.search")} placeholder={t("gone.search")} value={sought} onChange={(event) => setSought(event.target.value)} /></div>
          <ul className={h.goneList} aria-label={t("gone.title", { types: midSentence(types) })}>
            {found.map((record) => (
              <li key={record.id} className={h.goneRow}>
                <TextButton className="truncate" onClick={() => setChosen(record)}><bdi>{record.label || record.id}</bdi></TextButton>
                <span className="spacer" />
                <span className="xs muted nowrap">{t(`gone.${record.source}`, { time: dateTime(record.at) })}</span>
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className={h.none}>{t("gone.noMatch")}</p>}
        </div>
      )}
    </Dialog>
  );
}
