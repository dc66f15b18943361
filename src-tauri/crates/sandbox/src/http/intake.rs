//! From a client's body to what is stored: spelling, read-only attributes, checks, uniqueness.

use axum::http::StatusCode;
use rollcall_scim::validate::{Context, Finding, Severity, validate};
use rollcall_scim::{AttrPath, Attribute, AttributeType, Mutability, Resource, ResourceModel};
use serde_json::{Map, Value, json};

use super::call::Call;
use super::{Failure, mail};
use crate::directory::{Directory, Draft, fold};
use crate::profile::{ExternalId, Undeclared, UserNameKind};
use crate::{Profile, ResourceKind};

/// What a write wants to store.
pub(super) struct Intake {
    pub(super) draft: Draft,
    /// A group's members by id; `None` for kinds that have none.
    pub(super) members: Option<Vec<String>>,
    /// Whether a password came along, which is never stored but is a change.
    pub(super) password: bool,
}

/// Reads a body or a patched resource. `before` is the present state, for PUT and PATCH.
pub(super) fn take(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    object: Map<String, Value>,
    before: Option<&Resource>,
    context: Context,
) -> Result<Intake, Failure> {
    let model = directory.models().of(kind);
    let mut body = spell(model, object);
    if context == Context::Patch {
        // Read-only attributes are part of both states here; a difference is a refused change.
        check(call, model, &body, before, context)?;
        strip_read_only(model, &mut body);
    } else {
        // RFC 7644 §3.3, §3.5.1: read-only attributes in a body are ignored.
        strip_read_only(model, &mut body);
        check(call, model, &body, before, context)?;
    }
    quirks(&call.profile, model, kind, &mut body)?;
    if kind == ResourceKind::User {
        mail::as_profile_says(&call.profile.write.emails, before, &mut body)?;
    }
    let password = body.remove("password").is_some();
    for computed in ["id", "meta", "groups"] {
        body.remove(computed);
    }
    let members = match kind {
        ResourceKind::Group => Some(member_ids(call, directory, body.remove("members").as_ref())?),
        ResourceKind::User | ResourceKind::Role => None,
    };
    name_the_referenced(directory, &mut body);
    let draft = Draft {
        body: with_schemas(model, body),
    };
    Ok(Intake {
        draft,
        members,
        password,
    })
}

/// Refuses a name that another resource of the kind holds, RFC 7644 §3.3 (409 `uniqueness`).
pub(super) fn unique(
    profile: &Profile,
    directory: &Directory,
    kind: ResourceKind,
    draft: &Draft,
    own_id: Option<&str>,
) -> Result<(), Failure> {
    let (attribute, checked) = match kind {
        ResourceKind::User => ("userName", !profile.write.user_name_not_unique),
        ResourceKind::Role => ("name", true),
        ResourceKind::Group => ("displayName", false),
    };
    let Some(name) = draft
        .body
        .get(attribute)
        .and_then(Value::as_str)
        .filter(|_| checked)
    else {
        return Ok(());
    };
    let folded = fold(name);
    let exact = profile.write.user_name_case_sensitive && kind == ResourceKind::User;
    let taken = directory
        .of(kind)
        .with_key(&folded)
        .filter(|other| Some(other.id.as_ref()) != own_id)
        .any(|other| !exact || other.user_name.as_deref() == Some(name));
    let retired = profile.write.deleted_name_stays_taken && directory.is_retired(&folded);
    let held_back = retired && own_id.is_none();
    if !taken && !held_back {
        return Ok(());
    }
    let status = StatusCode::from_u16(profile.write.conflict_status).unwrap_or(StatusCode::CONFLICT);
    let scim_type = (!profile.write.conflict_without_scim_type).then_some("uniqueness");
    Err(Failure::new(
        status,
        scim_type,
        format!("{attribute} \"{name}\" is already taken"),
    ))
}

/// The ids in a `members` value; unknown ones as the profile says.
pub(super) fn member_ids(
    call: &Call,
    directory: &Directory,
    members: Option<&Value>,
) -> Result<Vec<String>, Failure> {
    use crate::profile::UnknownMember;
    let mut ids = Vec::new();
    let list = match members {
        None | Some(Value::Null) => &[],
        Some(Value::Array(list)) => list.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    for member in list {
        let Some(id) = member.get("value").and_then(Value::as_str) else {
            return Err(Failure::bad(
                "invalidValue",
                "each member must have a value, the id of a resource",
            ));
        };
        if call.profile.groups.nested_refused && directory.of(ResourceKind::Group).get(id).is_some() {
            return Err(Failure::bad("invalidValue", "a group cannot be a member here"));
        }
        if directory.can_be_member(id) {
            ids.push(id.to_owned());
            continue;
        }
        let detail = format!("there is no user or group {id} to be a member");
        match call.profile.groups.unknown_member {
            UnknownMember::Refused => return Err(Failure::bad("invalidValue", detail)),
            UnknownMember::NotFound => return Err(Failure::new(StatusCode::NOT_FOUND, None, detail)),
            UnknownMember::Ignored => {}
        }
    }
    Ok(ids)
}

fn check(
    call: &Call,
    model: &ResourceModel,
    body: &Map<String, Value>,
    before: Option<&Resource>,
    context: Context,
) -> Result<(), Failure> {
    let findings = validate(model, &Resource(body.clone()), before, context);
    let strict = call.profile.write.undeclared == Undeclared::Refused;
    // An attribute or schema that nobody declares is most often a misspelt one: the client should know.
    let refused = |finding: &Finding| {
        let undeclared = finding.code == "unknown" || finding.code == "schemas";
        finding.severity == Severity::Error || (strict && undeclared)
    };
    match findings.into_iter().find(refused) {
        None => Ok(()),
        Some(finding) => {
            let scim_type = match finding.code {
                "immutable" | "readOnly" => "mutability",
                "unknown" | "schemas" => "invalidSyntax",
                _ => "invalidValue",
            };
            let detail = if finding.path.is_empty() || finding.message.contains(&finding.path) {
                finding.message
            } else {
                format!("{}: {}", finding.path, finding.message)
            };
            Err(Failure::bad(scim_type, detail))
        }
    }
}

fn quirks(
    profile: &Profile,
    model: &ResourceModel,
    kind: ResourceKind,
    body: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let write = &profile.write;
    if write.external_id == ExternalId::Dropped {
        body.remove("externalId");
    }
    for dropped in &write.dropped {
        body.retain(|name, _| !name.eq_ignore_ascii_case(dropped));
    }
    if let (ResourceKind::Group, Some(prefix)) = (kind, &profile.groups.name_prefix)
        && let Some(Value::String(name)) = body.get_mut("displayName")
        && !name.starts_with(prefix.as_str())
    {
        name.insert_str(0, prefix);
    }
    if kind != ResourceKind::User {
        return Ok(());
    }
    if write.user_name_lowered
        && let Some(Value::String(name)) = body.get_mut("userName")
    {
        *name = name.to_lowercase();
    }
    let resource = Resource(body.clone());
    if let Some(name) = resource.user_name() {
        let other_kind = match write.user_name_kind {
            UserNameKind::Any => false,
            UserNameKind::Email => !name.contains('@'),
            UserNameKind::Handle => name.contains('@'),
        };
        if other_kind
            || write
                .user_name_max
                .is_some_and(|most| name.chars().count() > most)
        {
            return Err(Failure::bad("invalidValue", "such a userName is not taken here"));
        }
    }
    for required in &write.required {
        let there = AttrPath::parse(required)
            .ok()
            .and_then(|path| resource.at(model, &path));
        if there.is_none() {
            return Err(Failure::bad(
                "invalidValue",
                format!("{required} is required here"),
            ));
        }
    }
    Ok(())
}

/// RFC 7643 §4.3: `manager.displayName` is read-only and follows the manager; so does a role's owner.
fn name_the_referenced(directory: &Directory, body: &mut Map<String, Value>) {
    let users = directory.of(ResourceKind::User);
    let name = |reference: Option<&mut Value>, member: &str| {
        let Some(reference) = reference.and_then(Value::as_object_mut) else {
            return;
        };
        let id = reference.get("value").and_then(Value::as_str);
        if let Some(user) = id.and_then(|id| users.get(id)) {
            reference.insert(member.into(), json!(user.display));
        }
    };
    let enterprise = body.get_mut(rollcall_scim::urn::ENTERPRISE_USER);
    name(enterprise.and_then(|e| e.get_mut("manager")), "displayName");
    name(body.get_mut("owner"), "display");
}

/// `schemas` first, with exactly the schemas whose attributes are there (RFC 7643 §3).
pub(super) fn with_schemas(model: &ResourceModel, mut body: Map<String, Value>) -> Map<String, Value> {
    body.remove("schemas");
    let mut schemas = vec![json!(model.core.id)];
    schemas.extend(
        model
            .extensions
            .iter()
            .filter(|(schema, _)| body.contains_key(&schema.id))
            .map(|(schema, _)| json!(schema.id)),
    );
    let mut whole = Map::with_capacity(body.len() + 3);
    whole.insert("schemas".into(), Value::Array(schemas));
    whole.append(&mut body);
    whole
}

/// Names as the schema writes them (they are case-insensitive, RFC 7643 §2.1), without what counts
/// as unassigned: null and empty lists (§2.5).
fn spell(model: &ResourceModel, object: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::with_capacity(object.len());
    for (name, value) in object {
        let common = ["schemas", "id", "externalId", "meta"]
            .into_iter()
            .find(|c| c.eq_ignore_ascii_case(&name));
        let (name, value) = if let Some(common) = common {
            (common.to_owned(), value)
        } else if let Some(attribute) = model.core.attribute(&name) {
            (attribute.name.clone(), spell_value(attribute, value))
        } else if let (Some(extension), Value::Object(_)) = (model.extension(&name), &value) {
            (extension.id.clone(), spell_object(&extension.attributes, value))
        } else {
            (name, value)
        };
        if !is_unassigned(&value) {
            out.insert(name, value);
        }
    }
    out
}

fn spell_value(attribute: &Attribute, value: Value) -> Value {
    match value {
        Value::Array(list) => {
            let list = list.into_iter().map(|element| spell_value(attribute, element));
            Value::Array(list.filter(|element| !is_unassigned(element)).collect())
        }
        object @ Value::Object(_) if attribute.kind == AttributeType::Complex => {
            spell_object(&attribute.sub_attributes, object)
        }
        other => other,
    }
}

fn spell_object(attributes: &[Attribute], value: Value) -> Value {
    let Value::Object(object) = value else {
        return value;
    };
    let mut out = Map::with_capacity(object.len());
    for (name, value) in object {
        let (name, value) = match attributes.iter().find(|a| a.name.eq_ignore_ascii_case(&name)) {
            Some(attribute) => (attribute.name.clone(), spell_value(attribute, value)),
            None => (name, value),
        };
        if !is_unassigned(&value) {
            out.insert(name, value);
        }
    }
    Value::Object(out)
}

fn is_unassigned(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn strip_read_only(model: &ResourceModel, body: &mut Map<String, Value>) {
    body.remove("id");
    body.remove("meta");
    strip(&model.core.attributes, body);
    for (extension, _) in &model.extensions {
        if let Some(Value::Object(inner)) = body.get_mut(&extension.id) {
            strip(&extension.attributes, inner);
            if inner.is_empty() {
                body.remove(&extension.id);
            }
        }
    }
}

fn strip(attributes: &[Attribute], object: &mut Map<String, Value>) {
    for attribute in attributes {
        if attribute.mutability == Mutability::ReadOnly {
            object.remove(&attribute.name);
            continue;
        }
        match object.get_mut(&attribute.name) {
            Some(Value::Object(inner)) => strip(&attribute.sub_attributes, inner),
            Some(Value::Array(list)) => {
                for inner in list.iter_mut().filter_map(Value::as_object_mut) {
                    strip(&attribute.sub_attributes, inner);
                }
            }
            _ => {}
        }
    }
}
