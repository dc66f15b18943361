//! How one member leaves a group, tried on a synthetic group with the synthetic user in it.

use rollcall_scim::Resource;
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb};
use rollcall_scim::resource::get_ci;
use rollcall_scim_client::dialect::{RemoveMember, type_name};
use rollcall_scim_client::{Dialect, EvidenceCode};
use serde_json::{Value, json};

use super::course::Course;
use super::create::Created;
use super::{CalibrationStage, EntryKind, bodies};
use crate::EngineError;

const REMOVE: &str = "groups.remove_member";

/// The fact about PATCH of groups.
fn supported(endpoint: &str) -> String {
    format!("patch.{}.supported", type_name(endpoint))
}

impl Course<'_> {
    pub(super) async fn measure_members(&mut self) -> Result<(), EngineError> {
        let Some(model) = &self.planned.group else {
            return Ok(());
        };
        let Some(user) = self.user_id() else { return Ok(()) };
        self.begin(CalibrationStage::Members);
        let name = self.planned.names.group.clone();
        let empty = bodies::group(model, &name);
        let mut body = empty.clone();
        body.0.insert("members".into(), json!([{ "value": user }]));
        // Some take no group without a member, others none with one.
        let mut created = None;
        for body in [&body, &empty] {
            created = self
                .create(EntryKind::Group, &model.endpoint, &name, body)
                .await?;
            if !matches!(created, Some(Created::Refused(_))) {
                break;
            }
        }
        let Some(Created::Made(trace, _)) = created else {
            return Ok(());
        };
        let Some(group) = trace.id else { return Ok(()) };
        let endpoint = model.endpoint.clone();
        self.leaving(&endpoint, &group, &user).await;
        Ok(())
    }

    async fn leaving(&mut self, endpoint: &str, group: &str, user: &str) -> Option<()> {
        if !self.is_member(endpoint, group, user).await? {
            self.join(endpoint, group, user).await?;
        }
        for (how, word) in [
            (RemoveMember::ValuePath, "value_path"),
            (RemoveMember::ValuePathUnquoted, "value_path_unquoted"),
        ] {
            if self.left_by(how, endpoint, group, user, user).await? {
                let what = EvidenceCode::MemberLeft;
                self.saw(REMOVE, word, what);
                self.saw(&supported(endpoint), "yes", what);
                return Some(());
            }
        }
        // The way of Entra empties the group on servers that follow the RFC: told by somebody who is no member.
        let stranger = format!("{}-nobody", self.planned.names.group);
        if self
            .left_by(RemoveMember::ValueArray, endpoint, group, &stranger, user)
            .await?
        {
            let what = EvidenceCode::GroupEmptied;
            self.saw("groups.remove_all", "yes", what);
            return Some(());
        }
        if self
            .left_by(RemoveMember::ValueArray, endpoint, group, user, user)
            .await?
        {
            let what = EvidenceCode::MemberListed;
            self.saw(REMOVE, "value_array", what);
        }
        Some(())
    }

    /// Adds the synthetic user to the group; `None` when it cannot be seen there.
    async fn join(&mut self, endpoint: &str, group: &str, user: &str) -> Option<()> {
        let plain = self.client.dialect().clone();
        let add = PatchOperation {
            verb: PatchVerb::Add,
            path: PatchPath::parse("members").ok(),
            value: Some(json!([{ "value": user }])),
        };
        match self.patch(&plain, endpoint, group, &[add]).await? {
            Ok(_) => self.is_member(endpoint, group, user).await?.then_some(()),
            Err(error) => {
                self.refused(endpoint, error.status());
                None
            }
        }
    }

    /// Notes that groups take no PATCH at all.
    fn refused(&mut self, endpoint: &str, status: Option<u16>) -> bool {
        let none = matches!(status, Some(405 | 501));
        if none {
            self.saw(&supported(endpoint), "no", EvidenceCode::GroupRefused);
        }
        none
    }

    /// Takes `who` out in this way; whether `watched` is no member afterwards.
    async fn left_by(
        &mut self,
        how: RemoveMember,
        endpoint: &str,
        group: &str,
        who: &str,
        watched: &str,
    ) -> Option<bool> {
        let mut dialect: Dialect = self.client.dialect().clone();
        dialect.groups.remove_member = how;
        let condition = Value::String(who.to_owned());
        let remove = PatchOperation {
            verb: PatchVerb::Remove,
            path: PatchPath::parse(&format!("members[value eq {condition}]")).ok(),
            value: None,
        };
        match self.patch(&dialect, endpoint, group, &[remove]).await? {
            Ok(_) => Some(!self.is_member(endpoint, group, watched).await?),
            Err(error) if self.refused(endpoint, error.status()) => None,
            Err(_) => Some(false),
        }
    }

    async fn is_member(&mut self, endpoint: &str, group: &str, user: &str) -> Option<bool> {
        let seen = self.look_at(endpoint, group).await?.ok()?;
        Some(holds(&seen.resource, user))
    }
}

/// Whether a group shows somebody among its members.
pub(super) fn holds(group: &Resource, user: &str) -> bool {
    match get_ci(&group.0, "members") {
        Some(Value::Array(members)) => members
            .iter()
            .any(|member| member.get("value").and_then(Value::as_str) == Some(user)),
        _ => false,
    }
}
