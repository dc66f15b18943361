//! Which way an edit takes: a PATCH as the server wants it, the whole entry by PUT, or none.

use rollcall_scim::filter::CompareOp;
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb, diff};
use rollcall_scim::resource::get_ci;
use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel};
use rollcall_scim_client::dialect::{PutMembers, PutSemantics, RemoveMember, ScimVersion, ValuePath};
use rollcall_scim_client::{Dialect, version_1};
use serde_json::{Map, Value};

use super::difference::raw_differences;
use super::operations::for_replace;
use super::prepare::unseen;
use super::prepared::Sending;
use super::refused_here::taken;
use super::whole_members::as_delta;
use crate::connections::Profile;
use crate::{DifferenceKind, EngineError, ErrorCode, Notice, NoticeCode, SendBy};

/// An edit that is to be sent.
pub(crate) struct Asked<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) model: &'a ResourceModel,
    pub(crate) dialect: &'a Dialect,
    pub(crate) id: &'a str,
    pub(crate) before: &'a Resource,
    pub(crate) after: &'a Resource,
    pub(crate) operations: Vec<PatchOperation>,
    /// Whether the server is not known to refuse PATCH and PUT of this type.
    pub(crate) patch: bool,
    pub(crate) put: bool,
    /// Whether `before` is known to hold all members.
    pub(crate) members_known: bool,
    /// What the person chose.
    pub(crate) by: Option<SendBy>,
}

/// How it goes out.
pub(crate) struct Way {
    pub(crate) sending: Sending,
    /// The ways it can be sent, when there is a choice.
    pub(crate) ways: Vec<SendBy>,
    pub(crate) notices: Vec<Notice>,
}

/// A PATCH where the server takes one, else the whole entry by what PUT means there, else a refusal that says why.
pub(crate) fn way(asked: Asked<'_>) -> Result<Way, EngineError> {
    taken(
        asked.dialect,
        &asked.profile.name,
        asked.model,
        asked.before,
        asked.after,
    )?;
    let patched = match asked.patch && !asked.dialect.patch.at(&asked.model.endpoint).off {
        true => Some(patched(&asked)),
        false => None,
    };
    let whole = || -> Result<(Resource, Vec<Notice>), EngineError> {
        let body = replacement(&asked)?;
        let notices = unseen(asked.model, &body).into_iter().collect();
        Ok((body, notices))
    };
    let name = &asked.profile.name;
    match patched {
        Some(Ok((operations, notices))) if asked.by != Some(SendBy::Put) => Ok(Way {
            sending: Sending::Patch(operations),
            ways: match whole() {
                Ok(_) => vec![SendBy::Patch, SendBy::Put],
                Err(_) => Vec::new(),
            },
            notices,
        }),
        Some(Ok(_)) => {
            let (body, notices) = whole()?;
            Ok(Way {
                sending: Sending::Replace(body),
                ways: vec![SendBy::Patch, SendBy::Put],
                notices,
            })
        }
        Some(Err(paths)) => {
            let (body, mut notices) = whole().map_err(|put| neither(&asked, &paths, put))?;
            notices.insert(
                0,
                Notice::new(
                    NoticeCode::PatchPartial,
                    format!("{name} cannot PATCH {paths}; the whole entry is sent instead (PUT)."),
                )
                .with("connection", name)
                .with("attributes", paths),
            );
            Ok(Way {
                sending: Sending::Replace(body),
                ways: Vec::new(),
                notices,
            })
        }
        None => {
            let (body, mut notices) = whole()?;
            notices.insert(
                0,
                Notice::new(
                    NoticeCode::PatchMissing,
                    format!("{name} cannot PATCH; the whole entry is sent instead (PUT)."),
                )
                .with("connection", name),
            );
            Ok(Way {
                sending: Sending::Replace(body),
                ways: Vec::new(),
                notices,
            })
        }
    }
}

/// The operations as this server takes them, or the paths that it cannot change by PATCH.
fn patched(asked: &Asked<'_>) -> Result<(Vec<PatchOperation>, Vec<Notice>), String> {
    let (model, dialect) = (asked.model, asked.dialect);
    let mut notices = Vec::new();
    let delta = as_delta(asked)?;
    let (operations, whole) = for_patch(dialect, model, asked.before, asked.after, &delta)?;
    let name = &asked.profile.name;
    if !whole.is_empty() {
        notices.push(
            Notice::new(
                NoticeCode::PatchWholeList,
                format!(
                    "{name} does not take a condition in a path; {whole} is replaced as a whole, from what was just read."
                ),
            )
            .with("connection", name)
            .with("attributes", whole),
        );
    }
    if dialect.patch_message(&model.endpoint, &operations) != PatchOperation::to_message(&operations) {
        notices.push(
            Notice::new(
                NoticeCode::PatchSpelling,
                format!("The request is written in the way {name} is known to want, not in the RFC's."),
            )
            .with("connection", name),
        );
    }
    let count = dialect.patch_series(&model.endpoint, operations.clone()).len();
    if count > 1 {
        notices.push(
            Notice::new(
                NoticeCode::PatchSeries,
                format!(
                    "{name} takes only so much in one request: the change goes out in {count}, one after the other. If one is refused, those before it stay."
                ),
            )
            .with("connection", name)
            .with("count", count.to_string()),
        );
    }
    Ok((operations, notices))
}

/// Operations that this server takes and that come to the same, with the lists that are replaced as a whole; or the
/// paths that it cannot change by PATCH.
pub(crate) fn for_patch(
    dialect: &Dialect,
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
    operations: &[PatchOperation],
) -> Result<(Vec<PatchOperation>, String), String> {
    let patch = dialect.patch.at(&model.endpoint);
    if dialect.version == ScimVersion::V1 {
        let (sent, whole) = version_1::operations(model, before, after);
        let refused: Vec<String> = sent
            .iter()
            .filter(|o| !allowed(&patch.allow_paths, o.path.as_ref()))
            .filter_map(|o| o.path.as_ref().map(|p| p.attr.to_string()))
            .collect();
        return match refused.is_empty() && dialect.try_patch_message(&model.endpoint, &sent).is_some() {
            true => Ok((sent, whole.join(", "))),
            false => Err(refused.join(", ")),
        };
    }
    let selects = |operation: &PatchOperation| {
        let Some(path) = operation.path.as_ref().filter(|p| p.filter.is_some()) else {
            return false;
        };
        let listed = is_members(model, path)
            && operation.verb == PatchVerb::Remove
            && dialect.groups.remove_member == RemoveMember::ValueArray;
        !listed
            && match patch.value_path {
                ValuePath::Full => false,
                ValuePath::EqOnly => {
                    !matches!(path.filter.as_deref(), Some(Filter::Compare(_, CompareOp::Eq, _)))
                }
                ValuePath::None => true,
            }
    };
    // A membership that is written on the user is none of the group's (Q-GRP-06).
    let elsewhere = |operation: &PatchOperation| {
        let of_members = |path| is_members(model, path);
        dialect.groups.via_user && operation.path.as_ref().is_some_and(of_members)
    };
    let attribute = |path: &PatchPath| AttrPath {
        sub_attribute: None,
        ..path.attr.clone()
    };
    let mut whole: Vec<AttrPath> = Vec::new();
    for path in operations
        .iter()
        .filter(|o| selects(o))
        .filter_map(|o| o.path.as_ref())
    {
        // A group is never sent with all its members: who was not shown would leave it.
        if is_members(model, path) {
            return Err(path.attr.to_string());
        }
        if !whole.contains(&attribute(path)) {
            whole.push(attribute(path));
        }
    }
    let about = |operation: &PatchOperation| {
        operation
            .path
            .as_ref()
            .is_some_and(|p| whole.contains(&attribute(p)))
    };
    let mut sent: Vec<PatchOperation> = operations.iter().filter(|o| !about(o)).cloned().collect();
    if !whole.is_empty() {
        sent.extend(diff(model, before, after).into_iter().filter(|o| about(o)));
    }
    let mut refused: Vec<String> = sent
        .iter()
        .filter(|o| selects(o) || elsewhere(o) || !allowed(&patch.allow_paths, o.path.as_ref()))
        .map(|o| {
            o.path
                .as_ref()
                .map_or_else(|| "*".to_owned(), |p| p.attr.to_string())
        })
        .collect();
    refused.dedup();
    match refused.is_empty() {
        true => Ok((
            sent,
            whole
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", "),
        )),
        false => Err(refused.join(", ")),
    }
}

/// Whether the server changes this by PATCH; a path stands for what lies below it.
fn allowed(allow: &[String], path: Option<&PatchPath>) -> bool {
    if allow.is_empty() {
        return true;
    }
    let Some(path) = path else { return false };
    let whole = AttrPath {
        sub_attribute: path.sub_attribute.clone().or(path.attr.sub_attribute.clone()),
        ..path.attr.clone()
    }
    .to_string()
    .to_lowercase();
    allow.iter().any(|known| {
        let known = known.to_lowercase();
        whole
            .strip_prefix(&known)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':']))
    })
}

pub(super) fn is_members(model: &ResourceModel, path: &PatchPath) -> bool {
    path.attr.attribute.eq_ignore_ascii_case("members") && model.core.attribute("members").is_some()
}

/// The body of a PUT that brings about `after`, by what PUT means on this server.
fn replacement(asked: &Asked<'_>) -> Result<Resource, EngineError> {
    let (model, put) = (asked.model, asked.dialect.put.at(&asked.model.endpoint));
    let name = &asked.profile.name;
    if !asked.put || put.off {
        return Err(not_offered(
            "put",
            name,
            format!("{name} does not replace whole entries (PUT)."),
        ));
    }
    let mut body = for_replace(model, asked.id, asked.after.clone());
    without_placeholders(&mut body.0, &asked.before.0);
    if model.core.attribute("members").is_some() {
        members(asked, put.members, &mut body)?;
    }
    let removed: Vec<String> = raw_differences(model, asked.before, asked.after)
        .into_iter()
        .filter(|d| d.kind == DifferenceKind::Removed)
        .map(|d| d.path)
        .collect();
    match put.semantics {
        PutSemantics::Overwrite => {}
        PutSemantics::Merge if removed.is_empty() => {}
        PutSemantics::Merge => {
            let paths = removed.join(", ");
            return Err(not_offered(
                "put_merges",
                name,
                format!("{name} keeps what a PUT leaves out, so {paths} cannot be emptied."),
            )
            .with("attributes", paths));
        }
        PutSemantics::NullDeletes => {
            for path in &removed {
                put_null(&mut body, path);
            }
        }
    }
    Ok(body)
}

/// What the server shows where nothing is set (`""`, `null`, an element of nulls) is not sent back as a value (Q-ATT-04);
/// a text that the person emptied is.
fn without_placeholders(body: &mut Map<String, Value>, before: &Map<String, Value>) {
    body.retain(|key, value| {
        let Some(old) = get_ci(before, key) else {
            return true;
        };
        match (&mut *value, old) {
            (Value::Array(items), Value::Array(old)) => {
                let many = items.len();
                items.retain(|item| !(stands_for_nothing(item) && old.contains(item)));
                !items.is_empty() || many == 0
            }
            (Value::Object(inner), Value::Object(old)) => {
                let many = inner.len();
                without_placeholders(inner, old);
                !inner.is_empty() || many == 0
            }
            (value, old) => !(stands_for_nothing(value) && value == old),
        }
    });
}

pub(super) fn stands_for_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        // Type and primary of nothing say nothing.
        Value::Object(map) => match map.get("value") {
            Some(value) => stands_for_nothing(value),
            None => map.values().all(stands_for_nothing),
        },
        Value::Array(_) | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Members go into a PUT only when all are known; where a body without them leaves them alone they stay out.
fn members(asked: &Asked<'_>, means: PutMembers, body: &mut Resource) -> Result<(), EngineError> {
    let name = &asked.profile.name;
    let of = |r: &Resource| r.get_ci("members").cloned();
    let changed = of(asked.before) != of(asked.after);
    let via_user = asked.dialect.groups.via_user && changed;
    match means {
        PutMembers::Wipe if via_user => Err(not_offered(
            "put_members",
            name,
            format!("{name} does not change members by PUT."),
        )),
        PutMembers::Wipe if asked.members_known => Ok(()),
        PutMembers::Wipe => Err(members_unknown(name)),
        PutMembers::Keep | PutMembers::Ignore | PutMembers::Reject if changed => Err(not_offered(
            "put_members",
            name,
            format!("{name} does not change members by PUT."),
        )),
        PutMembers::Keep | PutMembers::Ignore | PutMembers::Reject => {
            body.0.retain(|key, _| !key.eq_ignore_ascii_case("members"));
            Ok(())
        }
    }
}

/// `null` at a path as [`raw_differences`] makes them.
fn put_null(body: &mut Resource, path: &str) {
    let mut map = &mut body.0;
    let mut rest = path;
    let urn = map
        .keys()
        .filter(|k| k.starts_with("urn:"))
        .find(|k| path.get(..k.len()).is_some_and(|p| p.eq_ignore_ascii_case(k)))
        .cloned();
    if path.starts_with("urn:") {
        let Some(urn) = urn.or_else(|| path.rsplit_once(':').map(|(urn, _)| urn.to_owned())) else {
            return;
        };
        rest = path.get(urn.len()..).unwrap_or_default().trim_start_matches(':');
        let inner = map.entry(urn).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = inner else { return };
        map = inner;
    }
    let mut parts = rest.split('.').peekable();
    while let Some(part) = parts.next() {
        let key = map
            .keys()
            .find(|k| k.eq_ignore_ascii_case(part))
            .cloned()
            .unwrap_or_else(|| part.to_owned());
        if parts.peek().is_none() {
            map.insert(key, Value::Null);
            return;
        }
        let inner = map.entry(key).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = inner else { return };
        map = inner;
    }
}

fn neither(asked: &Asked<'_>, paths: &str, put: EngineError) -> EngineError {
    let name = &asked.profile.name;
    EngineError {
        why: format!("{} {}", put.message, put.why),
        message: format!("{name} cannot change {paths} in a PATCH."),
        ..put
    }
    .with("paths", paths)
}

/// The error for a PUT that would take members away whom nobody saw.
pub(super) fn members_unknown(connection: &str) -> EngineError {
    let message = format!(
        "{connection} does not show all members of this group, and a PUT removes those it is not sent."
    );
    not_offered("members_unknown", connection, message)
}

/// The error for what a server does not offer; `reason` is closed, the window has a sentence for each.
pub(crate) fn not_offered(reason: &str, connection: &str, message: String) -> EngineError {
    EngineError::new(
        ErrorCode::NotOffered,
        message,
        "Nothing was sent.",
        "Make this change in the server's own administration, or set the capability by hand if the server does offer it.",
    )
    .with("connection", connection)
    .with("reason", reason)
}
