//! Requests of the window. Where a command takes a type of the engine as it is, that type is the wire type.

use std::collections::BTreeMap;

use rollcall_engine::import::{Mapping, Reading};
use rollcall_engine::{
    Change, ConfirmAnswer, Confirmation, ConnectionChange, ConnectionId, ErrorCode, ExportRequest,
    FilterChip, JobRowsRequest, JobRun, LeaverRequest, ListRequest, MergeRequest, RowsRequest, SecretInput,
    SendBy,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::IpcError;

mod groups;
mod portable;
mod presets;

pub use groups::*;
pub use portable::*;
pub use presets::*;

/// No request: the window sends null.
pub type Nothing = ();

/// Which connection.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnConnection {
    /// Its id.
    pub connection: ConnectionId,
}

/// A sign-in in the browser.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInOn {
    /// The connection.
    pub connection: ConnectionId,
    /// What the browser shows at the end.
    pub page: rollcall_engine::SignInPage,
}

/// The passphrase of a vault.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenVault {
    /// As typed.
    pub passphrase: SecretInput,
}

/// Changes to a connection.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UpdateConnection {
    /// Which.
    pub connection: ConnectionId,
    /// What changes.
    pub change: ConnectionChange,
}

/// Unlocking production.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnlockConnection {
    /// Which.
    pub connection: ConnectionId,
    /// For how many minutes; 30 when null.
    pub minutes: Option<u32>,
}

/// Asking for a one-time confirmation.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskConfirmation {
    /// Where.
    pub connection: ConnectionId,
    /// Of the review or the plan.
    pub fingerprint: String,
    /// How many changes.
    #[ts(type = "number")]
    pub count: u64,
    /// What the person answered.
    pub answer: ConfirmAnswer,
}

/// The resource types of a connection.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelsOf {
    /// Which.
    pub connection: ConnectionId,
    /// Whether to ask the server again.
    #[serde(default)]
    pub refresh: bool,
}

/// A live list.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ListOn {
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub list: ListRequest,
}

/// A live list that is being read.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnListing {
    /// Where.
    pub connection: ConnectionId,
    /// The list's number.
    #[ts(type = "number")]
    pub listing: u64,
}

/// One resource.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OneResource {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
    /// Its id on the server.
    pub id: String,
    /// Whether the offline copy is enough.
    #[serde(default)]
    pub from_copy: bool,
}

/// A change to be shown first.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrepareChange {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
    /// What.
    pub change: Change,
    /// The way an edit is sent, when it was chosen.
    #[serde(default)]
    #[ts(optional)]
    pub by: Option<SendBy>,
}

/// Three versions of an entry to be merged.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergeOn {
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub merge: MergeRequest,
}

/// A draft to be checked.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ValidateDraft {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
    /// Id on the server; null for a new record.
    pub id: Option<String>,
    /// As it should be.
    pub desired: Value,
    /// What the person saw; null for a new record.
    pub base: Option<Value>,
}

/// A certificate to be read.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadCertificate {
    /// DER in base64.
    pub value: String,
}

/// A reviewed change to be sent.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApplyChange {
    /// Where.
    pub connection: ConnectionId,
    /// Of the review.
    pub fingerprint: String,
    /// The one-time confirmation, where the guard asks for one.
    pub confirmation: Option<Confirmation>,
    /// Ticket, or why; kept in the history.
    #[serde(default)]
    #[ts(optional)]
    pub reason: Option<String>,
}

/// The history of one resource.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OneHistory {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
    /// Its id on the server.
    pub id: String,
    /// Most wanted.
    pub limit: Option<u32>,
}

/// A type of a connection.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnType {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
}

/// An account to be examined.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OneAccount {
    /// Where.
    pub connection: ConnectionId,
    /// Type's name.
    pub type_name: String,
    /// Its id on the server.
    pub id: String,
}

/// Somebody leaves.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeaverOn {
    /// Where.
    pub connection: ConnectionId,
    /// Who, and what is to happen.
    pub leaver: LeaverRequest,
}

/// Back into the groups of a deleted entry.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipsOn {
    /// Where.
    pub connection: ConnectionId,
    /// The deletion in the history.
    pub entry: String,
    /// The new entry's id.
    pub id: String,
}

/// One entry of a history.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnEntry {
    /// Where.
    pub connection: ConnectionId,
    /// The entry's name.
    pub entry: String,
}

/// Which types to read into the offline copy.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncTypes {
    /// Where.
    pub connection: ConnectionId,
    /// Types by name; all when empty.
    #[serde(default)]
    pub types: Vec<String>,
    /// Whether to ask only for what has changed, where the server's answer proves itself.
    #[serde(default)]
    pub changes_only: bool,
}

/// Writing what is shown or selected to a file.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportOn {
    /// Where.
    pub connection: ConnectionId,
    /// What.
    pub export: ExportRequest,
}

/// Conditions to be written as a filter.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WriteFilter {
    /// All of them must hold.
    pub chips: Vec<FilterChip>,
}

/// A window of the grid.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowsOn {
    /// Where.
    pub connection: ConnectionId,
    /// Which rows.
    pub rows: RowsRequest,
}

/// Offline search.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchOn {
    /// Where.
    pub connection: ConnectionId,
    /// What was typed.
    pub text: String,
    /// Most hits wanted.
    #[ts(type = "number")]
    pub limit: u64,
}

/// Recorded exchanges, newest first.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExchangesOn {
    /// Where.
    pub connection: ConnectionId,
    /// Most wanted.
    pub limit: u32,
    /// Only older than this sequence number.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
    /// Only those that failed, as the overview counts them.
    pub failed: bool,
}

/// One recorded exchange.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeOn {
    /// Where.
    pub connection: ConnectionId,
    /// Its number in the record.
    #[ts(type = "number")]
    pub seq: i64,
}

/// Checking a filter while it is typed.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckFilter {
    /// The filter.
    pub filter: String,
}

/// What is wrong with a filter.
#[derive(Debug, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FilterCheck {
    /// Whether it can be used.
    pub ok: bool,
    /// Where it goes wrong, in characters from the start.
    #[ts(type = "number | null")]
    pub position: Option<usize>,
    /// What was expected.
    pub message: Option<String>,
    /// The same for other languages.
    #[ts(type = "import(\"./FilterRule\").FilterRule | null")]
    pub rule: Option<rollcall_engine::FilterRule>,
    /// What its sentence names.
    pub params: BTreeMap<String, String>,
    /// The same filter as conditions.
    pub chips: Vec<FilterChip>,
    /// The same filter as SCIM writes it; empty for none.
    pub filter: String,
}

/// A job.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OnJob {
    /// Its number.
    #[ts(type = "number")]
    pub job: i64,
}

/// Which jobs.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JobsOf {
    /// Of this connection; of all when null.
    pub connection: Option<ConnectionId>,
}

/// What the person typed to agree to a job or its release.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerJob {
    /// The job.
    #[ts(type = "number")]
    pub job: i64,
    /// The answer.
    pub answer: ConfirmAnswer,
}

/// Running a job.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StartJob {
    /// The job.
    #[ts(type = "number")]
    pub job: i64,
    /// How.
    pub run: JobRun,
}

/// A page of rows.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RowsOfJob {
    /// The job.
    #[ts(type = "number")]
    pub job: i64,
    /// Which rows.
    pub rows: JobRowsRequest,
}

/// One row of a job.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OneJobRow {
    /// Its number in the store.
    #[ts(type = "number")]
    pub row: i64,
}

/// Reading an opened file another way.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RereadImport {
    /// Where its people would go.
    pub connection: ConnectionId,
    /// The preview's `source`.
    pub source: String,
    /// How.
    pub reading: Reading,
}

/// Planning an opened file.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanImport {
    /// Where its people go.
    pub connection: ConnectionId,
    /// The preview's `source`.
    pub source: String,
    /// What becomes of its columns.
    pub mapping: Mapping,
}

/// How many recorded exchanges were forgotten.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExchangesCleared {
    /// How many.
    #[ts(type = "number")]
    pub gone: u64,
}

/// A file that was written.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FileSaved {
    /// Its name; null when the person cancelled.
    pub name: Option<String>,
}

/// Reads a request.
pub(crate) fn read<T: DeserializeOwned>(command: &str, payload: Value) -> Result<T, IpcError> {
    serde_json::from_value(payload).map_err(|error| {
        // The error of serde names fields and types, never values of ours; secrets are read as strings only.
        tracing::warn!(command, %error, "a request of the window could not be read");
        IpcError::new(
            ErrorCode::Usage,
            format!("The request {command} is not complete."),
            error.to_string(),
            "Start Rollcall again; if it happens again, report it.",
        )
    })
}

/// Writes an answer.
pub(crate) fn write<T: Serialize>(response: &T) -> Result<Value, IpcError> {
    serde_json::to_value(response).map_err(|_| IpcError::internal("an answer could not be written"))
}

/// The error for a name that is not in the list.
pub(crate) fn no_such_command(name: &str) -> IpcError {
    IpcError::new(
        ErrorCode::Usage,
        format!("There is no command {name:?}."),
        "",
        "Start Rollcall again.",
    )
}

/// What the system's file dialogs say, in the window's language.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DialogWords {
    /// Title where a certificate or key is chosen.
    pub certificate: String,
    /// Name of those kinds of files.
    pub certificates: String,
    /// Title where a list of people is chosen.
    pub list: String,
    /// Name of those kinds of files.
    pub lists: String,
    /// Title where a file with connections is chosen.
    pub connections: String,
    /// Title where connections are written.
    pub connections_export: String,
    /// Title where the rows to be corrected are written.
    pub failed_rows: String,
    /// Title where a list is written.
    pub export: String,
}

impl Default for DialogWords {
    fn default() -> Self {
        Self {
            certificate: "Choose a certificate".into(),
            certificates: "Certificates".into(),
            list: "Choose a list of people".into(),
            lists: "Lists".into(),
            connections: "Choose a file with connections".into(),
            connections_export: "Export connections".into(),
            failed_rows: "Save the rows to be corrected".into(),
            export: "Export".into(),
        }
    }
}
