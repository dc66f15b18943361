//! Small jobs: what a person wants for a selection, or for the members of groups, as an ordinary sealed plan.
//!
//! A small job is a job like any other: planned against the live directory, looked at, confirmed under all guards and
//! caps, proven row by row.

mod keep;
mod memberships;
mod read;
mod selection;

use serde::{Deserialize, Serialize};

use crate::{JobView, Notice, SetValue};

/// Who a small job is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Chosen {
    /// These.
    Ids {
        /// Ids on the server.
        ids: Vec<String>,
    },
    /// All that match in the offline copy.
    Matching {
        /// Quick search; empty for all.
        text: String,
        /// SCIM filter, evaluated here.
        filter: Option<String>,
        /// But not these.
        except: Vec<String>,
    },
}

/// What is wanted for each of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SmallAction {
    /// Attributes get these values.
    Set {
        /// Each `path` with its new value; `null` removes.
        values: Vec<SetValue>,
    },
    /// `active` to true.
    Activate,
    /// `active` to false.
    Deactivate,
    /// DELETE.
    Delete,
    /// They become members.
    AddToGroup {
        /// The group's id or display name.
        group: String,
    },
    /// They are members no more.
    RemoveFromGroup {
        /// The group's id or display name.
        group: String,
    },
}

/// An action on a selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SelectionRequest {
    /// Resource type of the selection.
    pub type_name: String,
    /// Who.
    pub chosen: Chosen,
    /// What.
    pub action: SmallAction,
}

/// Who joins and who leaves one group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct GroupDelta {
    /// The group's id or display name.
    pub group: String,
    /// Ids of those who join.
    pub add: Vec<String>,
    /// Ids of those who leave.
    pub remove: Vec<String>,
}

/// Memberships to be changed, in one group or several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct MembershipsRequest {
    /// One line for the list of jobs; made from the groups when `None`.
    pub title: Option<String>,
    /// Group by group.
    pub groups: Vec<GroupDelta>,
}

/// A small job as planned. Nothing has been sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SmallJob {
    /// The job, with what stands before running it.
    pub view: JobView,
    /// What should be known.
    pub notices: Vec<Notice>,
}
