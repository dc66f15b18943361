import { Button, TextButton } from "@/components/Button";
import { cx } from "@/components/cx";
import { Select } from "@/components/inputs";
import fi from "@/components/finding.module.css";
import { Icon } from "@/components/Icon";
import { Status, Tag } from "@/components/marks";
import v from "@/components/view.module.css";
import { useCommand } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { formatNumber, t } from "@/i18n";
import { size } from "@/i18n/size";
import type { ImportPreview, Reading, SourceFinding } from "@/rpc/types";
import { saySource } from "@/scim/words";
import { Head } from "./Head";
import s from "./import.module.css";
import sh from "./sheet.module.css";

interface Props {
  preview: ImportPreview;
  busy: boolean;
  onReread(reading: Reading): void;
  onChoose(): void;
  onCancel(): void;
  onNext(): void;
}

const encodings = ["utf-8", "windows-1252", "iso-8859-15", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "shift_jis"];
const separators = [
  { value: ",", label: t("import.sep.comma") },
  { value: ";", label: t("import.sep.semicolon") },
  { value: "\t", label: t("import.sep.tab") },
  { value: "|", label: t("import.sep.pipe") },
];

/** The file as it was understood, with what is in doubt. */
export function SourceStep({ preview, busy, onReread, onChoose, onCancel, onNext }: Props) {
  useCommand({ id: "import.cancel", label: t("common.cancel"), hotkey: "Escape", run: onCancel });
  const read = preview.encoding.toLowerCase();
  const known = encodings.includes(read) ? encodings : [read, ...encodings];
  return (
    <>
      <Head title={preview.name} step={0} />
      <div className={s.source} aria-busy={busy}>
        <div className={v.pane}>
          <div className={v.paneHead}><Icon name="file" /><span className={v.paneTitle}>{t("import.file")}</span><span className="spacer" /><TextButton onClick={onChoose} disabled={busy}>{t("import.replace")}</TextButton></div>
          <div className={s.facts}>
            <bdi className="medium truncate" title={preview.name}>{preview.name}</bdi>
            <span className="xs muted">{t("import.fileFacts", { size: size(preview.bytes), n: preview.rows })}</span>
            <label className={s.opt}><span>{t("import.encoding")}</span><Select small disabled={busy} value={read} options={known.map((value) => ({ value, label: value }))} onChange={(encoding) => onReread({ encoding, delimiter: preview.delimiter })} /></label>
            <label className={s.opt}><span>{t("import.separator")}</span><Select small disabled={busy} value={preview.delimiter} options={separators} onChange={(delimiter) => onReread({ encoding: preview.encoding, delimiter })} /></label>
          </div>
          <h2 className={cx("sub", s.sideHead)}>{t("import.columns")}</h2>
          <ul className={s.cols}>
            {preview.columns.map((column, index) => (
              <li key={column.header} className={s.col}>
                <i className={s.letter}>{letter(index)}</i>
                <bdi className="medium truncate" title={column.header}>{column.header}</bdi>
                <span className="xs faint">{t("import.filled", { n: column.filled })}</span>
                <bdi className={cx("xs", "faint", "truncate", s.samples)}>{column.samples.join(", ")}</bdi>
              </li>
            ))}
          </ul>
          <div className={v.statusbar}><span className="spacer" />{t("import.stays")}</div>
        </div>
        <div className={v.pane}>
          <div className={v.paneHead}><bdi className={cx(v.paneTitle, "truncate")}>{preview.name}</bdi><span className="xs faint">{t("import.asFile", { n: preview.firstRows.length })}</span></div>
          <Sheet preview={preview} />
          <Findings findings={preview.findings} encoding={preview.encoding} />
        </div>
      </div>
      <div className={v.jobfoot}>
        <Button hotkey="Escape" onClick={onCancel}>{t("common.cancel")}</Button>
        <span className="spacer" />
        <span className="muted xs">{t("import.nothingLeft")}</span>
        <CommandButton kind="primary" showKey autoFocus command={{ id: "import.map", label: t("import.toMap", { n: preview.columns.length }), hotkey: "Mod+Enter", enabled: !busy && preview.rows > 0, run: onNext }} />
      </div>
    </>
  );
}

/** A, B, … Z, AA: as spreadsheets call their columns. */
export function letter(index: number): string {
  return (index >= 26 ? letter(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26));
}

function Sheet({ preview }: { preview: ImportPreview }) {
  const marked = new Map<string, "doubt" | "blocked">();
  for (const finding of preview.findings) {
    if (finding.column === null) continue;
    for (const row of finding.rows) marked.set(`${row}/${finding.column}`, finding.blocks ? "blocked" : "doubt");
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by keyboard
    <div className={cx(sh.sheet, s.sheet)} tabIndex={0} role="region" aria-label={preview.name}>
      <table>
        <thead>
          <tr><th className={sh.sheetN} aria-hidden="true" />{preview.columns.map((column, index) => <th key={column.header} aria-hidden="true">{letter(index)}</th>)}</tr>
        </thead>
        <tbody>
          <tr className={sh.isHead}><td className={sh.sheetN} aria-hidden="true" />{preview.columns.map((column) => <td key={column.header} title={column.header}><bdi>{column.header}</bdi></td>)}</tr>
          {preview.firstRows.map((cells, row) => (
            <tr key={row}>
              <th className={sh.sheetN} scope="row">{formatNumber(row + 1)}</th>
              {preview.columns.map((column, index) => {
                const mark = marked.get(`${row + 1}/${column.header}`);
                return <td key={column.header} title={cells[index]} className={cx(mark === "doubt" && sh.isDoubt, mark === "blocked" && sh.isBlocked)}><bdi>{cells[index]}</bdi></td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Findings({ findings, encoding }: { findings: readonly SourceFinding[]; encoding: string }) {
  return (
    <section className={s.findings} aria-label={t("import.found")}>
      <div className={v.paneHead}>
        <span className={v.paneTitle}>{t("import.found")}</span>
        {findings.length > 0 && <Tag tone="warn">{formatNumber(findings.length)}</Tag>}
      </div>
      <div className={s.findingList}>
        {findings.length === 0 && <p className={s.none}><Status tone="ok">{t("import.foundNone")}</Status></p>}
        {findings.map((finding) => (
          <div key={finding.code + (finding.column ?? "")} className={cx(fi.finding, finding.blocks ? fi.findingBad : fi.findingWarn)}>
            <div className={fi.findingH}>
              <Icon name={finding.blocks ? "error" : "warning"} />
              <span>{saySource(finding, encoding)}</span>
              <Tag tone={finding.blocks ? "bad" : "warn"}>{finding.blocks ? t("import.blocks", { n: finding.count }) : t("import.inDoubt", { n: finding.count })}</Tag>
            </div>
            <p className={fi.findingS}>
              {finding.column !== null && <><bdi className="mono">{finding.column}</bdi> · </>}
              {finding.rows.length > 0 && t("import.rowsNamed", { rows: finding.rows.slice(0, 8).map(formatNumber).join(", ") })}
            </p>
          </div>
        ))}
      </div>
    </section>
  );
}
