import { useMemo } from "react";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Status } from "@/components/marks";
import v from "@/components/view.module.css";
import { Button } from "@/components/Button";
import { useCommand } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import type { ImportPreview, Mapping, TypeModel } from "@/rpc/types";
import { labelOf } from "@/scim/labels";
import { ColumnTable } from "./ColumnTable";
import { Head } from "./Head";
import s from "./import.module.css";
import { Options } from "./Options";
import { pathsOf } from "./paths";
import { Rules } from "./Rules";

interface Props {
  preview: ImportPreview;
  model: TypeModel;
  mapping: Mapping;
  onMapping(mapping: Mapping): void;
  busy: boolean;
  onBack(): void;
  onPlan(): void;
}

/** What becomes of each column, and what is added to every row. */
export function MapStep({ preview, model, mapping, onMapping, busy, onBack, onPlan }: Props) {
  const options = useMemo(() => pathsOf(model), [model]);
  useCommand({ id: "import.back", label: t("import.back"), hotkey: "Escape", run: onBack });
  const filled = new Set([...Object.values(mapping.columns), ...Object.keys(mapping.templates), ...Object.keys(mapping.constants)].map((path) => path.toLowerCase()));
  const hasKey = filled.has(mapping.match.toLowerCase());
  const used = preview.columns.filter((column) => mapping.columns[column.header] || mapping.groups.columns.includes(column.header)).length;
  return (
    <>
      <Head title={preview.name} step={1} />
      <div className={s.map} aria-busy={busy}>
        <div className={v.pane}>
          <ColumnTable preview={preview} options={options} mapping={mapping} onMapping={onMapping} />
          <div className={v.statusbar}>
            <span>{t("import.used", { used, all: preview.columns.length })}</span>
            <span className="spacer" />
            {hasKey
              ? <Status tone="ok" small>{t("import.filledAll")}</Status>
              : <Status tone="bad" small>{t("import.missingKey", { field: labelOf(mapping.match) })}</Status>}
          </div>
        </div>
        <div className={cx(v.pane, s.mapSide)}>
          <Options mapping={mapping} onMapping={onMapping} />
          <Rules kind="templates" preview={preview} options={options} rules={mapping.templates} onRules={(templates) => onMapping({ ...mapping, templates })} />
          <Rules kind="constants" preview={preview} options={options} rules={mapping.constants} onRules={(constants) => onMapping({ ...mapping, constants })} />
        </div>
      </div>
      <div className={v.jobfoot}>
        <Button icon="arrow-l" onClick={onBack} disabled={busy}>{t("import.back")}</Button>
        <span className="spacer" />
        <span className="muted xs" role="status">{busy ? <><Icon name="refresh" size="xs" className={s.inline} /> {t("import.planning")}</> : t("import.planReads")}</span>
        <CommandButton kind="primary" showKey command={{ id: "import.plan", label: t(busy ? "import.planning" : "import.plan", { n: preview.rows }), hotkey: "Mod+Enter", enabled: !busy && hasKey, run: onPlan }} />
      </div>
    </>
  );
}
