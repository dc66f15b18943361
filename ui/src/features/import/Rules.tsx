import { Button, IconButton } from "@/components/Button";
import { cx } from "@/components/cx";
import f from "@/components/form.module.css";
import { TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import type { ImportPreview } from "@/rpc/types";
import s from "./import.module.css";
import type { PathOption } from "./paths";
import { PathSelect } from "./PathSelect";
import { fillTemplate } from "./template";

interface Props {
  kind: "templates" | "constants";
  preview: ImportPreview;
  options: readonly PathOption[];
  /** Attribute path to its rule or value. */
  rules: Readonly<Record<string, string | undefined>>;
  onRules(rules: Record<string, string>): void;
}

/** Values made from columns, or the same for everyone. */
export function Rules({ kind, preview, options, rules, onRules }: Props) {
  const entries = Object.entries(rules).map(([path, rule]) => [path, rule ?? ""] as const);
  const isTemplate = kind === "templates";
  const headers = preview.columns.map((column) => column.header);
  const first = preview.firstRows[0] ?? [];
  const put = (at: number, path: string, rule: string) => onRules(Object.fromEntries(entries.map((entry, index) => (index === at ? [path, rule] : entry))));
  const free = options.find((option) => !(option.path in rules))?.path;
  return (
    <section className={f.formSec}>
      <h2 className={f.formSecH}>
        {t(`import.${kind}`)}
        <span className="spacer" />
        <Button size="sm" kind="ghost" icon="plus" disabled={free === undefined} onClick={() => { if (free !== undefined) onRules(Object.fromEntries([...entries, [free, ""]])); }}>{t(isTemplate ? "import.addTemplate" : "import.addConstant")}</Button>
      </h2>
      <p className={cx("xs", "faint", s.rulesText)}>{t(isTemplate ? "import.templatesText" : "import.constantsText", { open: "{", close: "}" })}</p>
      {entries.map(([path, rule], index) => (
        <div key={index} className={s.rule}>
          <PathSelect label={t("import.field")} value={path} options={options} onChange={(next) => put(index, next, rule)} />
          <TextInput mono={isTemplate} name={`${kind}-${index}`} aria-label={t(isTemplate ? "import.rule" : "import.value")} value={rule} onChange={(event) => put(index, path, event.target.value)} />
          <IconButton size="sm" icon="x" label={t("common.remove")} onClick={() => onRules(Object.fromEntries(entries.filter((_, at) => at !== index)))} />
          {isTemplate && rule !== "" && <span className={cx("xs", "muted", s.ruleRow)}>{t("import.row1")} → <bdi className="mono">{fillTemplate(rule, headers, first) || t("value.notSet")}</bdi></span>}
        </div>
      ))}
    </section>
  );
}
