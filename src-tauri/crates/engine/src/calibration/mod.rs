//! Calibration: what a server really does, found out on one synthetic user that is made for it and removed again. Only
//! with consent, never on production, at most [`MOST_REQUESTS`] requests. What it shows becomes facts of the capability
//! table, by which edits, groups and jobs go from then on.

mod bodies;
mod bulk;
mod clean_up;
mod course;
mod create;
mod dialect;
mod etags;
mod guarantee;
mod lag;
mod left;
mod look_up;
mod members;
mod plan;
mod run;
mod trace;
mod uniqueness;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub use guarantee::Guarantee;
pub(crate) use guarantee::{SecondUser, second_user};
pub(crate) use trace::key as traces_of;

use crate::sync::Running;
use crate::{At, ConnectionId, EvidenceSaid, Guard};

/// Most requests of a calibration, with its clean-up.
pub(crate) const MOST_REQUESTS: u32 = 60;
/// Most seconds: nothing new is measured after this; then everything is removed.
pub(crate) const MOST_SECONDS: u32 = 90;

/// What is measured, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CalibrationStage {
    /// The synthetic user is made.
    Create,
    /// How soon it can be read.
    ReadLag,
    /// Whether filters find it, and nobody else.
    LookUp,
    /// Whether a second user of its name is refused.
    Uniqueness,
    /// How single fields are changed.
    Dialect,
    /// Whether a write with an old version is refused.
    Versions,
    /// How a member leaves the synthetic group.
    Members,
    /// Several changes in one request.
    Bulk,
    /// Everything made is removed.
    CleanUp,
}

/// One request of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationRequest {
    /// HTTP method.
    pub method: &'static str,
    /// Below the base address; `{id}` is the id of what was made, `?filter` a list with a filter.
    pub path: String,
    /// How often at most.
    pub most: u32,
}

/// One stage of the plan with its requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationStep {
    /// What is measured.
    pub stage: CalibrationStage,
    /// By which requests.
    pub requests: Vec<CalibrationRequest>,
}

/// A user or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A user.
    User,
    /// A group.
    Group,
}

/// What is going to be done, to be agreed to. Nothing was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationPlan {
    /// On which connection.
    pub connection: ConnectionId,
    /// Its name.
    pub connection_name: String,
    /// To come back with the confirmation: consent is to this plan and no other.
    pub fingerprint: String,
    /// Users and groups made at most, as they are confirmed. All are removed again.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub count: u64,
    /// What stands before it.
    pub guard: Guard,
    /// `userName` of the synthetic user.
    pub user_name: String,
    /// `displayName` of the synthetic group; null where the server has no groups.
    pub group_name: Option<String>,
    /// What is measured, by which requests.
    pub steps: Vec<CalibrationStep>,
    /// Most requests in all.
    pub most_requests: u32,
    /// Nothing new is measured after so many seconds.
    pub most_seconds: u32,
    /// What DELETE of a user is known to do here (`lifecycle.delete_user`), where it is known.
    pub delete_user: Option<String>,
    /// Whether an identity provider usually keeps these accounts.
    pub idp_managed: bool,
    /// What earlier calibrations left.
    pub left: CalibrationLeft,
}

/// Why it ended before its last measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CalibrationStop {
    /// The synthetic user could not be made.
    NotCreated,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 429.
    Throttled,
    /// The server did not answer.
    Unreachable,
    /// As many requests as it may make.
    Enough,
    /// As long as it may take.
    TimeUp,
    /// The person stopped it.
    Cancelled,
}

/// One fact that was found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationFinding {
    /// Which measurement showed it.
    pub stage: CalibrationStage,
    /// The fact, by its name in the preset format.
    pub feature: String,
    /// Its value.
    pub value: String,
    /// The exchange that showed it.
    pub evidence: String,
    /// The same, for other languages.
    pub said: Option<EvidenceSaid>,
    /// The record of that exchange, where it is kept.
    #[serde(skip)]
    pub(crate) mark: Option<rollcall_scim_client::ExchangeMark>,
}

/// How long after its creation the synthetic user was seen, in milliseconds; null where it was not seen in time, or
/// could not be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReadLag {
    /// By its id.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub by_id: Option<u64>,
    /// By a filter.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub by_filter: Option<u64>,
    /// In the list.
    #[cfg_attr(feature = "wire", ts(type = "number | null"))]
    pub in_list: Option<u64>,
}

/// Why something may still be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum LeftReason {
    /// It was not tried to remove it since: the program ended before.
    NotTried,
    /// The time for cleaning up was over.
    TimeOver,
    /// The server refused to delete it, or still shows it.
    StillThere,
    /// A delete only deactivates here.
    Deactivated,
    /// The server did not say whether it is gone.
    NotProven,
    /// Whether it was made at all is not known.
    MayExist,
}

/// Something a calibration made that is not proven to be gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationEntry {
    /// User or group.
    pub kind: EntryKind,
    /// Its id; null where the server did not tell it.
    pub id: Option<String>,
    /// Its `userName` or `displayName`.
    pub name: String,
    /// When it was going to be made.
    pub at: At,
    /// Why it may still be there.
    pub reason: LeftReason,
}

/// What calibrations left on a server, and what stands before removing it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationLeft {
    /// What.
    pub entries: Vec<CalibrationEntry>,
    /// To come back with the confirmation.
    pub fingerprint: String,
    /// How many, as they are confirmed.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub count: u64,
    /// What stands before removing them.
    pub guard: Guard,
}

/// What a calibration found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationReport {
    /// On which connection.
    pub connection: ConnectionId,
    /// How many requests it made.
    pub requests: u32,
    /// Why it ended early; null when everything was measured.
    pub stopped: Option<CalibrationStop>,
    /// What the server said when the synthetic user could not be made.
    pub refusal: Option<String>,
    /// What it found.
    pub findings: Vec<CalibrationFinding>,
    /// How soon the synthetic user was seen.
    pub lag: ReadLag,
    /// How many users and groups it made.
    pub made: u32,
    /// What it made and could not prove to be gone; empty when nothing is left.
    pub left: Vec<CalibrationEntry>,
    /// What the queue can promise on this server now.
    pub guarantee: Guarantee,
}

/// How far a calibration is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationProgress {
    /// Of which connection.
    pub connection: ConnectionId,
    /// What is being measured.
    pub stage: CalibrationStage,
    /// Requests made.
    pub requests: u32,
}

/// The plans that were shown, and the calibrations under way in this process.
#[derive(Default)]
pub(crate) struct Calibrations {
    running: Running,
    plans: Mutex<HashMap<ConnectionId, plan::Planned>>,
}

impl Calibrations {
    fn keep(&self, connection: ConnectionId, planned: plan::Planned) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.insert(connection, planned);
    }

    /// The plan of a fingerprint, without taking it.
    fn look(&self, connection: ConnectionId, fingerprint: &str) -> Option<plan::Planned> {
        let plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let found = plans.get(&connection);
        found.filter(|plan| plan.fingerprint == fingerprint).cloned()
    }

    /// Each plan is carried out at most once.
    fn spend(&self, connection: ConnectionId) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.remove(&connection);
    }
}
