//! Whether a server changes members by themselves at all, said before anything is sent.

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::Dialect;

use crate::connections::Profile;
use crate::resources::operations::{add_members, remove_members};
use crate::resources::way::{for_patch, not_offered};
use crate::{Engine, EngineError};

impl Engine {
    /// Refuses a change of members on a server that is known not to have it.
    pub(crate) async fn members_offered(
        &self,
        profile: &Profile,
        dialect: &Dialect,
        model: &ResourceModel,
        ways: &[bool],
    ) -> Result<(), EngineError> {
        let patch = self.takes(profile.id, "patch", model).await;
        if ways
            .iter()
            .all(|adding| takes_members(dialect, model, patch, *adding))
        {
            return Ok(());
        }
        let name = &profile.name;
        let message = format!("{name} changes no members of a group by themselves (PATCH).");
        Err(not_offered("members", name, message))
    }
}

/// Whether members can join, or leave, one by one: never with the whole list, somebody else's would go with it. `patch`:
/// the server is not known to refuse PATCH of this type.
pub(crate) fn takes_members(dialect: &Dialect, model: &ResourceModel, patch: bool, adding: bool) -> bool {
    let some = ["x".to_owned()];
    let operations = if adding {
        add_members(&some)
    } else {
        remove_members(&some)
    };
    let nobody = Resource::default();
    patch
        && !dialect.groups.via_user
        && !dialect.patch.at(&model.endpoint).off
        && operations.is_ok_and(|ops| for_patch(dialect, model, &nobody, &nobody, &ops).is_ok())
}
