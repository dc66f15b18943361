import { useState } from "react";
import { cx } from "@/components/cx";
import { IconButton } from "@/components/Button";
import { Icon } from "@/components/Icon";
import { Scim } from "@/components/marks";
import { t } from "@/i18n";
import type { AttributeView, JsonValue } from "@/rpc/types";
import { isUnassigned, sameJson } from "@/scim/json";
import { labelOf, termOf } from "@/scim/labels";
import { showAt, showValue } from "@/scim/show";
import { FieldEditor } from "./FieldEditor";
import s from "./field.module.css";
import { BinaryValue } from "./BinaryValue";
import { findingsAt, Findings, useForm } from "./form";
import { ReferenceField } from "./ReferenceField";
import { isLocked, typesOfAddress } from "./fields";

export interface Reference {
  /** Types whose ids it can be. */
  types: readonly string[];
  /** What the record itself calls the target, and the one before. */
  called: string;
  wasCalled: string;
}

interface Props {
  attribute: AttributeView;
  before: JsonValue | undefined;
  value: JsonValue | undefined;
  onChange(value: JsonValue | undefined): void;
  /** It holds the id of another record. */
  reference?: Reference | undefined;
  /** The place in the record, where it is another than the attribute's own: inside a list. */
  place?: string;
}

/** One value: at rest, being edited, changed (with what it was), or set by the server alone. */
export function Field({ attribute, before, value, onChange, reference, place }: Props) {
  const { findings, begin } = useForm();
  const [editing, setEditing] = useState(begin === attribute.path && place === undefined);
  const label = labelOf(attribute.path);
  const term = termOf(attribute, label);
  const changed = !sameJson(before, value) && !(isUnassigned(before) && isUnassigned(value));
  const locked = isLocked(attribute, before);
  const addressed = typesOfAddress(attribute);
  const was = attribute.kind === "boolean" ? showAt(attribute.path, before) : reference?.wasCalled || showValue(before, attribute.kind);

  return (
    <div className={cx(s.field, changed && s.isChanged)} data-path={attribute.path}>
      <span className={s.fieldLabel} title={attribute.description || attribute.path}>
        {label} {term && <Scim>({term})</Scim>}{attribute.required && <Scim> {t("detail.required")}</Scim>}
      </span>
      <span className={s.fieldValue}>
        {locked ? (
          <>
            {attribute.kind === "binary" ? <BinaryValue value={value} /> : <bdi className={cx("truncate", "selectable", "muted")} title={showValue(value, attribute.kind)}>{showValue(value, attribute.kind)}</bdi>}
            <span className="spacer" />
            <span className={s.fieldLock} title={t(attribute.mutability === "immutable" ? "detail.immutable" : "detail.locked")}><Icon name="lock" size="xs" /></span>
          </>
        ) : addressed.length > 0 ? <ReferenceField byAddress label={label} types={addressed} value={value} onChange={onChange} />
          : reference ? <ReferenceField label={label} types={reference.types} value={value} called={reference.called} onChange={onChange} /> : (
          <FieldEditor attribute={attribute} label={label} value={value} before={before} editing={editing} onEditing={setEditing} onChange={onChange} />
        )}
        {changed && !editing && (
          <>
            <span className={s.fieldWas} title={was}>{was ? <>{t("detail.was")} <s><bdi>{was}</bdi></s></> : t("detail.wasEmpty")}</span>
            <IconButton size="sm" icon="undo" label={t("detail.undo")} onClick={() => onChange(before)} />
          </>
        )}
      </span>
      <Findings findings={findingsAt(findings, place ?? attribute.path)} />
    </div>
  );
}
