//! Somebody leaves: the account off, out of the groups, the reports to somebody else.

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel};
use rollcall_storage::table::resources;
use serde_json::{Value, json};

use super::{LeaverRequest, SequenceReview};
use crate::connections::Profile;
use crate::groups::member_ids;
use crate::history::groups_of;
use crate::resources::get::read;
use crate::resources::models::label;
use crate::{
    Change, ConnectionId, Engine, EngineError, ErrorCode, ListRequest, Notice, NoticeCode, SetValue,
};

/// More reports than this are a reorganisation, not a leaver: a job is the way.
const MOST_REPORTS: u64 = 500;

impl Engine {
    /// Prepares everything that is to happen when somebody leaves, as one list. Reads, never writes.
    pub async fn prepare_leaver(
        &self,
        connection: ConnectionId,
        request: LeaverRequest,
    ) -> Result<SequenceReview, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, "User").await?;
        let client = self.client(&profile).await?;
        let person = read(&client, &profile, &model, &request.id).await?.resource;
        let mut changes = Vec::new();
        let mut notices = Vec::new();
        if request.deactivate {
            changes.push((
                model.name.clone(),
                Change::Deactivate {
                    id: request.id.clone(),
                },
            ));
        }
        if request.leave_groups {
            for group in self
                .groups_of_person(&profile, &person, &request.id, &mut notices)
                .await?
            {
                let change = Change::Members {
                    id: group,
                    add: Vec::new(),
                    remove: vec![request.id.clone()],
                };
                changes.push(("Group".into(), change));
            }
        }
        changes.extend(self.hand_over(&profile, &model, &request, &mut notices).await?);
        self.prepare_sequence(&profile, label(&person), changes, notices)
            .await
    }

    /// The groups a person is in: as the server says, else as the copy of the groups does.
    pub(crate) async fn groups_of_person(
        &self,
        profile: &Profile,
        person: &Resource,
        id: &str,
        notices: &mut Vec<Notice>,
    ) -> Result<Vec<String>, EngineError> {
        if person.get_ci("groups").is_some() {
            return Ok(groups_of(person));
        }
        let Ok(model) = self.model(profile, "Group").await else {
            return Ok(Vec::new());
        };
        let (key, name, wanted) = (profile.id.0, model.name.clone(), id.to_owned());
        let (found, known) = self
            .store()?
            .cache
            .read(move |c| {
                let mut found = Vec::new();
                resources::for_each(c, key, &name, |row| {
                    // Most groups do not hold the text at all.
                    if row.json.contains(&wanted)
                        && let Ok(group) = serde_json::from_str::<Resource>(&row.json)
                        && member_ids(&group).is_some_and(|ids| ids.contains(&wanted))
                    {
                        found.push(row.server_id);
                    }
                    Ok(())
                })?;
                Ok((found, resources::count(c, key, &name)?))
            })
            .await?;
        notices.push(if known == 0 {
            Notice::new(
                NoticeCode::GroupsNotKnown,
                "The server does not say which groups a person is in, and the groups were not read into the copy yet.",
            )
        } else {
            Notice::new(
                NoticeCode::GroupsFromCopy,
                "The server does not say which groups a person is in; these are from the copy on this computer.",
            )
        });
        Ok(found)
    }

    /// The people that report to somebody get another manager.
    async fn hand_over(
        &self,
        profile: &Profile,
        model: &ResourceModel,
        request: &LeaverRequest,
        notices: &mut Vec<Notice>,
    ) -> Result<Vec<(String, Change)>, EngineError> {
        let enterprise = rollcall_scim::urn::ENTERPRISE_USER;
        let Some(schema) = model
            .extension(enterprise)
            .filter(|s| s.attribute("manager").is_some())
        else {
            return Ok(Vec::new());
        };
        if request.reports_to.as_deref() == Some(request.id.as_str()) {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "Nobody can take over from themselves.",
                "Nothing was sent.",
                "Choose somebody else.",
            ));
        }
        let path = AttrPath {
            urn: Some(schema.id.clone()),
            attribute: "manager".into(),
            sub_attribute: Some("value".into()),
        };
        let list = ListRequest {
            type_name: model.name.clone(),
            filter: Some(Filter::eq(path, &request.id).to_string()),
            limit: Some(MOST_REPORTS),
            ..ListRequest::default()
        };
        let reports = self.resource_list(profile.id, list).await?;
        if reports.cut {
            return Err(EngineError::new(
                ErrorCode::Usage,
                format!("More than {MOST_REPORTS} people report to this person."),
                "Nothing was sent.",
                "Give them another manager by an import, then go on.",
            ));
        }
        if !reports.complete {
            notices.push(Notice::new(
                NoticeCode::ReportsNotComplete,
                "The server's list is not proven to be complete; more people may report to this person.",
            ));
        }
        let ids: Vec<String> = reports
            .resources
            .iter()
            .filter_map(|r| r.get("id").and_then(Value::as_str))
            .filter(|id| *id != request.id)
            .map(Into::into)
            .collect();
        let Some(to) = &request.reports_to else {
            if !ids.is_empty() {
                notices.push(
                    Notice::new(
                        NoticeCode::ReportsStay,
                        format!("{} people report to this person and still will.", ids.len()),
                    )
                    .with("count", ids.len().to_string()),
                );
            }
            return Ok(Vec::new());
        };
        // Whoever takes over is there, and nobody becomes their own manager.
        let client = self.client(profile).await?;
        read(&client, profile, model, to).await?;
        if ids.contains(to) {
            notices.push(Notice::new(
                NoticeCode::SuccessorReports,
                "Whoever takes over reports to this person too; their own manager is left as it is.",
            ));
        }
        let change = |id: String| Change::Set {
            id,
            values: vec![SetValue {
                path: format!("{}:manager", schema.id),
                value: json!({"value": to}),
            }],
        };
        Ok(ids
            .into_iter()
            .filter(|id| id != to)
            .map(|id| (model.name.clone(), change(id)))
            .collect())
    }
}
