//! What Rollcall does: the use cases below window and command line.
//!
//! [`Engine`] is one handle, cheap to clone. Time, randomness, the sample directory and the folder
//! are passed in by [`EngineOptions`]; everything else is asked of it. Guards are enforced here, so
//! that neither the window nor the command line can go around them.

mod browser;
pub mod bulk;
pub mod calibration;
pub mod capabilities;
pub mod checkup;
pub mod connections;
mod engine;
pub mod error;
pub mod events;
pub mod exchanges;
pub mod export;
mod gap;
pub mod groups;
pub mod guards;
pub mod history;
pub mod home;
pub mod import;
mod issue;
pub mod job;
mod notice;
mod open_store;
pub mod overview;
pub mod ports;
pub mod presets;
pub mod resources;
pub mod sequence;
pub mod settings;
pub mod small_job;
pub mod store_setup;
pub mod sync;
pub mod wire;

#[cfg(test)]
mod tests;

pub use browser::open_in_browser;
pub use calibration::{
    CalibrationEntry, CalibrationFinding, CalibrationLeft, CalibrationPlan, CalibrationProgress,
    CalibrationReport, CalibrationRequest, CalibrationStage, CalibrationStep, CalibrationStop, EntryKind,
    Guarantee, LeftReason, ReadLag,
};
pub use capabilities::{
    Capability, CapabilitySource, EvidenceSaid, LookReport, LookStop, ServerChange, ServerVersion,
};
pub use checkup::{CheckCode, CheckFinding, CheckSeverity, CheckWay, Checkup};
pub use connections::{
    AuthView, ChosenFile, ClientProofKind, ColourPick, ConnectionChange, ConnectionColour, ConnectionInFile,
    ConnectionRemoved, ConnectionSaved, ConnectionView, ConnectionsExported, ConnectionsImported,
    ConnectionsInFile, DeviationView, Environment, ExtraInput, ExtraPlace, ExtraView, FilesChoice,
    NetworkCertificate, NetworkInput, NetworkView, NewConnection, OAuthView, PortableConnection,
    PortableNetwork, ProxyView, SecretState, SignInPage, StepName, StepResult, TestReport, TestStep,
    TestSubject, TokenEnd, TokenNear, TokenView, TriedAddress, TriedAnswer, WriteState,
};
pub use engine::{Engine, EngineOptions};
pub use error::{ConflictView, EngineError, ErrorCode, ScimReason};
pub use events::{EngineEvent, SyncProgress};
pub use exchanges::ExchangeView;
pub use export::{ExportColumn, ExportFormat, ExportReport, ExportRequest, MembersExport};
pub use gap::GapCode;
pub use groups::{
    GroupOf, GroupsOfMember, InNoGroup, MemberKind, MemberRow, MemberSort, MembersGap, MembersPage,
    MembersPageRequest,
};
pub use groups::{
    MemberAction, MemberCandidate, MemberChoice, MemberLine, MemberResult, MembersPlan, MembersRequest,
};
pub use guards::{ConfirmAnswer, Confirmation, Effect, Guard};
pub use history::{
    GoneRecord, History, HistoryEntry, HistoryJob, HistoryNote, HistoryOutcome, HistorySource, Receipt,
};
pub use home::Home;
pub use issue::IssueCode;
pub use job::{
    JobAttempt, JobIssue, JobOp, JobRow, JobRowDetail, JobRowsPage, JobRowsRequest, JobRun, JobSaid,
    JobTitle, JobView, TitleCode,
};
pub use notice::{Notice, NoticeCode};
pub use overview::{
    ConnectionWarning, Happening, HappeningKind, Health, HealthPoint, InventoryExport, InventoryFact,
    InventoryRow, InventoryWritten, Overview, WarningCode,
};
pub use ports::{Clock, Entropy, SampleAddress, SampleDirectory, SystemClock, SystemEntropy};
pub use presets::{
    PresetAddress, PresetChoice, PresetDetail, PresetFact, PresetFault, PresetFaultCode, PresetInUse,
    PresetList, PresetPick, PresetStatus, PresetSuggestion, PresetVariable, PresetView, SignInKind,
};
pub use resources::{
    AttributeVerdict, AttributeView, CertificateView, Change, ChangeKind, ChangeOutcome, ChangeReview,
    Difference, DifferenceKind, FilterChip, FilteredBy, FindingView, ListEnd, ListPiece, ListRequest,
    ListResult, MergeBy, MergeRequest, MergeRow, MergeSide, MergeView, Precondition, RequestView,
    ResourceView, SchemaView, SendBy, SetValue, TypeModel, Verdict, chips_filter, filter_chips, has_unseen,
    read_certificate,
};
/// Why a row of a job did not succeed.
pub use rollcall_jobs::FailureClass;
/// What the queue says.
pub use rollcall_jobs::Saying;
/// The rules a filter can break.
pub use rollcall_scim::filter::FilterRule;
/// The rules a finding can be about.
pub use rollcall_scim::validate::Rule as FindingRule;
/// How a server can depart from the RFCs.
pub use rollcall_scim_client::DeviationCode;
/// What shows a fact.
pub use rollcall_scim_client::EvidenceCode;
pub use sequence::{LeaverRequest, SequenceOutcome, SequenceReview, SequenceStop};
pub use settings::{Density, Language, Place, Places, Retention, Settings, Theme};
pub use small_job::{Chosen, GroupDelta, MembershipsRequest, SelectionRequest, SmallAction, SmallJob};
pub use store_setup::{KeychainView, SetupChoice, SetupState, StopReason, StoreMode};
pub use sync::{CopyState, Row, RowsRequest, RowsWindow, SearchHit, SearchResult, SyncReport, TypeSync};
pub use wire::{At, ConnectionId, SecretInput};
