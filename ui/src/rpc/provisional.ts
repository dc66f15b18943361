// Stand-ins for commands of the contract that its owner has not published yet; each goes when the binding exists.
import type { At, ConnectionId, JsonValue, Notice } from "@/bindings";

export interface AttributeView {
  path: string; name: string; kind: string; multiValued: boolean; description: string; required: boolean; canonicalValues: string[];
  caseExact: boolean; mutability: string; returned: string; uniqueness: string; referenceTypes: string[]; subAttributes: AttributeView[];
}
export interface SchemaView { id: string; name: string; extension: boolean; required: boolean; attributes: AttributeView[] }
export interface TypeModel { name: string; endpoint: string; schemas: SchemaView[]; columns: string[]; declared: boolean; readAt: At | null }

export type Action = "create" | "update" | "reactivate" | "deactivate" | "delete" | "unchanged" | "blocked";
export type PauseReason = "user" | "auth" | "rate" | "error_budget" | "offline" | "window" | "disk";
export type JobStateName = "draft" | "planned" | "approved" | "running" | "paused" | "needs_release" | "cancelling" | "done" | "done_with_failures" | "cancelled";
export type RowState = "pending" | "succeeded" | "failed" | "conflict" | "needs_human" | "cancelled";
export type OpState = "blocked" | "ready" | "bundled" | "inflight" | "unknown" | "verifying" | "succeeded" | "failed" | "conflict" | "needs_human" | "cancelled";
export type Proof = "answered" | "read_back" | "adopted" | "already_so" | "already_absent";

export interface SourceView { name: string; sha256: string; encoding: string; delimiter: string; columns: string[] }
export interface JobSummary {
  job: number; connection: ConnectionId; connectionName: string; kind: string; title: string; resourceType: string; state: JobStateName;
  reason?: PauseReason; detail: string | null; resumesAtMs: number | null; planHash: string | null; counts: Record<Action, number>;
  rows: Record<RowState, number>; ops: Partial<Record<OpState, number>>; caps: { deactivations: number; deletes: number }; released: boolean;
  createdAtMs: number; startedAtMs: number | null; endedAtMs: number | null; perSecond: number | null; etaSeconds: number | null;
  control: "run" | "pause" | "cancel"; source: SourceView | null;
}
export interface Issue { code: string; message: string; fix?: string; column?: string }
export interface JobRow {
  row: number; rowNo: number; naturalKey: string; action: Action; state: RowState; proof: Proof | null; message: string | null;
  errorClass: string | null; fix: string | null; serverId: string | null; cells: string[]; issues: Issue[];
}
export interface RowPage { total: number; rows: JobRow[] }
export interface AttemptView { n: number; intentAtMs: number; endedAtMs: number | null; status: number | null; error: string | null }
export interface OpView {
  op: number; kind: string; state: OpState; change: JsonValue; proof: Proof | null; message: string | null; errorClass: string | null;
  serverId: string | null; attempts: AttemptView[];
}
export interface RowDetail extends JobRow { ops: OpView[] }
export type Notices = Notice[];

/** Commands as the plan names them; kept apart so that the published ones win. */
export interface ProvisionalCommands {
  job_list: { request: null; response: JobSummary[] };
  job_status: { request: { job: number }; response: JobSummary };
  job_rows: { request: { job: number; states: RowState[]; actions: Action[]; offset: number; limit: number }; response: RowPage };
  job_row: { request: { job: number; row: number }; response: RowDetail };
  job_run: { request: { job: number; first: number | null; confirmation: import("@/bindings").Confirmation | null }; response: JobSummary };
  job_pause: { request: { job: number }; response: JobSummary };
  job_cancel: { request: { job: number }; response: JobSummary };
  job_release: { request: { job: number; confirmation: import("@/bindings").Confirmation | null }; response: JobSummary };
  job_save_failed: { request: { job: number }; response: { path: string; rows: number } | null };
}
