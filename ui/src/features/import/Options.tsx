import { Select, TextInput } from "@/components/inputs";
import f from "@/components/form.module.css";
import { t } from "@/i18n";
import type { DateOrder, ImportOperation, Mapping } from "@/rpc/types";
import { labelOf } from "@/scim/labels";

const operations: readonly ImportOperation[] = ["upsert", "create", "update", "deactivate"];
const keys = ["userName", "externalId", "emails.value"];

/** What to do with the people of the file, and how to find them. */
export function Options({ mapping, onMapping }: { mapping: Mapping; onMapping(mapping: Mapping): void }) {
  const groups = mapping.groups;
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>{t("import.what")}</h2>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("import.what")}</span>
        <Select value={mapping.operation} options={operations.map((value) => ({ value, label: t(`import.op.${value}`) }))} onChange={(value) => onMapping({ ...mapping, operation: value as ImportOperation })} />
        <span className={f.formrowHint}>{t(`import.opHint.${mapping.operation}`)}</span>
      </label>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("import.match")}</span>
        <Select value={mapping.match} options={keys.map((value) => ({ value, label: labelOf(value) }))} onChange={(match) => onMapping({ ...mapping, match })} />
      </label>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("import.dates")}</span>
        <Select
          value={mapping.dates ?? ""}
          options={[{ value: "", label: t("import.dates.none") }, { value: "dayFirst", label: t("import.dates.dayFirst") }, { value: "monthFirst", label: t("import.dates.monthFirst") }]}
          onChange={(value) => onMapping({ ...mapping, dates: value === "" ? null : value as DateOrder })}
        />
      </label>
      <label className={f.formrow}>
        <span className={f.formrowL}>{t("import.groupsAlways")}</span>
        <TextInput
          defaultValue={groups.always.join("; ")}
          name="groups-always"
          onBlur={(event) => onMapping({ ...mapping, groups: { ...groups, always: event.target.value.split(";").map((name) => name.trim()).filter(Boolean) } })}
        />
        <span className={f.formrowHint}>{t("import.groupsAlwaysHint")}</span>
      </label>
      {groups.columns.length > 0 && (
        <label className={f.formrow}>
          <span className={f.formrowL} title={t("import.groupsSeparator")}>{t("import.separator")}</span>
          <TextInput mono value={groups.separator} name="groups-separator" onChange={(event) => onMapping({ ...mapping, groups: { ...groups, separator: event.target.value } })} />
          <span className={f.formrowHint}>{t("import.groupsSeparator")}</span>
        </label>
      )}
    </section>
  );
}
