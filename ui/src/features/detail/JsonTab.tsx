import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { CopyText } from "@/components/CopyText";
import { Icon } from "@/components/Icon";
import { Status } from "@/components/marks";
import { t } from "@/i18n";
import { changesBetween } from "@/drafts/changes";
import { sayFinding } from "@/scim/words";
import { JsonEditor, type Mark } from "@/json-editor";
import { read, stepsOf, take, write } from "@/json-editor/schema";
import { sameJson, type JsonObject } from "@/scim/json";
import { hideSecrets, secretPaths } from "@/scim/model";
import { readPath } from "@/scim/path";
import s from "./detail.module.css";
import { useForm } from "./form";
import type { PanelContext } from "./panel";

const KEEP_AFTER_MS = 300;

/** The record as JSON. What is typed goes into the same draft as the form. */
export function JsonTab({ context, base }: { context: PanelContext; base: JsonObject }) {
  const { model, desired, put, edits } = context;
  const { findings } = useForm();
  const shown = hideSecrets(model, desired);
  const [typed, setTyped] = useState(() => write(shown));
  const [worst, setWorst] = useState<{ line: number; message: string }>();
  /** What this editor put into the draft: what comes back of it is no news. */
  const mine = useRef<JsonObject>(desired);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const now = useMemo(() => read(typed), [typed]);
  const locked = useMemo(() => ("value" in now ? take(model, now.value, base, desired).locked : []), [now, model, base, desired]);

  // Somebody else changed the draft: undo, the form.
  useEffect(() => {
    if (sameJson(mine.current, desired)) return;
    mine.current = desired;
    setTyped(write(hideSecrets(model, desired)));
  }, [desired, model]);

  const keep = useEffectEvent(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const latest = read(typed);
    if (!("value" in latest)) return;
    const { value } = take(model, latest.value, base, desired);
    if (sameJson(value, desired)) return;
    mine.current = value;
    put(value);
  });
  useEffect(() => () => { if (timer.current !== undefined) keep(); }, []);

  function change(text: string) {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => keep(), KEEP_AFTER_MS);
  }

  const marks = useMemo<Mark[]>(() => [
    ...locked.map((path) => ({ steps: stepsOf(path), error: false, message: t("json.readOnly", { name: path.split(":").at(-1) ?? path }) })),
    ...findings.map((finding) => ({ steps: stepsOf(finding.path), error: finding.error, message: sayFinding(finding) })),
  ], [locked, findings]);
  const changed = useMemo(() => ("value" in now ? changesBetween(hideSecrets(model, base), now.value).map((change) => stepsOf(change.path)) : []), [now, model, base]);
  const fault = "value" in now ? undefined : now.fault === "json" ? t("json.notJson") : t("json.notObject");
  const errors = fault === undefined ? findings.filter((finding) => finding.error).length : 1;
  const hidden = secretPaths(model).some((path) => readPath(desired, path) !== undefined);

  return (
    <div className={s.jsonTab}>
      <div className={s.jsonBar}><span className="mono xs faint">application/scim+json</span><span className="spacer" /><CopyText text={write(shown)} label={t("detail.copyJson")} /></div>
      <JsonEditor model={model} label={t("json.edit")} text={typed} marks={marks} changed={changed} fault={fault} onChange={change} onWorst={setWorst} loading={t("json.loading")} />
      {worst && (errors > 0 || locked.length > 0) && (
        <div className={s.jsonFault} role="alert"><Icon name={errors > 0 ? "error" : "lock"} size="sm" /><span>{t("json.line", { n: worst.line, message: worst.message })}</span></div>
      )}
      <div className={s.jsonFoot}>
        <Status tone={errors > 0 ? "bad" : "ok"} small>{t("json.errors", { n: errors })}</Status>
        <Status tone={edits > 0 ? "draft" : "off"} small>{t("json.changes", { n: edits })}</Status>
        <span className="spacer" />
        <span className="xs faint" title={hidden ? t("json.secret") : undefined}>{t(hidden ? "json.secret" : "json.locked")}</span>
      </div>
    </div>
  );
}
