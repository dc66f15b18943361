//! GET of a collection and POST to a `.search`, RFC 7644 §3.4.2 and §3.4.3.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use rollcall_scim::AttrPath;
use serde_json::{Map, Value, json};

use super::Failure;
use super::asked::Asked;
use super::call::Call;
use super::get;
use super::paging::{self, Page, Rows, Way};
use super::projection::Projection;
use super::select::{Selected, Wish};
use super::understand::{Understood, understand};
use crate::ResourceKind;
use crate::directory::{Directory, Entry};
use crate::profile::{Endless, PagingMode, Support, TotalResults};

/// Lists longer than this are filtered and sorted off the runtime's threads.
const INLINE: usize = 2_000;

/// Lists resources of these kinds: a ListResponse.
pub(super) async fn answer(
    call: Call,
    kinds: Vec<ResourceKind>,
    body: Option<Map<String, Value>>,
) -> Response<Body> {
    let asked = match &body {
        None => Asked::of_query(&call),
        Some(body) => Asked::of_body(body),
    };
    let wishes = asked.and_then(|asked| {
        let wishes = wishes(&call, &kinds, &asked)?;
        Ok((asked, wishes))
    });
    let (asked, wishes) = match wishes {
        Ok(both) => both,
        Err(failure) => return failure.answer(&call.profile),
    };
    let heavy = wishes.iter().any(|wish| {
        call.app
            .read(|d| d.of(wish.kind).entries().len() > INLINE && !wish.is_cheap(d))
    });
    if !heavy {
        return call.finish(list(&call, &kinds, &asked, &wishes));
    }
    let work = move || call.finish(list(&call, &kinds, &asked, &wishes));
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Call::empty(StatusCode::INTERNAL_SERVER_ERROR))
}

fn list(
    call: &Call,
    kinds: &[ResourceKind],
    asked: &Asked,
    wishes: &[Wish],
) -> Result<Response<Body>, Failure> {
    let profile = &call.profile.list;
    let way = paging::way(call, asked)?;
    let count = paging::count(call, asked, way)?;
    get::projection_allowed(call)?;
    if profile.strict_parameters {
        strictly(asked)?;
    }
    if profile.endless == Endless::NewResources {
        let kind = kinds.first().copied().unwrap_or(ResourceKind::User);
        return Ok(call.json(
            StatusCode::OK,
            invented(kind, asked.start.unwrap_or(1), count).to_string(),
        ));
    }
    call.app.read(|directory| {
        let selected: Vec<(ResourceKind, Selected<'_>)> = wishes
            .iter()
            .map(|wish| {
                let found = wish.select(directory, &call.app.selections);
                let hiding = profile.hides_inactive && wish.kind == ResourceKind::User;
                (wish.kind, if hiding { active_only(&found) } else { found })
            })
            .collect();
        let all = Found {
            selected: &selected,
            cap: profile.hard_cap.unwrap_or(usize::MAX),
        };
        let sequence = |row: usize| all.get(row).map(|(_, entry)| entry.seq);
        let by_sequence = asked.sort_by.is_none() && selected.len() == 1;
        let rows = Rows {
            total: all.len(),
            sequence: by_sequence.then_some(&sequence),
            id: &|row| all.get(row).map(|(_, entry)| entry.id.to_string()),
            of_id: &|id| all.position(id),
        };
        let page = paging::page(call, kinds, asked, way, count, &rows)?;
        let end = page.first.saturating_add(page.count).min(all.len());
        let mut out = Vec::with_capacity(end.saturating_sub(page.first) * 2_048 + 256);
        let mut projections: Vec<(ResourceKind, Projection)> = Vec::new();
        for row in page.first..end {
            let Some((kind, entry)) = all.get(row) else { break };
            if !out.is_empty() {
                out.push(b',');
            }
            if !projections.iter().any(|(known, _)| *known == kind) {
                let model = directory.models().of(kind);
                let made = Projection::new(call, model, &asked.attributes, &asked.excluded);
                projections.push((kind, made));
            }
            if let Some((_, projection)) = projections.iter().find(|(known, _)| *known == kind) {
                write_row(call, directory, kind, entry, projection, &mut out);
            }
        }
        let on_page = end.saturating_sub(page.first);
        let total = total(call, way, all.len(), on_page, page.said);
        let envelope = envelope(call, way, total, &page, on_page, &out);
        Ok(call.json(StatusCode::OK, envelope))
    })
}

/// Q-LIF-01: without those who are inactive.
fn active_only(found: &Selected<'_>) -> Selected<'static> {
    let active = |entry: &&Arc<Entry>| entry.map().get("active") != Some(&false.into());
    Selected::Some(Arc::new(found.entries().iter().filter(active).cloned().collect()))
}

/// What was found, kind after kind.
struct Found<'a> {
    selected: &'a [(ResourceKind, Selected<'a>)],
    cap: usize,
}

impl Found<'_> {
    fn len(&self) -> usize {
        let all: usize = self.selected.iter().map(|(_, s)| s.entries().len()).sum();
        all.min(self.cap)
    }

    fn get(&self, row: usize) -> Option<(ResourceKind, &Arc<Entry>)> {
        let mut row = Some(row).filter(|row| *row < self.cap)?;
        for (kind, selected) in self.selected {
            match selected.entries().get(row) {
                Some(entry) => return Some((*kind, entry)),
                None => row -= selected.entries().len(),
            }
        }
        None
    }

    fn position(&self, id: &str) -> Option<usize> {
        let all = self.selected.iter().flat_map(|(_, s)| s.entries());
        all.take(self.cap).position(|entry| entry.id.as_ref() == id)
    }
}

fn write_row(
    call: &Call,
    directory: &Directory,
    kind: ResourceKind,
    entry: &Entry,
    projection: &Projection,
    rows: &mut Vec<u8>,
) {
    if projection.is_everything() && !super::disguise::is_needed(&call.profile, true) {
        directory.write(kind, entry, call.view(true), rows);
    } else {
        rows.extend_from_slice(&get::render_as(call, directory, kind, entry, projection, true));
    }
}

/// Q-PRJ-01: servers that take parameters only in pairs, or only one of two.
fn strictly(asked: &Asked) -> Result<(), Failure> {
    if !asked.attributes.is_empty() && !asked.excluded.is_empty() {
        let detail = "attributes and excludedAttributes exclude each other";
        return Err(Failure::bad("invalidValue", detail));
    }
    if asked.sort_by.is_some() != asked.ordered {
        return Err(Failure::bad("invalidValue", "sortBy needs sortOrder"));
    }
    Ok(())
}

/// What is to be found, kind by kind; nothing for nothing at all.
fn wishes(call: &Call, kinds: &[ResourceKind], asked: &Asked) -> Result<Vec<Wish>, Failure> {
    let profile = &call.profile;
    let Understood::By(filter) = understand(call, kinds, asked.filter.as_deref())? else {
        return Ok(Vec::new());
    };
    let without_parameters = asked.start.is_none() || asked.count.is_none();
    if (profile.list.empty_without_filter && asked.filter.is_none())
        || (profile.list.empty_without_parameters && without_parameters)
    {
        return Ok(Vec::new());
    }
    let sort_by = match (&asked.sort_by, profile.list.sort) {
        (None, _) | (_, Support::Ignored) => None,
        (Some(_), Support::Refused) => {
            return Err(Failure::bad("invalidValue", "sorting is not supported"));
        }
        (Some(_), Support::Works) if kinds.len() > 1 => {
            let detail = "a query of several resource types cannot be sorted";
            return Err(Failure::bad("invalidValue", detail));
        }
        (Some(path), Support::Works) => Some(
            AttrPath::parse(path)
                .map_err(|e| Failure::bad("invalidPath", format!("sortBy cannot be read: {e}")))?,
        ),
    };
    let wish = |kind: &ResourceKind| Wish {
        kind: *kind,
        filter: filter.clone(),
        sort_by: sort_by.clone(),
        descending: asked.descending,
        case_sensitive: profile.filter.case_sensitive,
        lag: Duration::from_millis(profile.http.read_lag_ms),
    };
    Ok(kinds.iter().map(wish).collect())
}

/// The value of `totalResults`; `None` leaves it out.
fn total(call: &Call, way: Way, all: usize, page: usize, start: usize) -> Option<Value> {
    let profile = &call.profile.list;
    if profile.endless == Endless::SamePage {
        return Some(json!(start.saturating_add(page).saturating_add(all)));
    }
    if way == Way::Cursor && profile.paging == PagingMode::CursorOnRequest {
        return None;
    }
    match profile.total_results {
        TotalResults::Right => Some(json!(all)),
        TotalResults::PageSize => Some(json!(page)),
        TotalResults::Low => Some(json!(all / 2)),
        TotalResults::High => Some(json!(all + 7)),
        TotalResults::Text => Some(json!(all.to_string())),
        TotalResults::Absent => None,
    }
}

fn envelope(
    call: &Call,
    way: Way,
    total: Option<Value>,
    page: &Page,
    on_page: usize,
    rows: &[u8],
) -> Vec<u8> {
    let profile = &call.profile.list;
    let mut out = Vec::with_capacity(rows.len() + 512);
    if !profile.bare_array {
        out.extend_from_slice(b"{\"schemas\":[\"");
        let urn = match call.profile.discovery.scim_1_1 {
            true => super::version_1::CORE,
            false => rollcall_scim::urn::LIST_RESPONSE,
        };
        out.extend_from_slice(urn.as_bytes());
        out.extend_from_slice(b"\"]");
        let mut member = |name: &str, value: Value| {
            out.extend_from_slice(format!(",\"{name}\":{value}").as_bytes());
        };
        if let Some(total) = total {
            member("totalResults", total);
        }
        if !profile.envelope_without_page {
            if way != Way::Cursor {
                member("startIndex", json!(page.said));
            }
            member("itemsPerPage", json!(on_page));
        }
        for (name, value) in [
            ("nextCursor", &page.next),
            ("previousCursor", &page.previous),
            ("nextId", &page.next_id),
        ] {
            if let Some(value) = value {
                member(name, json!(value));
            }
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
