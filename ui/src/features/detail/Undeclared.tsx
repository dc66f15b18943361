import { TextButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Scim } from "@/components/marks";
import p from "@/components/panel.module.css";
import { t } from "@/i18n";
import type { JsonValue, TypeModel } from "@/rpc/types";
import { isObject, isUnassigned, sameJson, text, type JsonObject } from "@/scim/json";
import { undeclared } from "@/scim/undeclared";
import { showValue } from "@/scim/show";
import { writeJson } from "@/scim/whole";
import s from "./detail.module.css";
import fs from "./field.module.css";

interface Props {
  model: TypeModel;
  base: JsonObject;
  desired: JsonObject;
  /** Goes to the record as JSON, where there is such a way. */
  onEditJson?: (() => void) | undefined;
}

/** As it came: what has parts or entries is shown with all of them. */
const shown = (value: JsonValue | undefined): string => {
  const isWhole = isObject(value) || (Array.isArray(value) && value.some((entry) => typeof entry === "object"));
  return isWhole ? writeJson(value, 1) : showValue(value) || text(value);
};

/** Values that no schema of the server declares, wherever they stand. They are kept, and edited as JSON. */
export function Undeclared({ model, base, desired, onEditJson }: Props) {
  const now = undeclared(model, desired);
  const was = undeclared(model, base);
  const places = [...new Set([...was.keys(), ...now.keys()])];
  if (places.length === 0) return null;
  return (
    <section className={p.section} data-undeclared="">
      <h3 className={p.sectionHead}>{t("detail.other")} <Scim>{t("detail.otherSub")}</Scim></h3>
      {places.map((place) => {
        const [value, before] = [now.get(place), was.get(place)];
        const changed = !sameJson(before, value) && !(isUnassigned(before) && isUnassigned(value));
        return (
          <div className={cx(fs.field, changed && fs.isChanged)} key={place} data-path={place}>
            <bdi className={fs.fieldLabel} title={place}>{place.startsWith("urn:") ? place.split(":").at(-1) : place}</bdi>
            <span className={fs.fieldValue}>
              {value === undefined ? <span className="faint">{t("value.notSet")}</span> : <bdi className={cx("selectable", s.asItCame)} title={shown(value)}>{shown(value)}</bdi>}
              {changed && <span className={fs.fieldWas}>{before === undefined ? t("detail.wasEmpty") : <>{t("detail.was")} <s><bdi>{shown(before)}</bdi></s></>}</span>}
            </span>
          </div>
        );
      })}
      {onEditJson && <p className={s.sub}>{t("detail.otherHint")} <TextButton className="xs" onClick={onEditJson}>{t("detail.otherEdit")}</TextButton></p>}
    </section>
  );
}
