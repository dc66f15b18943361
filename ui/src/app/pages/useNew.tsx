import { useState, type ReactNode } from "react";
import { useCommand, useCommandList } from "@/commands/registry";
import { Button, IconButton } from "@/components/Button";
import { useToasts } from "@/components/toasts";
import { useDraftStore } from "@/drafts/provider";
import { newId } from "@/drafts/store";
import { cloneOf, readTemplates, TemplateDialog, templateOf, type Template } from "@/features/detail";
import { Message, t } from "@/i18n";
import type { ConnectionView, JsonValue, TypeModel } from "@/rpc/types";
import type { JsonObject } from "@/scim/json";
import { typeLabel } from "@/scim/labels";
import { nameOf, secretPaths } from "@/scim/model";
import { useSettings } from "@/settings/provider";
import { useGo } from "../useGo";

/** Making records: new, cloned, from a template. What is made is a draft until it is reviewed and sent. */
export function useNew(connection: ConnectionView | undefined, model: TypeModel | undefined) {
  const go = useGo();
  const store = useDraftStore();
  const toasts = useToasts();
  const { settings, remember } = useSettings();
  const [choosing, setChoosing] = useState(false);
  const all = readTemplates(settings.window["templates"]);
  const type = model ? typeLabel(model.name) : "";

  /** Opens the form; it is a draft once there is a value in it. */
  function make(resource: JsonObject) {
    if (!connection || !model) return;
    const id = newId();
    store.put({ connection: connection.id, typeName: model.name, id, label: nameOf(resource) || t("detail.newTitle", { type }), base: {}, desired: resource, isNew: true, secrets: secretPaths(model) });
    go.type(connection.id, model.name, id);
  }

  function keep(name: string, resource: JsonObject) {
    if (!connection || !model) return;
    const template: Template = { id: newId(), connection: connection.id, typeName: model.name, name, resource: templateOf(model, resource) };
    remember("templates", [...all, template] as unknown as JsonValue);
    toasts.show({ tone: "ok", title: t("template.kept"), text: <Message id="template.keptText" values={{ name }} /> });
  }

  const open = { id: "new.open", label: t("new.open", { type }), hotkey: "Mod+N", enabled: model !== undefined, run: () => make({}) };
  useCommand(open);
  useCommandList([{ id: "new.template", label: t("new.template"), hotkey: "Mod+Shift+N", enabled: model !== undefined, run: () => setChoosing(true) }]);
  const mine = all.filter((each) => each.connection === connection?.id && each.typeName === model?.name);

  const tools: ReactNode = (
    <span className="btngroup">
      <Button icon="plus" aria-keyshortcuts="Control+N" onClick={open.run}>{open.label}</Button>
      <IconButton kind="plain" icon="file" label={t("new.template")} aria-keyshortcuts="Control+Shift+N" onClick={() => setChoosing(true)} />
    </span>
  );
  const change = (next: readonly Template[]) => remember("templates", next as unknown as JsonValue);
  const dialog: ReactNode = choosing && connection && model && (
    <TemplateDialog
      connection={connection.id}
      model={model}
      templates={mine}
      onUse={(template) => { setChoosing(false); make(template.resource); }}
      onChange={(template) => change(all.map((each) => (each.id === template.id ? template : each)))}
      onRemove={(template) => change(all.filter((each) => each.id !== template.id))}
      onClose={() => setChoosing(false)}
    />
  );
  return { tools, dialog, keep, clone: (resource: JsonObject) => { if (model) make(cloneOf(model, resource)); } };
}
