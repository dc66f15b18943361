import { useState } from "react";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Checkbox, Segments } from "@/components/inputs";
import { useToasts } from "@/components/toasts";
import type { Column } from "@/data-grid/types";
import { t } from "@/i18n";
import { midSentence } from "@/scim/labels";
import { useAct } from "@/rpc/provider";
import type { ExportFormat, ExportRequest, Row } from "@/rpc/types";
import f from "./chips.module.css";
import type { Selected } from "./useChoice";

interface Props {
  connection: string;
  types: string;
  /** What the list shows; ids where the server was asked, else the search and the filter over the copy. */
  shown: Pick<ExportRequest, "typeName" | "ids" | "text" | "filter" | "sortBy" | "descending">;
  count: number;
  selected: Selected;
  columns: readonly Column<Row>[];
  onClose(): void;
}

/** What is shown or selected, into a file. Where to is asked by the system. */
export function ExportDialog({ connection, types, shown, count, selected, columns, onClose }: Props) {
  const [format, setFormat] = useState<ExportFormat>("xlsx");
  const [what, setWhat] = useState<"shown" | "selected">(selected.count > 0 ? "selected" : "shown");
  const [whole, setWhole] = useState(false);
  const save = useAct("export_save");
  const toasts = useToasts();
  const meant = what === "shown" ? count : selected.count;
  const json = format === "json" || format === "jsonl";

  async function run() {
    const ids = what === "shown" ? shown.ids : selected.all ? shown.ids.filter((id) => !selected.all?.except.includes(id)) : [...selected.ids];
    try {
      const report = await save.mutateAsync({
        connection,
        export: {
          ...shown, ids, format,
          except: what === "selected" && selected.all ? [...selected.all.except] : [],
          columns: json && whole ? [] : columns.map(({ id, title }) => ({ path: id, title })),
        },
      });
      if (!report) return;
      onClose();
      toasts.show({ tone: report.missing > 0 ? "warn" : "ok", title: t("export.done", { n: report.rows, name: report.name }), ...(report.missing > 0 ? { text: t("export.missing", { n: report.missing }) } : {}) });
    } catch (error) {
      toasts.fail(error);
    }
  }

  return (
    <Dialog
      title={t("export.title", { types: midSentence(types) })}
      sub={t("export.sub")}
      width={520}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button kind="primary" icon="download" disabled={save.isPending || meant === 0} onClick={() => void run()}>{t("export.run", { n: meant })}</Button>
        </>
      )}
    >
      <div className={f.one}>
        {selected.count > 0 && (
          <Segments<"shown" | "selected"> label={t("export.what")} value={what} onChange={setWhat} options={[{ value: "shown", label: t("export.shown", { n: count }) }, { value: "selected", label: t("export.selected", { n: selected.count }) }]} />
        )}
        <Segments<ExportFormat> label={t("export.format")} value={format} onChange={setFormat} options={[{ value: "xlsx", label: "XLSX" }, { value: "csv", label: "CSV" }, { value: "json", label: "JSON" }, { value: "jsonl", label: "JSONL" }]} />
        {json && <Checkbox checked={whole} onChange={setWhole}>{t("export.whole")}</Checkbox>}
        <p className="muted xs">{t(json && whole ? "export.wholeText" : "export.columnsText", { n: columns.length })}</p>
      </div>
    </Dialog>
  );
}
