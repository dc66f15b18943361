//! The durable queue: how a bulk job survives a crash, a lost answer, a rate limit and a spreadsheet
//! without a lost row or a duplicated person.
//!
//! Three outcomes of a request are kept apart: applied, not applied, unknown. Only proof moves a row
//! out of unknown. The intent to send is committed before the first byte leaves; an operation without
//! an answer waits until nothing of it can still land, is then looked up, and adopted, sent again, or
//! handed to a person. Everything outside (store, server, clock, listeners) is a port.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

mod answer;
mod change;
mod classify;
mod clock;
mod compare;
mod error;
mod events;
mod executor;
mod ids;
pub mod memory;
pub mod plan;
mod probe;
pub mod query;
pub mod rate;
mod runner;
mod said;
mod seal;
mod state;
pub mod store;
mod verify;

pub use answer::{Answer, Body, RetryAfter};
pub use change::{
    Base, Change, MemberRef, Membership, OpKind, Preflight, SecretAt, SecretValue, Target, fold,
};
pub use classify::{FailureClass, NotApplied, Outcome, classify};
pub use clock::{Clock, IntentTime, Moment, quiet_in};
pub use error::StoreError;
pub use events::{JobEvent, JobEvents, Silent};
pub use executor::{Executor, Listed, MembersSeen, ReadFailure, SendRequest};
pub use ids::{Epoch, JobId, OpId, RowId, TargetId};
pub use plan::{
    Action, ActionCounts, Caps, JobWriter, NewJob, NewOp, NewRow, NewSource, PlanStore, Seal, Uniqueness,
};
#[cfg(feature = "failpoints")]
pub use probe::HoldAtPoint;
pub use probe::{NoProbe, Point, Probe};
pub use query::{JobFilter, JobQueries, JobSummary, RowDetail, RowFilter, RowPage, RowView};
pub use runner::{JobEnd, Runner, RunnerConfig, Until};
pub use said::{Said, Saying};
pub use state::{Control, JobState, OpState, PauseReason, Proof, RowState, row_end};
pub use store::{JobStore, RunStore};
pub use verify::{Made, made};
