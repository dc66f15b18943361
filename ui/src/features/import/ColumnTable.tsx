import { cx } from "@/components/cx";
import { Status } from "@/components/marks";
import { t } from "@/i18n";
import type { HeaderMatch, ImportPreview, Mapping } from "@/rpc/types";
import { letter } from "./SourceStep";
import s from "./import.module.css";
import type { PathOption } from "./paths";
import { PathSelect } from "./PathSelect";

const GROUP = "group";

/** One line a column: where its cells go, and how sure the match is. */
export function ColumnTable({ preview, options, mapping, onMapping }: { preview: ImportPreview; options: readonly PathOption[]; mapping: Mapping; onMapping(mapping: Mapping): void }) {
  function send(header: string, path: string) {
    const groups = mapping.groups.columns.filter((each) => each !== header);
    const columns = { ...mapping.columns, [header]: path === GROUP ? "" : path };
    if (path === GROUP) {
      delete columns[header];
      groups.push(header);
    }
    onMapping({ ...mapping, columns, groups: { ...mapping.groups, columns: groups } });
  }
  return (
    <>
      <div className={cx(s.t, s.tHead)}>
        <div>{t("import.column")}</div>
        <div>{t("import.field")}</div>
        <div>{t("import.sure")}</div>
      </div>
      <div className={s.ts}>
        {preview.columns.map((column, index) => {
          const isGroup = mapping.groups.columns.includes(column.header);
          const path = isGroup ? GROUP : mapping.columns[column.header] ?? "";
          return (
            <div key={column.header} className={cx(s.t, path === "" && s.isOff)}>
              <div className={s.tColumn}>
                <i className={s.letter}>{letter(index)}</i>
                <span className={s.tNames}>
                  <bdi className="medium truncate" title={column.header}>{column.header}</bdi>
                  <bdi className="xs faint truncate">{column.samples.join(", ")}</bdi>
                </span>
              </div>
              <div>
                <PathSelect label={t("import.field")} value={path} options={options} extra={[{ path: "", label: t("import.leaveOut") }, { path: GROUP, label: t("import.group") }]} onChange={(next) => send(column.header, next)} />
                {path !== "" && path !== GROUP && <bdi className={cx("mono", "truncate", s.tPath)} title={path}>{short(path)}</bdi>}
              </div>
              <div><Sure path={path} match={preview.matches.find((each) => each.header === column.header)} /></div>
            </div>
          );
        })}
      </div>
    </>
  );
}

/** The path without the long name of its schema. */
function short(path: string): string {
  return path.toLowerCase().startsWith("urn:") ? path.split(":").slice(-3).join(":") : path;
}

function Sure({ path, match }: { path: string; match: HeaderMatch | undefined }) {
  if (path === "") return <span className="xs faint">{t("import.notUsed")}</span>;
  if (!match || match.path !== path) return <Status tone="off" icon="user" small>{t("import.youSet")}</Status>;
  if (match.confidence >= 100) return <Status tone="ok" small>{t("import.exact")}</Status>;
  if (match.confidence >= 80) return <Status tone="ok" small>{t("import.likely", { n: match.confidence })}</Status>;
  return <Status tone="warn" small>{t("import.guess", { n: match.confidence })}</Status>;
}
