import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useDeferredValue, type ReactNode } from "react";
import { useClient } from "@/rpc/provider";
import type { FindingView, JsonValue } from "@/rpc/types";
import { sayFinding } from "@/scim/words";
import { hideSecrets } from "@/scim/model";
import { readPath, writePath } from "@/scim/path";
import { secretPaths } from "@/scim/model";
import type { JsonObject } from "@/scim/json";
import { cx } from "@/components/cx";
import s from "./field.module.css";
import type { PanelContext } from "./panel";

interface Form {
  connection: string;
  findings: readonly FindingView[];
  onOpen(typeName: string, id: string): void;
  /** The record is still to be made: what it has not is not set, rather than not known. */
  isNew?: boolean;
  /** Path of the field whose editing begins when it is first shown. */
  begin?: string | undefined;
}

const Context = createContext<Form>({ connection: "", findings: [], onOpen: () => undefined });

export function FormProvider({ form, children }: { form: Form; children: ReactNode }) {
  return <Context value={form}>{children}</Context>;
}

export const useForm = () => useContext(Context);

/** What the check says of a draft as it is now. Nothing is asked of the server; secrets stay here. */
export function useFindings({ connection, model, id, isNew, edits }: PanelContext, base: JsonObject, desired: JsonObject): readonly FindingView[] {
  const client = useClient();
  let shown: JsonObject = hideSecrets(model, desired);
  // That a secret is there may be required; what it is need not be known.
  for (const path of secretPaths(model)) if (readPath(desired, path) !== undefined) shown = writePath(shown, path, "set");
  const wanted = useDeferredValue(JSON.stringify(shown));
  const answer = useQuery({
    queryKey: ["validate", connection.id, model.name, id, wanted],
    queryFn: () => client.call("validate", { connection: connection.id, typeName: model.name, id: isNew ? null : id, desired: JSON.parse(wanted) as JsonValue, base: isNew ? null : base }),
    // Of a new record nothing is asked before something is entered.
    enabled: edits > 0,
    placeholderData: (before: FindingView[] | undefined) => before,
    gcTime: 0,
  });
  return edits > 0 ? answer.data ?? [] : [];
}

const core = /^urn:ietf:params:scim:schemas:core:2\.0:[^:]+:/i;
const plain = (path: string) => path.toLowerCase().replace(core, "");

/** What was found at exactly this place. */
export function findingsAt(findings: readonly FindingView[], path: string): FindingView[] {
  return findings.filter((finding) => plain(finding.path) === plain(path));
}

/** What was found at this place or below it. */
export function findingsBelow(findings: readonly FindingView[], path: string): FindingView[] {
  const start = plain(path);
  return findings.filter((finding) => plain(finding.path) === start || plain(finding.path).startsWith(`${start}.`));
}

export function Findings({ findings }: { findings: readonly FindingView[] }) {
  return findings.map((finding) => (
    <span key={`${finding.path} ${finding.rule}`} className={cx(s.fieldFinding, finding.error && s.isError)} role="alert">{sayFinding(finding)}</span>
  ));
}
