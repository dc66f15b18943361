import { Json } from "@/components/Json";
import { CopyText } from "@/components/CopyText";
import { t } from "@/i18n";
import type { JsonValue } from "@/rpc/types";
import s from "./detail.module.css";

/** The record as the server sends it, with your changes in place. */
export function JsonTab({ value }: { value: JsonValue }) {
  return (
    <>
      <div className={s.jsonBar}><CopyText text={JSON.stringify(value, null, 2)} label={t("detail.copyJson")} /></div>
      <Json value={value} className={s.json} />
    </>
  );
}
