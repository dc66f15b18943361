import { Button, IconButton } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { changesBetween } from "@/drafts/changes";
import { t } from "@/i18n";
import { labelOf } from "@/scim/labels";
import { showAt } from "@/scim/show";
import s from "./actions.module.css";
import type { Template } from "./templates";

/** What a record made from it will have: "Job title: Store associate · Department: Retail". */
const valuesOf = ({ resource }: Template) => changesBetween({}, resource).map((change) => `${labelOf(change.path)}: ${showAt(change.path, change.after)}`).join(" · ");

/** Templates of one type: use one, or remove it. */
export function TemplateDialog({ templates, onUse, onRemove, onClose }: { templates: readonly Template[]; onUse(template: Template): void; onRemove(template: Template): void; onClose(): void }) {
  return (
    <Dialog title={t("template.title")} width={480} onClose={onClose} foot={<><span className="spacer" /><Button onClick={onClose}>{t("common.close")}</Button></>}>
      {templates.length === 0 ? <p className={s.pad}>{t("template.none")}</p> : (
        <ul className={s.list}>
          {templates.map((template, index) => (
            <li key={template.id} className={s.row}>
              <span className={s.named}>
                <bdi className="truncate">{template.name}</bdi>
                <bdi className="xs muted truncate" title={valuesOf(template)}>{valuesOf(template)}</bdi>
              </span>
              <Button size="sm" autoFocus={index === 0} onClick={() => onUse(template)} aria-label={`${t("template.use")}: ${template.name}`}>{t("template.use")}</Button>
              <IconButton size="sm" icon="trash" label={t("template.remove", { name: template.name })} onClick={() => onRemove(template)} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
