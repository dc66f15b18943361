//! How a sandbox behaves: one switch for each quirk of real servers, and faults.
//!
//! A profile is a TOML file. Everything in it is optional; an empty file is the correct server.
//! Each switch names the quirk it reproduces (Q-…), so that a test says which one it stands for.

mod bulk;
mod fault;
mod filter;
mod list;
mod service;
mod write;

pub use bulk::BulkProfile;
pub use fault::{Fault, FaultAction};
pub use filter::{FilterProfile, Filtering, Logic};
pub use list::{Endless, ListProfile, PagingMode, PastEnd, StartIndex, Support, TotalResults};
pub use service::{DiscoveryProfile, ErrorBody, ErrorProfile, HttpProfile, RetryAfterForm};
pub use write::{
    CreateAnswer, EmailProfile, Etags, ExtensionSeparator, ExternalId, GroupProfile, Members, PatchAnswer,
    PatchProfile, PutMembers, RemoveWithValue, ReplaceMembers, Undeclared, UnknownMember, UserNameKind,
    WriteProfile,
};

use serde::{Deserialize, Serialize};

/// How the sandbox behaves. [`Profile::default`] is a correct server.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// A name for people; shown in `/_sandbox/stats` and nowhere else.
    pub name: String,
    /// ServiceProviderConfig, ResourceTypes and Schemas.
    pub discovery: DiscoveryProfile,
    /// Lists: paging, sorting, projection, what a row contains.
    pub list: ListProfile,
    /// Filters.
    pub filter: FilterProfile,
    /// Create, replace, delete, identity and life cycle.
    pub write: WriteProfile,
    /// PATCH.
    pub patch: PatchProfile,
    /// Several requests in one.
    pub bulk: BulkProfile,
    /// Groups and their members.
    pub groups: GroupProfile,
    /// What errors look like.
    pub errors: ErrorProfile,
    /// Headers, authentication, latency.
    pub http: HttpProfile,
    /// What goes wrong, and when; tried in order.
    #[serde(rename = "fault", skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// Why a text is no profile: the TOML reader's sentence, with line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a sandbox profile: {0}")]
pub struct ProfileError(String);

impl Profile {
    /// Reads a profile file's text.
    ///
    /// # Errors
    /// When it is not TOML, names a switch that does not exist, or gives one a value it does not take.
    pub fn from_toml(text: &str) -> Result<Self, ProfileError> {
        toml::from_str(text).map_err(|e| ProfileError(e.to_string()))
    }

    /// Adds a fault; for building profiles in tests.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_correct_server() {
        let profile = Profile::from_toml("").unwrap();
        assert_eq!(
            profile,
            Profile::default(),
            "whoever writes nothing must get no quirk"
        );
    }

    #[test]
    fn a_misspelt_switch_is_refused_instead_of_ignored() {
        let error = Profile::from_toml("[list]\nmax_result = 3\n").unwrap_err();
        assert!(
            error.to_string().contains("max_result"),
            "a test whose quirk is never switched on proves nothing: {error}"
        );
    }

    #[test]
    fn the_example_file_names_switches_that_exist() {
        let text = include_str!("../../profiles/example.toml");
        let profile = Profile::from_toml(text).unwrap();
        assert!(
            !profile.faults.is_empty(),
            "the example shows how a fault is written"
        );
    }
}
