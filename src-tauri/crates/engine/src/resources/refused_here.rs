//! What a server is known not to take of a record, said before anything is sent: more addresses than it keeps (Q-ATT-03)
//! and groups as members (Q-GRP-06).

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::Dialect;
use rollcall_scim_client::dialect::{MembersSource, PutMembers};
use serde_json::Value;

use super::way::{members_unknown, not_offered};
use crate::EngineError;
use crate::groups::source::is_cut;

/// Refuses `after`, of which the server would drop a part or all. What `before` had already is not asked about again.
pub(crate) fn taken(
    dialect: &Dialect,
    connection: &str,
    model: &ResourceModel,
    before: &Resource,
    after: &Resource,
) -> Result<(), EngineError> {
    let emails = |r: &Resource| list(r, "emails").len();
    if let Some(most) = dialect.max_emails.filter(|_| model.name == "User")
        && emails(after) > most.max(emails(before))
    {
        let message = format!("Of the e-mail addresses of a person, {connection} keeps no more than {most}.");
        return Err(not_offered("emails", connection, message).with("count", most.to_string()));
    }
    let known = list(before, "members");
    let nests =
        |member: &&Value| is_group(member) && !known.iter().any(|old| old["value"] == member["value"]);
    if dialect.groups.no_nesting && model.name == "Group" && list(after, "members").iter().any(|m| nests(&m))
    {
        let message = format!("{connection} takes no group as a member of a group.");
        return Err(not_offered("nested", connection, message));
    }
    Ok(())
}

/// Refuses a PUT of a group that is known not to show all its members, where a PUT removes those it is not sent (Q-GRP-03).
pub(crate) fn members_stay(
    dialect: &Dialect,
    connection: &str,
    model: &ResourceModel,
    before: &Resource,
) -> Result<(), EngineError> {
    let groups = &dialect.groups;
    let partial = groups.members != MembersSource::Inline || is_cut(dialect, list(before, "members").len());
    let wipes = dialect.put.at(&model.endpoint).members == PutMembers::Wipe;
    if partial && wipes && model.core.attribute("members").is_some() {
        return Err(members_unknown(connection));
    }
    Ok(())
}

fn list<'a>(resource: &'a Resource, name: &str) -> &'a [Value] {
    let list = resource.get_ci(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// By what the member says of itself (RFC 7643 §4.2).
fn is_group(member: &Value) -> bool {
    let text = |key: &str| member.get(key).and_then(Value::as_str).unwrap_or_default();
    text("type").eq_ignore_ascii_case("Group") || text("$ref").contains("/Groups/")
}
