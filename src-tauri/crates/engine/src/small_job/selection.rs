//! An action on a selection becomes a plan.

use rollcall_jobs::plan::{Issue, NewOp, NewRow};
use rollcall_jobs::{Action, Change};
use rollcall_scim::patch::{PatchOperation, diff};
use rollcall_scim::validate::{Context, Severity, validate};
use rollcall_scim::{AttrPath, Resource, ResourceModel};

use super::keep::{Head, base};
use super::read::Now;
use super::{GroupDelta, MembershipsRequest, SelectionRequest, SmallAction, SmallJob};
use crate::issue::invalid;
use crate::job::TitleCode;
use crate::resources::mask::is_secret_path;
use crate::resources::models::label;
use crate::resources::operations::{active_operation, applied, set_operations};
use crate::{ConnectionId, Engine, EngineError, ErrorCode, IssueCode};

impl Engine {
    /// Plans an action on a selection against the server as it is now; reads, never writes there.
    pub async fn plan_selection(
        &self,
        connection: ConnectionId,
        request: SelectionRequest,
    ) -> Result<SmallJob, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        let asked = serde_json::to_value(&request.action).unwrap_or_default();
        let ids = self.chosen_ids(connection, &model, request.chosen).await?;
        let intent = match request.action {
            SmallAction::AddToGroup { group } => {
                let delta = GroupDelta {
                    group,
                    add: ids,
                    remove: Vec::new(),
                };
                return self.plan_memberships(connection, of_group(delta)).await;
            }
            SmallAction::RemoveFromGroup { group } => {
                let delta = GroupDelta {
                    group,
                    add: Vec::new(),
                    remove: ids,
                };
                return self.plan_memberships(connection, of_group(delta)).await;
            }
            SmallAction::Delete => Intent::Delete,
            SmallAction::Activate => Intent::Edit(active(&model, true)?),
            SmallAction::Deactivate => Intent::Edit(active(&model, false)?),
            SmallAction::Set { values } => {
                let operations = set_operations(&values)?;
                refuse_secrets(&model, &operations)?;
                Intent::Edit(operations)
            }
        };
        let title = intent.title(&model, ids.len());
        let client = self.client(&profile).await?;
        let mut now = self.read_now(&client, &profile, &model, &ids).await?;
        let head = Head {
            kind: "selection",
            title,
            type_name: model.name.clone(),
            asked,
            leaves: false,
            directory: now.directory.or(self.copied(connection, &model.name).await),
        };
        let mut row_no = 0;
        let rows = ids.iter().map(|id| {
            row_no += 1;
            row(&model, &intent, row_no, id, &mut now)
        });
        self.keep_small_job(&profile, &client, head, rows, Vec::new())
            .await
    }

    /// How many the copy holds; the brakes are a share of that.
    pub(super) async fn copied(&self, connection: ConnectionId, type_name: &str) -> Option<u64> {
        let copies = self.copies(connection).await.ok()?;
        copies.iter().find(|c| c.type_name == type_name).map(|c| c.count)
    }
}

fn of_group(delta: GroupDelta) -> MembershipsRequest {
    MembershipsRequest {
        title: None,
        groups: vec![delta],
    }
}

enum Intent {
    Edit(Vec<PatchOperation>),
    Delete,
}

impl Intent {
    fn title(&self, model: &ResourceModel, count: usize) -> String {
        let (code, names) = match self {
            Self::Delete => (TitleCode::Delete, String::new()),
            Self::Edit(operations) => {
                let paths: Vec<String> = operations
                    .iter()
                    .filter_map(|o| o.path.as_ref().map(|p| p.attr.attribute.clone()))
                    .collect();
                let code = match (
                    paths.as_slice(),
                    operations.first().and_then(|o| o.value.as_ref()),
                ) {
                    ([one], Some(serde_json::Value::Bool(true))) if one == "active" => TitleCode::Activate,
                    ([one], Some(serde_json::Value::Bool(false))) if one == "active" => TitleCode::Deactivate,
                    _ => TitleCode::Set,
                };
                (code, paths.join(", "))
            }
        };
        code.with(&[
            ("names", &names),
            ("count", &count.to_string()),
            ("type", &model.name),
        ])
    }
}

fn active(model: &ResourceModel, active: bool) -> Result<Vec<PatchOperation>, EngineError> {
    if model.core.attribute("active").is_none() {
        return Err(usage(format!(
            "A {} is neither active nor inactive on this server.",
            model.name
        )));
    }
    active_operation(active)
}

/// One password for several people is never what is wanted, and a plan shows what it sends.
fn refuse_secrets(model: &ResourceModel, operations: &[PatchOperation]) -> Result<(), EngineError> {
    let secret = operations.iter().any(|operation| {
        let path = operation.path.as_ref();
        path.is_some_and(|p| is_secret_path(model, &p.attr))
    });
    if secret {
        return Err(usage("A password is given to one person at a time.".into()));
    }
    Ok(())
}

fn usage(message: String) -> EngineError {
    EngineError::new(
        ErrorCode::Usage,
        message,
        "Nothing was planned.",
        "Choose another action.",
    )
}

fn row(model: &ResourceModel, intent: &Intent, row_no: u64, id: &str, all: &mut Now) -> NewRow {
    let now = all.take(id);
    let now = now.as_ref();
    let decided = match now {
        None if all.hiding => Err(IssueCode::Hidden.issue(
            "The server does not show it: it is inactive or was deleted.",
            "Leave it out, or look in the administration of the server itself.",
        )),
        None => Err(IssueCode::Gone.issue(
            "The server has it no more.",
            "Leave it out, or read the directory again.",
        )),
        Some(now) => match intent {
            Intent::Delete => Ok((
                Action::Delete,
                Some(Change::Delete {
                    id: id.to_owned(),
                    base: base(now),
                }),
            )),
            Intent::Edit(operations) => edit(model, operations, id, now),
        },
    };
    let (action, change, issues) = match decided {
        Ok((action, change)) => (action, change, Vec::new()),
        Err(blocked) => (Action::Blocked, None, vec![blocked]),
    };
    let name = now.map_or_else(|| id.to_owned(), label);
    let user_name = now.and_then(Resource::user_name).map(str::to_owned);
    NewRow {
        row_no,
        row_uid: id.to_owned(),
        natural_key: user_name.clone().unwrap_or_else(|| name.clone()),
        user_name,
        external_id: now.and_then(Resource::external_id).map(str::to_owned),
        cells: vec![name, id.to_owned()],
        action,
        issues,
        ops: change
            .map(|change| NewOp {
                resource_type: model.name.clone(),
                change,
                after: Vec::new(),
                secrets: Vec::new(),
            })
            .into_iter()
            .collect(),
    }
}

fn edit(
    model: &ResourceModel,
    operations: &[PatchOperation],
    id: &str,
    now: &Resource,
) -> Result<(Action, Option<Change>), Issue> {
    let refused = |message: String| IssueCode::Refused.issue(message, "Choose another value.");
    let after = applied(model, now, operations).map_err(|e| refused(e.message))?;
    let wanted = diff(model, now, &after);
    if wanted.is_empty() {
        return Ok((Action::Unchanged, None));
    }
    // What was wrong before is not made worse by this.
    let old = validate(model, now, Some(now), Context::Patch);
    let new = validate(model, &after, Some(now), Context::Patch);
    if let Some(finding) = new
        .into_iter()
        .find(|f| f.severity == Severity::Error && !old.contains(f))
    {
        return Err(invalid(finding, "Choose another value."));
    }
    let action = match (now.active(), after.active()) {
        (Some(false), Some(true)) => Action::Reactivate,
        (Some(true) | None, Some(false)) => Action::Deactivate,
        _ => Action::Update,
    };
    let active = AttrPath::attribute("active");
    let only_active =
        matches!(wanted.as_slice(), [one] if one.path.as_ref().is_some_and(|p| p.attr == active));
    let (id, base) = (id.to_owned(), base(now));
    let change = match action {
        Action::Reactivate if only_active => Change::Activate { id, base },
        Action::Deactivate if only_active => Change::Deactivate { id, base },
        _ => Change::patch(id, &wanted, base),
    };
    Ok((action, Some(change)))
}
