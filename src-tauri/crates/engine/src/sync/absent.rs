//! Types that a server does not have: known by its preset or by hand, or assumed because it declares none and then
//! not found.

use rollcall_scim::ResourceModel;
use rollcall_scim_client::{Client, ClientError, DeviationCode, Discovery};

use super::TypeSync;
use crate::connections::Profile;
use crate::{EngineError, ErrorCode};

/// What is known of a type before it is read.
pub(super) struct Absent {
    /// It is not there; nothing needs to be asked.
    pub(super) known: bool,
    /// Nobody said that it is there.
    assumed: bool,
    /// How it is said.
    pub(super) said: String,
}

impl Absent {
    pub(super) fn of(
        profile: &Profile,
        client: &Client,
        discovery: &Discovery,
        model: &ResourceModel,
    ) -> Self {
        let assumed = [DeviationCode::TypesMissing, DeviationCode::TypesNone];
        Self {
            known: !client.dialect().has_verb(&model.endpoint, "list"),
            assumed: discovery.deviations.iter().any(|d| assumed.contains(&d.code)),
            said: format!("{} has no {}.", profile.name, model.endpoint),
        }
    }

    /// Whether this answer to a list says that an assumed type is not there.
    pub(super) fn shows(&self, error: &ClientError) -> bool {
        self.assumed && matches!(error.status(), Some(404 | 405 | 501))
    }
}

/// The error for a server that has none of the types that were to be read.
pub(super) fn nothing_there(profile: &Profile, types: &[TypeSync]) -> EngineError {
    let names: Vec<&str> = types.iter().map(|t| t.type_name.as_str()).collect();
    let names = names.join(", ");
    EngineError::new(
        ErrorCode::NotOffered,
        format!("{} has nothing of these types: {names}.", profile.name),
        "Nothing was read.",
        "Test the connection: the base address may be another.",
    )
    .with("connection", &profile.name)
    .with("types", names)
    .with("reason", "absent")
}
