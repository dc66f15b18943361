import { useState } from "react";
import { Button } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Segments } from "@/components/inputs";
import { Status } from "@/components/marks";
import { useToasts } from "@/components/toasts";
import type { Column, Selection } from "@/data-grid/types";
import { Message, t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import type { ExportFormat, MemberRow } from "@/rpc/types";
import s from "./groups.module.css";
import type { MembersQuestion } from "./useMembershipChange";

interface Props {
  connection: string;
  name: string;
  /** Why the list is not proven to be whole. */
  gap: string | undefined;
  question: MembersQuestion;
  count: number;
  selection: Selection;
  chosen: number;
  columns: readonly Column<MemberRow>[];
  onClose(): void;
}

/** The members that are shown or selected, into a file, with the columns of the screen. */
export function ExportMembers({ connection, name, gap, question, count, selection, chosen, columns, onClose }: Props) {
  const [format, setFormat] = useState<ExportFormat>("xlsx");
  const [what, setWhat] = useState<"shown" | "selected">(chosen > 0 ? "selected" : "shown");
  const save = useAct("members_export");
  const toasts = useToasts();
  const selected = what === "selected";
  const n = selected ? chosen : count;

  async function run() {
    try {
      const report = await save.mutateAsync({
        connection,
        export: {
          list: { ...question, offset: 0, limit: 0, refresh: false },
          ids: selected && !selection.all ? [...selection.ids] : [],
          except: selected && selection.all ? [...selection.ids] : [],
          columns: [...columns.map(({ id, title }) => ({ path: id, title })), { path: "id", title: t("groups.id") }],
          format,
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
      title={t("groups.export")}
      sub={<Message id="groups.exportSub" values={{ name }} />}
      width={480}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" size="lg" icon="download" showKey command={{ id: "group.exportRun", label: t("export.run", { n }), hotkey: "Mod+Enter", enabled: !save.isPending && n > 0, run: () => void run() }} />
        </>
      )}
    >
      <div className={`${d.dialogPad} ${s.same}`}>
        {chosen > 0 && (
          <Segments<"shown" | "selected"> label={t("export.what")} value={what} onChange={setWhat} options={[{ value: "shown", label: t("export.shown", { n: count }) }, { value: "selected", label: t("export.selected", { n: chosen }) }]} />
        )}
        <Segments<ExportFormat> label={t("export.format")} value={format} onChange={setFormat} options={[{ value: "xlsx", label: "XLSX" }, { value: "csv", label: "CSV" }, { value: "json", label: "JSON" }, { value: "jsonl", label: "JSONL" }]} />
        {gap && <Status tone="warn" small>{t("common.incomplete")}: {gap}</Status>}
      </div>
    </Dialog>
  );
}
