//! Rows of a plan as this server takes them: in its dialect, as a whole entry where there is no PATCH, or left out with
//! the reason. What a server is known not to do is said in the plan, not met row by row.

use std::collections::HashMap;

use rollcall_jobs::plan::{Issue, NewOp, NewRow};
use rollcall_jobs::{Action, Base, Change, MemberRef, SecretAt};
use rollcall_scim::patch::PatchOperation;
use rollcall_scim::validate::Severity;
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::Client;
use tokio::task::JoinSet;

use crate::connections::Profile;
use crate::groups::takes_members;
use crate::issue::{Naming as _, invalid};
use crate::resources::get::try_read;
use crate::resources::lifecycle::{of_deactivation, of_delete};
use crate::resources::operations::{active_operation, applied};
use crate::resources::prepare::id_follows;
use crate::resources::prepared::Sending;
use crate::resources::refused_here::taken;
use crate::resources::wanted_here::wanted;
use crate::resources::way::{Asked, for_patch, way};
use crate::{Engine, EngineError, IssueCode, Notice};

/// Reads under way at once.
const AT_ONCE: usize = 8;

/// A type and what the server is not known to refuse of it.
#[derive(Clone)]
struct Takes {
    model: ResourceModel,
    patch: bool,
    put: bool,
}

/// An entry read by itself, for a PUT.
struct Whole {
    resource: Resource,
    etag: Option<String>,
    /// Whether all its members are known, should it be a group.
    members_known: bool,
}

/// What a server takes of a plan, and what should be known about that.
pub(crate) struct Fitting {
    engine: Engine,
    profile: Profile,
    client: Client,
    types: Vec<Takes>,
    notices: Vec<Notice>,
    /// Of the row being fitted.
    warnings: Vec<Issue>,
}

/// An edit of a plan, whatever it is called there.
struct Edit<'a> {
    id: &'a str,
    base: &'a Base,
    operations: Vec<PatchOperation>,
}

impl Engine {
    /// What the server of this connection takes of a plan.
    pub(crate) async fn fitting(&self, profile: &Profile, client: &Client) -> Result<Fitting, EngineError> {
        let known = self.knowledge(profile).await?;
        let mut types = Vec::new();
        for model in &known.models {
            types.push(Takes {
                model: model.clone(),
                patch: self.takes(profile.id, "patch", model).await,
                put: self.takes(profile.id, "put", model).await,
            });
        }
        Ok(Fitting {
            engine: self.clone(),
            profile: profile.clone(),
            client: client.clone(),
            types,
            notices: Vec::new(),
            warnings: Vec::new(),
        })
    }
}

impl Fitting {
    /// The rows as the server takes them.
    pub(crate) async fn rows(&mut self, rows: Vec<NewRow>) -> Vec<NewRow> {
        let whole = self.read_whole(&rows).await;
        rows.into_iter().map(|row| self.row(row, &whole)).collect()
    }

    /// What should be known of the rows so far, each once.
    pub(crate) fn notices(self) -> Vec<Notice> {
        self.notices
    }

    fn takes(&self, type_name: &str) -> Option<Takes> {
        let found = self
            .types
            .iter()
            .find(|t| t.model.name.eq_ignore_ascii_case(type_name));
        found.cloned()
    }

    /// Whoever is to be sent as a whole is read by id first: a row of a list may lack what the entry has (Q-PRJ-02).
    async fn read_whole(&self, rows: &[NewRow]) -> HashMap<String, Whole> {
        let mut ids = Vec::new();
        for op in rows.iter().flat_map(|row| &row.ops) {
            let (Some(takes), Some(edit)) = (self.takes(&op.resource_type), edit(&op.change)) else {
                continue;
            };
            if self.patched(&takes, &edit).is_none() {
                ids.push((takes.model, edit.id.to_owned()));
            }
        }
        let mut whole = HashMap::new();
        let mut reading = JoinSet::new();
        let mut left = ids.into_iter();
        loop {
            while reading.len() < AT_ONCE
                && let Some((model, id)) = left.next()
            {
                let client = self.client.clone();
                reading.spawn(async move { (try_read(&client, &model, &id).await, id) });
            }
            let Some(done) = reading.join_next().await else {
                return whole;
            };
            if let Ok((Ok(Some(read)), id)) = done {
                let members_known = self.engine.all_members_shown(self.profile.id, &read).await;
                let read = Whole {
                    resource: read.resource,
                    etag: read.etag,
                    members_known,
                };
                whole.insert(id, read);
            }
        }
    }

    /// The operations of an edit as the server takes them in a PATCH, if it does.
    fn patched(&self, takes: &Takes, edit: &Edit<'_>) -> Option<Vec<PatchOperation>> {
        let dialect = self.client.dialect();
        if !takes.patch || dialect.patch.at(&takes.model.endpoint).off {
            return None;
        }
        let before = &edit.base.resource;
        let after = applied(&takes.model, before, &edit.operations).ok()?;
        for_patch(dialect, &takes.model, before, &after, &edit.operations)
            .ok()
            .map(|(operations, _)| operations)
    }

    fn row(&mut self, mut row: NewRow, whole: &HashMap<String, Whole>) -> NewRow {
        let ops = std::mem::take(&mut row.ops);
        self.warnings.clear();
        let mut fitted: Vec<NewOp> = Vec::with_capacity(ops.len());
        // Where each operation of the plan ends.
        let mut ends: Vec<usize> = Vec::with_capacity(ops.len());
        for mut op in ops {
            op.after.retain_mut(|needs| match ends.get(*needs) {
                Some(end) => {
                    *needs = *end;
                    true
                }
                None => false,
            });
            if let Change::AddMember {
                member: MemberRef::CreatedBy(at),
                ..
            } = &mut op.change
                && let Some(end) = ends.get(*at)
            {
                *at = *end;
            }
            match self.op(op, whole) {
                Ok(parts) => {
                    for (n, mut part) in parts.into_iter().enumerate() {
                        if n > 0 {
                            part.after = vec![fitted.len().saturating_sub(1)];
                        }
                        fitted.push(part);
                    }
                    ends.push(fitted.len().saturating_sub(1));
                }
                Err(issue) => {
                    row.action = Action::Blocked;
                    row.issues.insert(0, issue);
                    return row;
                }
            }
        }
        match row.action {
            Action::Deactivate => self.say(of_deactivation(self.client.dialect())),
            Action::Delete => {
                let takes = fitted.first().and_then(|op| self.takes(&op.resource_type));
                let means = takes.and_then(|takes| of_delete(self.client.dialect(), &takes.model));
                self.say(means.into_iter().collect());
            }
            _ => {}
        }
        row.issues.append(&mut self.warnings);
        row.ops = fitted;
        row
    }

    fn say(&mut self, notices: Vec<Notice>) {
        for notice in notices {
            if !self.notices.iter().any(|known| known.code == notice.code) {
                self.notices.push(notice);
            }
        }
    }

    fn op(&mut self, op: NewOp, whole: &HashMap<String, Whole>) -> Result<Vec<NewOp>, Issue> {
        let Some(takes) = self.takes(&op.resource_type) else {
            return Ok(vec![op]);
        };
        match &op.change {
            Change::Create { body, .. } => {
                self.verb(&takes, "create")?;
                self.wanted(&takes, None, body)?;
                let (dialect, name) = (self.client.dialect(), &self.profile.name);
                taken(dialect, name, &takes.model, &Resource::default(), body)
                    .map_err(|e| self.not_offered(e.message))?;
                Ok(vec![op])
            }
            Change::Delete { .. } => self.verb(&takes, "delete").map(|()| vec![op]),
            Change::AddMember { .. } | Change::RemoveMember { .. } => {
                self.member(&takes, &op.change).map(|()| vec![op])
            }
            _ => match edit(&op.change) {
                Some(edit) => self.edit(&takes, &op, &edit, whole),
                None => Ok(vec![op]),
            },
        }
    }

    /// Whoever lacks what the server is known to want would only be refused there. A warning is told with the row.
    fn wanted(&mut self, takes: &Takes, before: Option<&Resource>, after: &Resource) -> Result<(), Issue> {
        let found = wanted(self.client.dialect(), &takes.model, before, after);
        let name = &self.profile.name;
        if let Some(lacking) = found.iter().find(|f| f.severity == Severity::Error) {
            let path = &lacking.path;
            let message = format!("{name} wants {path} of everybody new, and the row has none.");
            return Err(IssueCode::RequiredHere
                .issue(message, "Fill it in, or map a column or a fixed value to it.")
                .with("connection", name)
                .with("path", path));
        }
        let warned = found
            .into_iter()
            .map(|f| invalid(f, "Check the value before you start."));
        self.warnings.extend(warned);
        Ok(())
    }

    fn verb(&self, takes: &Takes, verb: &str) -> Result<(), Issue> {
        if self.client.dialect().has_verb(&takes.model.endpoint, verb) {
            return Ok(());
        }
        let (name, of) = (&self.profile.name, &takes.model.name);
        Err(self.not_offered(format!("{name} does not {verb} a {of}.")))
    }

    fn member(&self, takes: &Takes, change: &Change) -> Result<(), Issue> {
        let adding = matches!(change, Change::AddMember { .. });
        if takes_members(self.client.dialect(), &takes.model, takes.patch, adding) {
            return Ok(());
        }
        let name = &self.profile.name;
        let message = format!("{name} changes no members of a group by themselves (PATCH).");
        Err(IssueCode::MembersNotOffered
            .issue(message, FIX)
            .with("connection", name))
    }

    fn edit(
        &mut self,
        takes: &Takes,
        op: &NewOp,
        edit: &Edit<'_>,
        whole: &HashMap<String, Whole>,
    ) -> Result<Vec<NewOp>, Issue> {
        let refused = |e: EngineError| IssueCode::Refused.issue(e.message, "Choose another value.");
        let read = whole.get(edit.id);
        let base = read.map_or_else(
            || edit.base.clone(),
            |read| Base {
                resource: read.resource.clone(),
                version: read.etag.clone(),
            },
        );
        let after = applied(&takes.model, &base.resource, &edit.operations).map_err(refused)?;
        self.wanted(takes, Some(&base.resource), &after)?;
        let dialect = self.client.dialect().clone();
        if id_follows(&dialect, &base.resource, &after).is_some() {
            // The rows of a job are proven by the id they were planned with.
            let attribute = dialect.id_equals.clone().unwrap_or_default();
            let message = format!(
                "The id is the {attribute} on {}: the row would change it.",
                self.profile.name
            );
            return Err(IssueCode::IdFollows
                .issue(
                    message,
                    "Change it one by one in the window, where the entry is found again.",
                )
                .with("connection", &self.profile.name)
                .with("attribute", attribute));
        }
        let found = way(Asked {
            profile: &self.profile,
            model: &takes.model,
            dialect: &dialect,
            id: edit.id,
            before: &base.resource,
            after: &after,
            operations: edit.operations.clone(),
            patch: takes.patch,
            put: takes.put && read.is_some(),
            members_known: read.is_some_and(|read| read.members_known),
            by: None,
        });
        let found = found.map_err(|e| self.not_offered(format!("{} {}", e.message, e.why)))?;
        let parts = match found.sending {
            Sending::Replace(body) => {
                let secrets = placed(&op.secrets, |operation| pointer(operation, &edit.operations))
                    .ok_or_else(|| self.not_offered(format!("{} cannot PATCH.", self.profile.name)))?;
                let (id, change_base) = (edit.id.to_owned(), base);
                let change = Change::Replace {
                    id,
                    body,
                    base: change_base,
                };
                vec![NewOp {
                    change,
                    secrets,
                    ..op.clone()
                }]
            }
            Sending::Patch(operations) => {
                let series = dialect.patch_series(&takes.model.endpoint, operations);
                if series.len() == 1 && series.first() == Some(&edit.operations) {
                    self.say(found.notices);
                    return Ok(vec![op.clone()]);
                }
                self.series(takes, op, edit, series)?
            }
            _ => vec![op.clone()],
        };
        self.say(found.notices);
        Ok(parts)
    }

    /// One request for each part, each on what those before it leave.
    fn series(
        &self,
        takes: &Takes,
        op: &NewOp,
        edit: &Edit<'_>,
        series: Vec<Vec<PatchOperation>>,
    ) -> Result<Vec<NewOp>, Issue> {
        let refused = |e: EngineError| IssueCode::Refused.issue(e.message, "Choose another value.");
        let mut base = edit.base.clone();
        let mut parts = Vec::with_capacity(series.len());
        for operations in series {
            let next = applied(&takes.model, &base.resource, &operations).map_err(refused)?;
            let same = |a: &PatchOperation, b: &PatchOperation| a.path == b.path && a.verb == b.verb;
            let secrets = op.secrets.iter().filter_map(|secret| {
                let wanted = edit.operations.get(place(secret)?)?;
                let at = operations.iter().position(|o| same(o, wanted))?;
                Some(SecretAt {
                    pointer: format!("/Operations/{at}/value"),
                    value: secret.value.clone(),
                })
            });
            parts.push(NewOp {
                resource_type: op.resource_type.clone(),
                secrets: secrets.collect(),
                change: Change::patch(edit.id, &operations, base.clone()),
                after: op.after.clone(),
            });
            base.resource = next;
        }
        Ok(parts)
    }

    fn not_offered(&self, message: String) -> Issue {
        IssueCode::NotOffered
            .issue(message, FIX)
            .with("connection", &self.profile.name)
    }
}

/// What a person can do about a server that does not offer something.
const FIX: &str = "Make this change in the server's own administration, or set the capability by hand if the server does offer it.";

fn edit(change: &Change) -> Option<Edit<'_>> {
    let (id, base, operations) = match change {
        Change::Patch { id, base, message } => (id, base, PatchOperation::from_message(message).ok()?),
        Change::Activate { id, base } => (id, base, active_operation(true).ok()?),
        Change::Deactivate { id, base } => (id, base, active_operation(false).ok()?),
        _ => return None,
    };
    Some(Edit { id, base, operations })
}

/// The operation that a secret of a PATCH belongs to.
fn place(secret: &SecretAt) -> Option<usize> {
    let rest = secret.pointer.strip_prefix("/Operations/")?;
    rest.split('/').next()?.parse().ok()
}

/// The secrets of a PATCH at their places elsewhere; `None` when one has none there.
fn placed(secrets: &[SecretAt], to: impl Fn(usize) -> Option<String>) -> Option<Vec<SecretAt>> {
    let moved = secrets.iter().map(|secret| {
        Some(SecretAt {
            pointer: to(place(secret)?)?,
            value: secret.value.clone(),
        })
    });
    moved.collect()
}

/// Where the value of an operation stands in a whole entry.
fn pointer(at: usize, operations: &[PatchOperation]) -> Option<String> {
    let operation = operations.get(at)?;
    let path = operation.path.as_ref().filter(|p| p.filter.is_none())?;
    operation.value.as_ref()?;
    let escape = |name: &str| name.replace('~', "~0").replace('/', "~1");
    let parts = [
        path.attr.urn.as_deref(),
        Some(path.attr.attribute.as_str()),
        path.attr.sub_attribute.as_deref(),
    ];
    let parts = parts.into_iter().flatten();
    Some(parts.map(|part| format!("/{}", escape(part))).collect())
}
