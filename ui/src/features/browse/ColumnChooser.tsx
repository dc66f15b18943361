import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Checkbox, TextInput } from "@/components/inputs";
import { Theirs } from "@/components/marks";
import { t } from "@/i18n";
import type { TypeModel } from "@/rpc/types";
import { columnOffer, columnTitle, usualColumns } from "./columns";
import s from "./choose.module.css";

interface Props {
  model: TypeModel;
  columns: readonly string[] | undefined;
  onColumns(columns: readonly string[] | undefined): void;
  onClose(): void;
}

/** Which columns, and in which order: everything the server's schema shows, extensions and parts with it. */
export function ColumnChooser({ model, columns, onColumns, onClose }: Props) {
  const [chosen, setChosen] = useState<readonly string[]>(columns ?? usualColumns(model));
  const [sought, setSought] = useState("");
  const wanted = sought.trim().toLocaleLowerCase();
  const offers = columnOffer(model).map((offer) => ({
    ...offer,
    columns: offer.columns.filter(({ label, term }) => wanted === "" || label.toLocaleLowerCase().includes(wanted) || term.toLocaleLowerCase().includes(wanted)),
  })).filter((offer) => offer.columns.length > 0);

  function shift(path: string, by: number) {
    const from = chosen.indexOf(path);
    const to = from + by;
    if (from < 0 || to < 0 || to >= chosen.length) return;
    const next = chosen.filter((each) => each !== path);
    next.splice(to, 0, path);
    setChosen(next);
  }

  return (
    <Dialog
      title={t("columns.title")}
      sub={t("columns.sub")}
      width={720}
      onClose={onClose}
      foot={(
        <>
          <Button kind="ghost" onClick={() => { onColumns(undefined); onClose(); }}>{t("columns.usual")}</Button>
          <span className="spacer" />
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" disabled={chosen.length === 0} onClick={() => { onColumns(chosen); onClose(); }}>{t("columns.show", { n: chosen.length })}</Button>
        </>
      )}
    >
      <div className={s.columns}>
        <div className={s.offer}>
          <TextInput autoFocus type="search" icon="search" value={sought} aria-label={t("columns.search")} placeholder={t("columns.search")} onChange={(event) => setSought(event.target.value)} />
          <div className={s.offerList}>
            {offers.map((offer) => (
              <fieldset key={offer.schema} className={s.offerGroup}>
                <legend className={s.offerHead}><Theirs>{offer.schema}</Theirs></legend>
                {offer.columns.map(({ path, label, term }) => (
                  <Checkbox key={path} checked={chosen.includes(path)} onChange={(on) => setChosen(on ? [...chosen, path] : chosen.filter((each) => each !== path))}>
                    <span className="truncate"><bdi>{label}</bdi> <span className="scim">({term})</span></span>
                  </Checkbox>
                ))}
              </fieldset>
            ))}
          </div>
        </div>
        <div className={s.order}>
          <h3 className={s.offerHead}>{t("columns.order")}</h3>
          <ol className={s.orderList} aria-label={t("columns.order")}>
            {chosen.map((path, index) => (
              <li key={path} className={s.chosenRow}>
                <bdi className="truncate">{columnTitle(path)}</bdi>
                <span className="spacer" />
                <IconButton size="sm" icon="chev-u" disabled={index === 0} label={t("columns.up", { name: columnTitle(path) })} onClick={() => shift(path, -1)} />
                <IconButton size="sm" icon="chev-d" disabled={index === chosen.length - 1} label={t("columns.down", { name: columnTitle(path) })} onClick={() => shift(path, 1)} />
                <IconButton size="sm" icon="x" label={t("columns.remove", { name: columnTitle(path) })} onClick={() => setChosen(chosen.filter((each) => each !== path))} />
              </li>
            ))}
          </ol>
        </div>
      </div>
    </Dialog>
  );
}
