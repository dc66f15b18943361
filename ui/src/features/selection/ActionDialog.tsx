import { useState, type ReactNode } from "react";
import { Button, TextButton } from "@/components/Button";
import { CommandButton } from "@/components/CommandButton";
import { Dialog } from "@/components/Dialog";
import d from "@/components/dialog.module.css";
import { Icon } from "@/components/Icon";
import { Select, TextInput } from "@/components/inputs";
import { t } from "@/i18n";
import type { AttributeView, JsonValue, SmallAction, TypeModel } from "@/rpc/types";
import { labelOf } from "@/scim/labels";
import s from "./selection.module.css";

export type Wanted = "set" | "activate" | "deactivate" | "addTo" | "removeFrom" | "delete";

export interface PickedGroup {
  id: string;
  label: string;
}

interface Props {
  model: TypeModel;
  wanted: Wanted;
  count: string;
  busy: boolean;
  onClose(): void;
  onPlan(action: SmallAction): void;
  /** A field that finds a group among all of them. */
  groupPicker(onPick: (group: PickedGroup) => void): ReactNode;
}

/** Asks what an action needs, and then for the plan. Nothing is sent from here. */
export function ActionDialog({ model, wanted, count, busy, onClose, onPlan, groupPicker }: Props) {
  const paths = settable(model);
  const [path, setPath] = useState(paths.find((each) => each.name === "department")?.path ?? paths[0]?.path ?? "");
  const [value, setValue] = useState("");
  const [group, setGroup] = useState<PickedGroup>();
  const attribute = paths.find((each) => each.path === path);
  const read = readValue(attribute, value);
  const action = actionOf(wanted, path, read.value, group?.id ?? "");

  return (
    <Dialog
      width={480}
      role={wanted === "delete" ? "alertdialog" : "dialog"}
      title={t(`selection.title.${wanted}`, { n: count })}
      sub={t("selection.what")}
      onClose={onClose}
      foot={(
        <>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.cancel")}</Button>
          <CommandButton kind="primary" size="lg" showKey command={{ id: "selection.plan", label: busy ? t("selection.planning") : t("selection.plan", { n: count }), hotkey: "Mod+Enter", enabled: !busy && action !== undefined && !read.wrong, run: () => { if (action) onPlan(action); } }} />
        </>
      )}
    >
      {wanted === "set" && (
        <div className={`${d.dialogPad} ${s.form}`}>
          <label className="stack"><span className="xs muted">{t("selection.attribute")}</span>
            <Select value={path} onChange={(next) => { setPath(next); setValue(""); }} options={paths.map((each) => ({ value: each.path, label: labelOf(each.path) }))} />
          </label>
          <label className="stack"><span className="xs muted">{t("selection.value")}</span>
            {attribute?.kind === "boolean"
              ? <Select value={value} onChange={setValue} options={[{ value: "", label: t("value.notSet") }, { value: "true", label: t("selection.true") }, { value: "false", label: t("selection.false") }]} />
              : <TextInput autoFocus name="value" value={value} invalid={read.wrong} onChange={(event) => setValue(event.target.value)} list="selection-values" />}
            {attribute && attribute.canonicalValues.length > 0 && <datalist id="selection-values">{attribute.canonicalValues.map((each) => <option key={each} value={each}>{each}</option>)}</datalist>}
          </label>
          <span className="xs faint" role={read.wrong ? "alert" : undefined}>{t(read.wrong ? "selection.number" : "selection.empty")}</span>
        </div>
      )}
      {(wanted === "addTo" || wanted === "removeFrom") && (
        <div className={d.dialogPad}>
          {group
            ? <div className="row"><Icon name="groups" size="sm" /><b className="truncate"><bdi>{group.label}</bdi></b><span className="spacer" /><TextButton onClick={() => setGroup(undefined)}>{t("selection.otherGroup")}</TextButton></div>
            : groupPicker(setGroup)}
        </div>
      )}
    </Dialog>
  );
}

const plain = (each: AttributeView) => !each.multiValued && each.kind !== "complex" && each.kind !== "binary" && each.mutability === "readWrite" && each.returned !== "never" && each.uniqueness === "none";

/** What can be given to several: single values that may be written and are no secret, also of extensions. */
function settable(model: TypeModel): AttributeView[] {
  return model.schemas.flatMap((schema) => schema.attributes).flatMap((each) => (each.kind === "complex" && !each.multiValued ? each.subAttributes.filter(plain) : plain(each) ? [each] : []));
}

function readValue(attribute: AttributeView | undefined, text: string): { value: JsonValue; wrong: boolean } {
  const trimmed = text.trim();
  if (trimmed === "") return { value: null, wrong: false };
  if (attribute?.kind === "boolean") return { value: trimmed === "true", wrong: false };
  if (attribute?.kind === "integer" || attribute?.kind === "decimal") {
    const number = Number(trimmed);
    const wrong = !Number.isFinite(number) || (attribute.kind === "integer" && !Number.isInteger(number));
    return { value: wrong ? null : number, wrong };
  }
  return { value: trimmed, wrong: false };
}

function actionOf(wanted: Wanted, path: string, value: JsonValue, group: string): SmallAction | undefined {
  switch (wanted) {
    case "set":
      return path === "" ? undefined : { kind: "set", values: [{ path, value }] };
    case "addTo":
      return group === "" ? undefined : { kind: "addToGroup", group };
    case "removeFrom":
      return group === "" ? undefined : { kind: "removeFromGroup", group };
    default:
      return { kind: wanted };
  }
}
