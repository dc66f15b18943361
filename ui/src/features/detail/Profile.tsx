import { useState } from "react";
import { TextButton } from "@/components/Button";
import { Scim } from "@/components/marks";
import p from "@/components/panel.module.css";
import { t } from "@/i18n";
import type { AttributeView, JsonValue, TypeModel } from "@/rpc/types";
import { schemaLabel } from "@/scim/labels";
import { readPath } from "@/scim/path";
import { pointTo } from "@/scim/reference";
import { member, sameJson, text, type JsonObject } from "@/scim/json";
import s from "./detail.module.css";
import { Field } from "./Field";
import { isShown, sectionsOf, type Section } from "./fields";
import { ListField } from "./ListField";
import { SecretField } from "./SecretField";
import { Undeclared } from "./Undeclared";

interface Props {
  model: TypeModel;
  base: JsonObject;
  desired: JsonObject;
  onChange(path: string, value: JsonValue | undefined): void;
  /** Goes to the record as JSON. */
  onEditJson?: (() => void) | undefined;
}

/** The form, made from the server's own schemas: core, extensions, and what no schema knows. */
export function Profile(props: Props) {
  return (
    <>
      {sectionsOf(props.model).map((section) => <SchemaSection key={section.schema.id} section={section} {...props} />)}
      <Undeclared {...props} />
    </>
  );
}

const called = (reference: JsonValue | undefined) => text(member(reference, "displayName") ?? member(reference, "display"));

/** The id in a reference. What else the reference says belongs to its target, and goes with it. */
function ReferencePart({ attribute, types, base, desired, onChange }: Pick<Props, "base" | "desired" | "onChange"> & { attribute: AttributeView; types: readonly string[] }) {
  const whole = attribute.path.replace(/\.value$/i, "");
  const [was, now] = [readPath(base, whole), readPath(desired, whole)];
  const before = member(was, "value");
  return (
    <Field
      attribute={attribute}
      before={before}
      value={member(now, "value")}
      reference={{ types, called: called(now), wasCalled: called(was) }}
      onChange={(value) => onChange(whole, sameJson(value, before) ? was : pointTo(now, value))}
    />
  );
}

function SchemaSection({ section, base, desired, onChange }: Pick<Props, "base" | "desired" | "onChange"> & { section: Section }) {
  const [all, setAll] = useState(false);
  const { schema } = section;
  const fields = section.fields.filter((attribute) => all || isShown(attribute, base, desired));
  const lists = section.lists.filter((attribute) => all || isShown(attribute, base, desired));
  // An extension of which the server says only that it is there.
  if (section.fields.length + section.lists.length + section.secrets.length === 0) return null;
  const hidden = section.fields.length + section.lists.length - fields.length - lists.length;
  return (
    <>
      <section className={p.section}>
        <h3 className={p.sectionHead} title={schema.id}>
          <bdi>{schemaLabel(schema)}</bdi> <Scim>{t(schema.extension ? "detail.extension" : "detail.core")}</Scim>
        </h3>
        {fields.map((attribute) => {
          const { path } = attribute;
          const types = section.refers.get(path);
          const before = readPath(base, path);
          return types ? <ReferencePart key={path} attribute={attribute} types={types} base={base} desired={desired} onChange={onChange} /> : (
            <Field key={path} attribute={attribute} before={before} value={readPath(desired, path)} onChange={(value) => onChange(path, value)} />
          );
        })}
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
