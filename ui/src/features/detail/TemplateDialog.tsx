import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import { TextInput } from "@/components/inputs";
import { changesBetween } from "@/drafts/changes";
import { t } from "@/i18n";
import type { TypeModel } from "@/rpc/types";
import { labelOf } from "@/scim/labels";
import { writePath } from "@/scim/path";
import { showAt } from "@/scim/show";
import s from "./actions.module.css";
import { FormProvider } from "./form";
import { Profile } from "./Profile";
import { templateModel, type Template } from "./templates";

/** What a record made from it will have: "Job title: Store associate · Department: Retail". */
const valuesOf = ({ resource }: Template) => changesBetween({}, resource).map((change) => `${labelOf(change.path)}: ${showAt(change.path, change.after)}`).join(" · ");

interface Props {
  connection: string;
  model: TypeModel;
  templates: readonly Template[];
  onUse(template: Template): void;
  /** Another name, or other values. */
  onChange(template: Template): void;
  onRemove(template: Template): void;
  onClose(): void;
}

/** Templates of one type: use one, edit it, or remove it. */
export function TemplateDialog({ templates, onClose, ...rest }: Props) {
  const [editing, setEditing] = useState<Template>();
  if (editing) return <Editor {...rest} template={editing} onChange={(template) => { rest.onChange(template); setEditing(undefined); }} onClose={() => setEditing(undefined)} />;
  return (
    <Dialog title={t("template.title")} width={520} onClose={onClose} foot={<><span className="spacer" /><Button onClick={onClose}>{t("common.close")}</Button></>}>
      {templates.length === 0 ? <p className={s.pad}>{t("template.none")}</p> : (
        <ul className={s.list}>
          {templates.map((template, index) => (
            <li key={template.id} className={s.row}>
              <span className={s.named}>
                <bdi className="truncate">{template.name}</bdi>
                <bdi className="xs muted truncate" title={valuesOf(template)}>{valuesOf(template)}</bdi>
              </span>
              <Button size="sm" autoFocus={index === 0} onClick={() => rest.onUse(template)} aria-label={`${t("template.use")}: ${template.name}`}>{t("template.use")}</Button>
              <IconButton size="sm" icon="pencil" label={t("template.edit", { name: template.name })} onClick={() => setEditing(template)} />
              <IconButton size="sm" icon="trash" label={t("template.remove", { name: template.name })} onClick={() => rest.onRemove(template)} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** Its name, and its values in the form of a record. Nothing of it goes to the server. */
function Editor({ connection, model, template, onChange, onClose }: Pick<Props, "connection" | "model" | "onChange" | "onClose"> & { template: Template }) {
  const [name, setName] = useState(template.name);
  const [resource, setResource] = useState(template.resource);
  return (
    <Dialog
      title={t("template.edit", { name: template.name })}
      sub={t("template.editSub")}
      width={560}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" showKey command={{ id: "template.save", label: t("template.save"), hotkey: "Mod+Enter", enabled: name.trim() !== "", run: () => onChange({ ...template, name: name.trim(), resource }) }} />
        </>
      )}
    >
      <label className={s.pad}>
        <span className="sub">{t("template.name")}</span>
        <TextInput autoFocus value={name} invalid={name.trim() === ""} onChange={(event) => setName(event.target.value)} />
      </label>
      <div className={s.values}>
        <FormProvider form={{ connection, findings: [], onOpen: () => undefined, isNew: true }}>
          <Profile model={templateModel(model)} base={template.resource} desired={resource} onChange={(path, value) => setResource((now) => writePath(now, path, value))} />
        </FormProvider>
      </div>
    </Dialog>
  );
}
