//! Several changes reviewed as one list: sent in order, stopped at the first failure, each read back.

mod apply;
mod leaver;
mod memberships;
mod prepare;

use serde::{Deserialize, Serialize};

use crate::{ChangeOutcome, ChangeReview, ConnectionId, Effect, EngineError, Environment, Guard, Notice};

/// What somebody leaving is to lose.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LeaverRequest {
    /// Who, by id.
    pub id: String,
    /// Switch the account off.
    pub deactivate: bool,
    /// Take them out of their groups.
    pub leave_groups: bool,
    /// The id of who takes over the people that report to them; `None` leaves these as they are.
    pub reports_to: Option<String>,
}

/// A list of changes as they would be sent. The engine keeps the prepared requests under `fingerprint`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SequenceReview {
    /// Identifies the list.
    pub fingerprint: String,
    /// Where it goes.
    pub connection: ConnectionId,
    /// The connection's name.
    pub connection_name: String,
    /// Its environment.
    pub environment: Environment,
    /// Whom it is about.
    pub label: String,
    /// The strongest effect among the steps.
    pub effect: Effect,
    /// How many resources or members all steps touch.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub count: u64,
    /// What stands before sending it.
    pub guard: Guard,
    /// In the order in which they are sent.
    pub steps: Vec<ChangeReview>,
    /// What should be known.
    pub notices: Vec<Notice>,
}

/// The step that stopped a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SequenceStop {
    /// Its place, from 0.
    pub step: u32,
    /// Why; `None` when the server answered, but did not store it.
    pub error: Option<EngineError>,
}

/// What became of a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SequenceOutcome {
    /// The steps that were sent and answered, in order.
    pub outcomes: Vec<ChangeOutcome>,
    /// Where it stopped before its end.
    pub stopped: Option<SequenceStop>,
    /// How many steps were not sent.
    pub not_sent: u32,
}
