import { useState } from "react";
import { TextButton } from "@/components/Button";
import { Scim } from "@/components/marks";
import p from "@/components/panel.module.css";
import { t } from "@/i18n";
import type { JsonValue, TypeModel } from "@/rpc/types";
import { schemaLabel } from "@/scim/labels";
import { unknownAttributes } from "@/scim/model";
import { readPath } from "@/scim/path";
import { showValue } from "@/scim/show";
import type { JsonObject } from "@/scim/json";
import s from "./detail.module.css";
import fs from "./field.module.css";
import { Field } from "./Field";
import { isShown, sectionsOf, type Section } from "./fields";
import { ListField } from "./ListField";
import { SecretField } from "./SecretField";

interface Props {
  model: TypeModel;
  base: JsonObject;
  desired: JsonObject;
  onChange(path: string, value: JsonValue | undefined): void;
}

/** The form, made from the server's own schemas: core, extensions, and what no schema knows. */
export function Profile(props: Props) {
  const unknown = unknownAttributes(props.model, props.desired);
  return (
    <>
      {sectionsOf(props.model).map((section) => <SchemaSection key={section.schema.id} section={section} {...props} />)}
      {unknown.length > 0 && (
        <section className={p.section}>
          <h3 className={p.sectionHead}>{t("detail.other")} <Scim>{t("detail.otherSub")}</Scim></h3>
          {unknown.map(([name, value]) => (
            <div className={fs.field} key={name}>
              <bdi className={fs.fieldLabel} title={name}>{name}</bdi>
              <span className={fs.fieldValue}><bdi className="truncate selectable muted" title={showValue(value)}>{showValue(value)}</bdi></span>
            </div>
          ))}
        </section>
      )}
    </>
  );
}

function SchemaSection({ section, base, desired, onChange }: Props & { section: Section }) {
  const [all, setAll] = useState(false);
  const { schema } = section;
  const fields = section.fields.filter((attribute) => all || isShown(attribute, base, desired));
  const lists = section.lists.filter((attribute) => all || isShown(attribute, base, desired));
  const hidden = section.fields.length + section.lists.length - fields.length - lists.length;
  return (
    <>
      <section className={p.section}>
        <h3 className={p.sectionHead} title={schema.id}>
          <bdi>{schemaLabel(schema)}</bdi> <Scim>{t(schema.extension ? "detail.extension" : "detail.core")}</Scim>
        </h3>
        {fields.map((attribute) => (
          <Field
            key={attribute.path}
            attribute={attribute}
            before={readPath(base, attribute.path)}
            value={readPath(desired, attribute.path)}
            onChange={(value) => onChange(attribute.path, value)}
            refers={section.refers.get(attribute.path)}
          />
        ))}
        {section.secrets.map((attribute) => <SecretField key={attribute.path} attribute={attribute} value={readPath(desired, attribute.path)} onChange={(value) => onChange(attribute.path, value)} />)}
        {(hidden > 0 || all) && (
          <div className={s.more}><TextButton className="xs" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t("detail.less") : t("detail.more", { n: hidden })}</TextButton></div>
        )}
      </section>
      {lists.map((attribute) => (
        <ListField
          key={attribute.path}
          attribute={attribute}
          before={readPath(base, attribute.path)}
          value={readPath(desired, attribute.path)}
          onChange={(value) => onChange(attribute.path, value)}
        />
      ))}
    </>
  );
}
