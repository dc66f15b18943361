//! What a list asks for: filter, order, attributes; and what can be told of them.

use rollcall_scim::{AttrPath, Filter, Mutability, Resource, ResourceModel, Returned};
use rollcall_scim_client::ClientError;

use crate::{EngineError, ErrorCode, Notice, NoticeCode};

pub(super) fn parse_filter(
    text: Option<&str>,
    model: &ResourceModel,
    notices: &mut Vec<Notice>,
) -> Result<Option<Filter>, EngineError> {
    let Some(text) = text.filter(|t| !t.trim().is_empty()) else {
        return Ok(None);
    };
    let filter = Filter::parse(text).map_err(|e| {
        EngineError::new(
            ErrorCode::Usage,
            format!(
                "The filter cannot be read at character {}: {}.",
                e.position + 1,
                e.message
            ),
            "Nothing was sent.",
            "Correct the filter, for example: userName sw \"kim\"",
        )
        .with("position", e.position.to_string())
        .with("field", "filter")
    })?;
    if let Err(odd) = filter.check(model) {
        let mut notice = Notice::new(NoticeCode::FilterOdd, format!("{}.", odd.message));
        notice.params = odd.fault.params;
        notices.push(notice.with("rule", odd.fault.rule.name()));
    }
    Ok(Some(filter))
}

pub(super) fn parse_order(text: Option<&str>) -> Result<Option<AttrPath>, EngineError> {
    text.filter(|t| !t.trim().is_empty())
        .map(|t| {
            AttrPath::parse(t.trim()).map_err(|e| {
                EngineError::new(
                    ErrorCode::Usage,
                    format!("{t} is no attribute to sort by: {e}."),
                    "",
                    "",
                )
                .with("field", "sortBy")
            })
        })
        .transpose()
}

/// Answers by which servers say that they do not do this filter.
pub(super) fn refuses_filter(error: &ClientError) -> bool {
    matches!(error.status(), Some(400 | 404 | 405 | 422 | 500 | 501))
        && matches!(error, ClientError::Status(_))
}

/// Every attribute a filter looks at.
pub(super) fn paths(filter: &Filter) -> Vec<AttrPath> {
    match filter {
        Filter::And(all) | Filter::Or(all) => all.iter().flat_map(paths).collect(),
        Filter::Not(inner) => paths(inner),
        Filter::Compare(path, ..) | Filter::Present(path) | Filter::ValuePath(path, _) => vec![path.clone()],
    }
}

/// Attributes of the filter that no answer shows, by the schema.
pub(super) fn unseen_attributes(model: &ResourceModel, filter: &Filter) -> Vec<String> {
    let unseen = |path: &AttrPath| {
        model.resolve(path).is_some_and(|found| {
            matches!(found.leaf().returned, Returned::Never | Returned::Request)
                || found.leaf().mutability == Mutability::WriteOnly
        })
    };
    paths(filter)
        .iter()
        .filter(|p| unseen(p))
        .map(ToString::to_string)
        .collect()
}

/// Whether the filter looks only at attributes that many servers leave out of lists (quirk 7).
pub(super) fn often_left_out(filter: &Filter) -> bool {
    let left_out = |p: &AttrPath| {
        ["members", "groups"]
            .iter()
            .any(|name| p.attribute.eq_ignore_ascii_case(name))
    };
    paths(filter).iter().all(left_out)
}

pub(super) fn same_attribute(text: &str, path: &AttrPath) -> bool {
    AttrPath::parse(text).is_ok_and(|a| {
        a.urn.as_deref().map(str::to_lowercase) == path.urn.as_deref().map(str::to_lowercase)
            && a.attribute.eq_ignore_ascii_case(&path.attribute)
    })
}

/// Takes an attribute out of a resource that was asked for only to check the filter.
pub(super) fn strip(resource: &mut Resource, path: &AttrPath) {
    let remove = |map: &mut serde_json::Map<String, serde_json::Value>, name: &str| {
        map.retain(|key, _| !key.eq_ignore_ascii_case(name));
    };
    match &path.urn {
        Some(urn) if !path.attribute.is_empty() && resource.get_ci(urn).is_some() => {
            let key = resource.0.keys().find(|k| k.eq_ignore_ascii_case(urn)).cloned();
            if let Some(map) = key
                .and_then(|k| resource.0.get_mut(&k))
                .and_then(|v| v.as_object_mut())
            {
                remove(map, &path.attribute);
            }
            resource.0.retain(|k, v| {
                !(k.eq_ignore_ascii_case(urn) && v.as_object().is_some_and(serde_json::Map::is_empty))
            });
        }
        _ if ["id", "schemas"]
            .iter()
            .any(|always| path.attribute.eq_ignore_ascii_case(always)) => {}
        _ => remove(&mut resource.0, &path.attribute),
    }
}
