import { useState } from "react";
import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import { Dialog } from "@/components/Dialog";
import { Failed } from "@/components/Failed";
import { TextInput } from "@/components/inputs";
import { Tag } from "@/components/marks";
import { formatNumber, t } from "@/i18n";
import type { PresetView } from "@/rpc/types";
import { fits, piecesOf } from "./preset";
import s from "./preset.module.css";
import type { PresetState } from "./usePreset";

/** All presets, found by name or address. What is wrong with a person's own is told with its place in the file. */
export function PresetGallery({ preset, onClose }: { preset: PresetState; onClose(): void }) {
  const [text, setText] = useState("");
  const shown = preset.all.filter((each) => fits(each, text));
  const take = (chosen: PresetView | undefined) => {
    preset.choose(chosen);
    onClose();
  };
  return (
    <Dialog
      width={640}
      title={t("preset.gallery")}
      sub={t("preset.galleryText")}
      onClose={onClose}
      foot={<>{!preset.failed && <span className="muted xs">{t("preset.count", { n: formatNumber(shown.length), count: shown.length })}</span>}<span className="spacer" /><Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button></>}
    >
      <div className={s.search}>
        <TextInput icon="search" autoFocus aria-label={t("preset.search")} placeholder={t("preset.search")} value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      <ul className={s.list} aria-label={t("preset.gallery")}>
        {text.trim() === "" && (
          <li>
            <button type="button" className={cx(s.card, !preset.chosen && s.isOn)} onClick={() => take(undefined)}>
              <span className={s.title}>{t("preset.any")}</span>
              <span className={s.sub}>{t("preset.anyText")}</span>
            </button>
          </li>
        )}
        {shown.map((each) => (
          <li key={each.id}>
            <button type="button" className={cx(s.card, preset.chosen?.id === each.id && s.isOn)} aria-current={preset.chosen?.id === each.id || undefined} onClick={() => take(each)}>
              <span className={s.title}>
                <bdi>{each.name}</bdi>
                {each.file !== null && <Tag tone="accent">{t("preset.own")}</Tag>}
                {each.readOnly && <Tag icon="lock">{t("preset.readOnly")}</Tag>}
                {each.status !== "documented" && <Tag tone="warn">{t(`preset.tag.${each.status}`)}</Tag>}
              </span>
              {each.template !== null && (
                <span className={cx(s.sub, "mono")}>
                  {piecesOf(each.template).map((piece, index) => (piece.variable ? <span key={index} className={s.variable}>{piece.text}</span> : piece.text))}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {preset.failed && <Failed part error={preset.failed.error} onAgain={preset.failed.again} />}
      {!preset.failed && shown.length === 0 && <p className={cx(s.none, "muted")}>{t("preset.none")}</p>}
      {preset.faults.length > 0 && (
        <details className={s.faults}>
          <summary>{t("preset.faults", { n: formatNumber(preset.faults.length), count: preset.faults.length })}</summary>
          <ul>
            {preset.faults.map((fault, index) => (
              <li key={index}>
                <span className="mono"><bdi>{fault.file}</bdi>:{fault.line}:{fault.column}</span> {t(`presetFault.${fault.code}`)} {fault.path !== "" && <span className="mono"><bdi>{fault.path}</bdi></span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Dialog>
  );
}
