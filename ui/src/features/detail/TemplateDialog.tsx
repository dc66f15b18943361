import { Button, IconButton } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { t } from "@/i18n";
import s from "./actions.module.css";
import type { Template } from "./templates";

/** Templates of one type: use one, or remove it. */
export function TemplateDialog({ templates, onUse, onRemove, onClose }: { templates: readonly Template[]; onUse(template: Template): void; onRemove(template: Template): void; onClose(): void }) {
  return (
    <Dialog title={t("template.title")} width={480} onClose={onClose} foot={<><span className="spacer" /><Button onClick={onClose}>{t("common.close")}</Button></>}>
      {templates.length === 0 ? <p className={s.pad}>{t("template.none")}</p> : (
        <ul className={s.list}>
          {templates.map((template) => (
            <li key={template.id} className={s.row}>
              <bdi className="truncate">{template.name}</bdi>
              <span className="spacer" />
              <Button size="sm" onClick={() => onUse(template)} aria-label={`${t("template.use")}: ${template.name}`}>{t("template.use")}</Button>
              <IconButton size="sm" icon="trash" label={t("template.remove", { name: template.name })} onClick={() => onRemove(template)} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
