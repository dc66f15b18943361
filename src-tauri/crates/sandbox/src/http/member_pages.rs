//! `GET /Groups/{id}/Members`: the members of a group in a list of their own (Q-GRP-02), as Webex has it.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;

use super::Failure;
use super::call::Call;
use crate::ResourceKind;

/// One page.
pub(super) fn page(call: &Call, group: &str) -> Result<Response<Body>, Failure> {
    let Some(pages) = &call.profile.groups.sub_resource else {
        return Err(Failure::nowhere());
    };
    let number = |name: &str| call.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let start = number("startIndex").unwrap_or(1).max(1);
    let count = number("count").unwrap_or(pages.max).min(pages.max);
    let skip = match (pages.repeats, pages.overlaps) {
        (true, _) => 0,
        (false, true) => (start - 1).saturating_sub(1),
        (false, false) => start - 1,
    };
    call.app.read(|directory| {
        let entry = directory
            .of(ResourceKind::Group)
            .get(group)
            .ok_or_else(|| Failure::unknown_id(&call.profile, group))?;
        let members: Vec<_> = directory
            .links()
            .members(group)
            .skip(skip)
            .take(count)
            .map(|member| {
                let person = directory.of(ResourceKind::User).get(member);
                let display = person.or_else(|| directory.of(ResourceKind::Group).get(member));
                json!({
                    "value": member.as_ref(),
                    "type": if person.is_some() { "user" } else { "group" },
                    "display": display.map(|entry| &entry.display),
                })
            })
            .collect();
        let size = i64::try_from(directory.links().size(group)).unwrap_or(i64::MAX);
        let body = json!({
            "schemas": [rollcall_scim::urn::GROUP],
            "id": group,
            "displayName": &entry.display,
            "startIndex": start,
            "itemsPerPage": members.len(),
            "memberSize": size.saturating_add(pages.size_off).max(0),
            "members": members,
        });
        Ok(call.json(StatusCode::OK, body.to_string()))
    })
}
