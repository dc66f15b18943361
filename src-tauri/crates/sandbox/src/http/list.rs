//! GET of a collection and POST to its `.search`, RFC 7644 §3.4.2 and §3.4.3.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use rollcall_scim::{AttrPath, Filter};
use serde_json::{Map, Value, json};

use super::Failure;
use super::call::Call;
use super::get;
use super::projection::{Projection, split};
use super::select::Wish;
use crate::ResourceKind;
use crate::directory::Directory;
use crate::profile::{Endless, ExternalId, Filtering, PastEnd, Support, TotalResults};

/// Lists longer than this are filtered and sorted off the runtime's threads.
const INLINE: usize = 2_000;

/// What a list was asked for.
#[derive(Debug, Default)]
struct Asked {
    filter: Option<String>,
    sort_by: Option<String>,
    descending: bool,
    start: Option<i64>,
    count: Option<i64>,
    attributes: Vec<String>,
    excluded: Vec<String>,
}

/// The filter as this profile understands it.
enum Filtered {
    By(Option<Filter>),
    Nothing,
}

/// Lists resources: a ListResponse.
pub(super) async fn answer(
    call: Call,
    kind: ResourceKind,
    body: Option<Map<String, Value>>,
) -> Response<Body> {
    let asked = match &body {
        None => Asked::of_query(&call),
        Some(body) => Asked::of_body(body),
    };
    let wish = asked.and_then(|asked| {
        let wish = wish(&call, kind, &asked)?;
        Ok((asked, wish))
    });
    let (asked, wish) = match wish {
        Ok(both) => both,
        Err(failure) => return failure.answer(&call.profile),
    };
    let heavy = wish.as_ref().is_some_and(|wish| {
        call.app
            .read(|d| d.of(kind).entries().len() > INLINE && !wish.is_cheap(d))
    });
    if !heavy {
        return call.finish(list(&call, kind, &asked, wish.as_ref()));
    }
    let work = move || call.finish(list(&call, kind, &asked, wish.as_ref()));
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Call::empty(StatusCode::INTERNAL_SERVER_ERROR))
}

fn list(
    call: &Call,
    kind: ResourceKind,
    asked: &Asked,
    wish: Option<&Wish>,
) -> Result<Response<Body>, Failure> {
    let profile = &call.profile.list;
    let count = count(call, asked)?;
    get::projection_allowed(call)?;
    if profile.endless == Endless::NewResources {
        return Ok(call.json(
            StatusCode::OK,
            invented(kind, asked.start.unwrap_or(1), count).to_string(),
        ));
    }
    call.app.read(|directory| {
        let projection = Projection::new(
            call,
            directory.models().of(kind),
            &asked.attributes,
            &asked.excluded,
        );
        let selected = wish.map(|wish| wish.select(directory, &call.app.selections));
        let all = selected.as_ref().map_or(&[][..], |s| s.entries());
        let asked_start = usize::try_from(asked.start.unwrap_or(1).max(1)).unwrap_or(usize::MAX);
        let first = first_row(call, asked_start, all.len());
        let page = all
            .get(first..first.saturating_add(count).min(all.len()))
            .unwrap_or_default();

        let mut rows = Vec::with_capacity(page.len() * 2_048 + 256);
        for (n, entry) in page.iter().enumerate() {
            if n > 0 {
                rows.push(b',');
            }
            write_row(call, directory, kind, entry, &projection, &mut rows);
        }
        let total = total(call, all.len(), page.len(), asked_start);
        Ok(call.json(
            StatusCode::OK,
            envelope(call, total, asked_start, page.len(), &rows),
        ))
    })
}

fn write_row(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    entry: &crate::directory::Entry,
    projection: &Projection,
    rows: &mut Vec<u8>,
) {
    if projection.is_everything() && !super::disguise::is_needed(&call.profile, true) {
        directory.write(kind, entry, call.view(true), rows);
    } else {
        rows.extend_from_slice(&get::render_as(call, directory, kind, entry, projection, true));
    }
}

/// What is to be found; `None` for nothing at all.
fn wish(call: &Call, kind: ResourceKind, asked: &Asked) -> Result<Option<Wish>, Failure> {
    let profile = &call.profile;
    let Filtered::By(filter) = filter(call, kind, asked)? else {
        return Ok(None);
    };
    if profile.list.empty_without_filter && asked.filter.is_none() {
        return Ok(None);
    }
    let sort_by = match (&asked.sort_by, profile.list.sort) {
        (None, _) | (_, Support::Ignored) => None,
        (Some(_), Support::Refused) => {
            return Err(Failure::bad("invalidValue", "sorting is not supported"));
        }
        (Some(path), Support::Works) => Some(
            AttrPath::parse(path)
                .map_err(|e| Failure::bad("invalidPath", format!("sortBy cannot be read: {e}")))?,
        ),
    };
    Ok(Some(Wish {
        kind,
        filter,
        sort_by,
        descending: asked.descending,
        case_sensitive: profile.filter.case_sensitive,
        lag: Duration::from_millis(profile.http.read_lag_ms),
    }))
}

fn filter(call: &Call, kind: ResourceKind, asked: &Asked) -> Result<Filtered, Failure> {
    let Some(text) = &asked.filter else {
        return Ok(Filtered::By(None));
    };
    let quirks = &call.profile.filter;
    if quirks.max_length.is_some_and(|most| text.len() > most) {
        return Err(Failure::bad("invalidFilter", "the filter is too long"));
    }
    if quirks.ascii_only && !text.is_ascii() {
        return Err(Failure::bad(
            "invalidFilter",
            "the filter has characters outside ASCII",
        ));
    }
    if quirks.unsupported == Filtering::Ignored && quirks.only.is_empty() {
        return Ok(Filtered::By(None));
    }
    let filter = Filter::parse(text).map_err(|e| Failure::bad("invalidFilter", e.to_string()))?;
    let simple = simple_eq(&filter);
    let supported = simple.is_some_and(|name| quirks.only.iter().any(|o| o.eq_ignore_ascii_case(&name)));
    if !supported {
        match quirks.unsupported {
            Filtering::Works => {}
            Filtering::Ignored => return Ok(Filtered::By(None)),
            Filtering::Empty => return Ok(Filtered::Nothing),
            Filtering::Refused => {
                let mut failure = Failure::by_profile(quirks.refused_with, "this filter is not supported");
                if quirks.refused_with == 400 {
                    failure = Failure::bad("invalidFilter", "this filter is not supported");
                }
                return Err(failure);
            }
        }
    }
    match call.profile.write.external_id {
        ExternalId::FilterRefused if names_external_id(&filter) => {
            return Err(Failure::bad("invalidFilter", "externalId cannot be filtered"));
        }
        ExternalId::FilterEmpty if names_external_id(&filter) => return Ok(Filtered::Nothing),
        _ => {}
    }
    call.app
        .read(|directory| filter.check(directory.models().of(kind)))
        .map_err(|e| Failure::bad("invalidFilter", e.to_string()))?;
    Ok(Filtered::By(Some(filter)))
}

/// The attribute of `ATTRIBUTE eq value`.
fn simple_eq(filter: &Filter) -> Option<String> {
    match filter {
        Filter::Compare(path, rollcall_scim::filter::CompareOp::Eq, _) => Some(path.to_string()),
        _ => None,
    }
}

fn names_external_id(filter: &Filter) -> bool {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(names_external_id),
        Filter::Not(inner) => names_external_id(inner),
        Filter::Compare(path, _, _) | Filter::Present(path) | Filter::ValuePath(path, _) => {
            path.attribute.eq_ignore_ascii_case("externalId")
        }
    }
}

fn count(call: &Call, asked: &Asked) -> Result<usize, Failure> {
    let profile = &call.profile.list;
    let refused = |status| Err(Failure::by_profile(status, "this count is not supported"));
    let Some(wanted) = asked.count else {
        return Ok(profile.default_count.min(profile.max_results));
    };
    // RFC 7644 §3.4.2.4: a negative value is interpreted as 0.
    let wanted = usize::try_from(wanted.max(0)).unwrap_or(usize::MAX);
    match (
        profile.count_refused,
        profile.count_zero_refused,
        profile.count_above_maximum_refused,
    ) {
        (Some(status), _, _) => refused(status),
        (_, Some(status), _) if wanted == 0 => refused(status),
        (_, _, Some(status)) if wanted > profile.max_results => refused(status),
        _ => Ok(wanted.min(profile.max_results)),
    }
}

fn first_row(call: &Call, start: usize, total: usize) -> usize {
    let profile = &call.profile.list;
    let past_end = start > total && total > 0;
    if profile.start_index_ignored
        || profile.endless == Endless::SamePage
        || (past_end && profile.past_end == PastEnd::FirstPage)
    {
        return 0;
    }
    (start - 1).saturating_sub(profile.overlap)
}

/// The value of `totalResults`; `None` leaves it out.
fn total(call: &Call, all: usize, page: usize, start: usize) -> Option<Value> {
    if call.profile.list.endless == Endless::SamePage {
        return Some(json!(start.saturating_add(page).saturating_add(all)));
    }
    match call.profile.list.total_results {
        TotalResults::Right => Some(json!(all)),
        TotalResults::PageSize => Some(json!(page)),
        TotalResults::Low => Some(json!(all / 2)),
        TotalResults::High => Some(json!(all + 7)),
        TotalResults::Text => Some(json!(all.to_string())),
        TotalResults::Absent => None,
    }
}

fn envelope(call: &Call, total: Option<Value>, start: usize, page: usize, rows: &[u8]) -> Vec<u8> {
    let profile = &call.profile.list;
    let mut out = Vec::with_capacity(rows.len() + 256);
    if !profile.bare_array {
        out.extend_from_slice(b"{\"schemas\":[\"");
        out.extend_from_slice(rollcall_scim::urn::LIST_RESPONSE.as_bytes());
        out.extend_from_slice(b"\"]");
        if let Some(total) = total {
            out.extend_from_slice(format!(",\"totalResults\":{total}").as_bytes());
        }
        if !profile.envelope_without_page {
            out.extend_from_slice(format!(",\"startIndex\":{start},\"itemsPerPage\":{page}").as_bytes());
        }
        let name: &[u8] = if profile.lower_case_resources {
            b",\"resources\":"
        } else {
            b",\"Resources\":"
        };
        out.extend_from_slice(name);
    }
    out.push(b'[');
    out.extend_from_slice(rows);
    out.push(b']');
    if !profile.bare_array {
        out.push(b'}');
    }
    out
}

/// Q-PAG-02: a page of resources that do not exist, and the promise of more.
fn invented(kind: ResourceKind, start: i64, count: usize) -> Value {
    let start = usize::try_from(start.max(1)).unwrap_or(1);
    let urn = match kind {
        ResourceKind::User => rollcall_scim::urn::USER,
        ResourceKind::Group => rollcall_scim::urn::GROUP,
        ResourceKind::Role => crate::ROLE,
    };
    let row = |n: usize| json!({"schemas": [urn], "id": format!("endless-{n}"), "userName": format!("endless.{n}@example.com"), "displayName": format!("Endless {n}")});
    let rows: Vec<Value> = (start..start.saturating_add(count)).map(row).collect();
    json!({
        "schemas": [rollcall_scim::urn::LIST_RESPONSE],
        "totalResults": start.saturating_add(count).saturating_add(count),
        "startIndex": start,
        "itemsPerPage": count,
        "Resources": rows,
    })
}

impl Asked {
    fn of_query(call: &Call) -> Result<Self, Failure> {
        let number = |name: &str| match call.parameter(name).map(str::trim) {
            None | Some("") => Ok(None),
            Some(text) => text
                .parse()
                .map(Some)
                .map_err(|_| Failure::bad("invalidValue", format!("{name} must be a whole number"))),
        };
        let text = |name: &str| {
            call.parameter(name)
                .filter(|v| !v.trim().is_empty())
                .map(String::from)
        };
        Ok(Self {
            filter: text("filter"),
            sort_by: text("sortBy"),
            descending: call.parameter("sortOrder").is_some_and(is_descending),
            start: number("startIndex")?,
            count: number("count")?,
            attributes: call.parameter("attributes").map(split).unwrap_or_default(),
            excluded: call
                .parameter("excludedAttributes")
                .map(split)
                .unwrap_or_default(),
        })
    }

    fn of_body(body: &Map<String, Value>) -> Result<Self, Failure> {
        let schemas = body.get("schemas").and_then(Value::as_array);
        let is_search = |urn: &Value| urn.as_str() == Some(rollcall_scim::urn::SEARCH_REQUEST);
        if !schemas.is_some_and(|list| list.iter().any(is_search)) {
            return Err(Failure::bad("invalidSyntax", "the body is not a SearchRequest"));
        }
        let member = |name: &str| rollcall_scim::resource::get_ci(body, name);
        let text = |name: &str| member(name).and_then(Value::as_str).map(String::from);
        let number = |name: &str| match member(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| Failure::bad("invalidValue", format!("{name} must be a whole number"))),
        };
        let list = |name: &str| match member(name) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(String::from).collect(),
            Some(Value::String(list)) => split(list),
            _ => Vec::new(),
        };
        Ok(Self {
            filter: text("filter"),
            sort_by: text("sortBy"),
            descending: text("sortOrder").as_deref().is_some_and(is_descending),
            start: number("startIndex")?,
            count: number("count")?,
            attributes: list("attributes"),
            excluded: list("excludedAttributes"),
        })
    }
}

fn is_descending(order: &str) -> bool {
    order.trim().eq_ignore_ascii_case("descending")
}
