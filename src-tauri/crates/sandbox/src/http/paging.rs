//! Which part of a list is a page: by index (RFC 7644 §3.4.2.4), by cursor (RFC 9865), by id.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Failure;
use super::asked::Asked;
use super::call::Call;
use crate::ResourceKind;
use crate::profile::{Endless, PagingMode, PastEnd, StartIndex};

/// What comes without a cursor from a server that has cursors on request (AWS).
const WITHOUT_CURSOR: usize = 50;

/// How this request goes through the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Index,
    Cursor,
    StartId,
    /// Everything at once.
    Whole,
    /// The first rows and no further.
    Head,
}

/// A part of the list.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) first: usize,
    pub(super) count: usize,
    /// What `startIndex` of the answer says.
    pub(super) said: usize,
    pub(super) next: Option<String>,
    pub(super) previous: Option<String>,
    pub(super) next_id: Option<String>,
}

/// How this request goes through the list; a parameter of another way is refused where there is only one.
pub(super) fn way(call: &Call, asked: &Asked) -> Result<Way, Failure> {
    let mode = call.profile.list.paging;
    let cursor_only = matches!(mode, PagingMode::Cursor | PagingMode::CursorOnRequest);
    if asked.start.is_some() && (cursor_only || (asked.cursor.is_some() && mode == PagingMode::Both)) {
        let detail = "startIndex cannot be used with cursors";
        return Err(Failure::bad("invalidValue", detail));
    }
    Ok(match (mode, &asked.cursor) {
        (PagingMode::Cursor, _) | (PagingMode::Both | PagingMode::CursorOnRequest, Some(_)) => Way::Cursor,
        (PagingMode::CursorOnRequest, None) => Way::Head,
        (PagingMode::StartId, _) => Way::StartId,
        (PagingMode::None, _) => Way::Whole,
        (PagingMode::Both | PagingMode::Index, _) => Way::Index,
    })
}

/// How many rows a page has.
pub(super) fn count(call: &Call, asked: &Asked, way: Way) -> Result<usize, Failure> {
    let profile = &call.profile.list;
    let refused = |status| Err(Failure::by_profile(status, "this count is not supported"));
    if way == Way::Whole {
        return Ok(usize::MAX);
    }
    let Some(wanted) = asked.count else {
        return Ok(profile.default_count.min(profile.max_results));
    };
    if way == Way::Cursor && wanted < 1 {
        // RFC 9865 §2.1.
        let detail = format!("count must be between 1 and {}", profile.max_results);
        return Err(Failure::bad("invalidCount", detail));
    }
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

/// What a page is made from.
pub(super) struct Rows<'a> {
    /// How many there are.
    pub(super) total: usize,
    /// For each row what grows from row to row, where there is such a thing: a page that begins behind a row stays
    /// right when rows before it go away.
    pub(super) sequence: Option<&'a dyn Fn(usize) -> Option<u64>>,
    /// The id of a row.
    pub(super) id: &'a dyn Fn(usize) -> Option<String>,
    /// The row with this id.
    pub(super) of_id: &'a dyn Fn(&str) -> Option<usize>,
}

/// The page asked for.
pub(super) fn page(
    call: &Call,
    kinds: &[ResourceKind],
    asked: &Asked,
    way: Way,
    count: usize,
    rows: &Rows<'_>,
) -> Result<Page, Failure> {
    match way {
        Way::Whole => Ok(Page {
            count: rows.total,
            said: 1,
            ..Page::default()
        }),
        Way::Head => Ok(Page {
            count: count.min(WITHOUT_CURSOR),
            said: 1,
            ..Page::default()
        }),
        Way::Index => {
            let said = usize::try_from(asked.start.unwrap_or(1).max(0)).unwrap_or(usize::MAX);
            Ok(Page {
                first: first_row(call, said, count, rows.total),
                count,
                said: said.max(1),
                ..Page::default()
            })
        }
        Way::StartId => by_id(asked, count, rows),
        Way::Cursor => by_cursor(call, kinds, asked, count, rows),
    }
}

fn first_row(call: &Call, asked: usize, count: usize, total: usize) -> usize {
    let profile = &call.profile.list;
    let first = match profile.start_index {
        StartIndex::Rows => asked.max(1) - 1,
        StartIndex::ZeroBased => asked,
        StartIndex::Pages => (asked.max(1) - 1).saturating_mul(count),
    };
    let past_end = first >= total && total > 0;
    if profile.start_index_ignored
        || profile.endless == Endless::SamePage
        || (past_end && profile.past_end == PastEnd::FirstPage)
    {
        return 0;
    }
    let late = if first == 0 { 0 } else { profile.skipped };
    first.saturating_add(late).saturating_sub(profile.overlap)
}

fn by_id(asked: &Asked, count: usize, rows: &Rows<'_>) -> Result<Page, Failure> {
    let first = match asked.start_id.as_deref() {
        None | Some("initial") => 0,
        Some("end") => rows.total,
        Some(id) => (rows.of_id)(id).ok_or_else(|| Failure::bad("invalidValue", "startId is no id"))?,
    };
    let next_id = (rows.id)(first.saturating_add(count)).unwrap_or_else(|| "end".to_owned());
    Ok(Page {
        first,
        count,
        said: first + 1,
        next_id: Some(next_id),
        ..Page::default()
    })
}

/// Where a page begins, or ends.
enum Place {
    From(usize),
    After(u64),
    Before(u64),
}

fn by_cursor(
    call: &Call,
    kinds: &[ResourceKind],
    asked: &Asked,
    count: usize,
    rows: &Rows<'_>,
) -> Result<Page, Failure> {
    let query = fingerprint(kinds, asked);
    let place = match asked.cursor.as_deref() {
        None | Some("") => Place::From(0),
        Some(text) => read(call, text, query)?,
    };
    let behind = |limit: u64| {
        // Sequence numbers grow from row to row.
        let (mut low, mut high) = (0, rows.total);
        while low < high {
            let middle = low + (high - low) / 2;
            let at = rows.sequence.and_then(|of| of(middle));
            if at.is_some_and(|at| at <= limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    let first = match place {
        Place::From(first) => first,
        Place::After(limit) => behind(limit),
        Place::Before(limit) => behind(limit.saturating_sub(1)).saturating_sub(count),
    };
    let end = first.saturating_add(count);
    let sequence = |row: usize| rows.sequence.and_then(|of| of(row));
    let next = (end < rows.total).then(|| match sequence(end.saturating_sub(1)) {
        Some(last) => write(query, 'a', last),
        None => write(query, 'f', number(end)),
    });
    let previous = (first > 0).then(|| match sequence(first) {
        Some(at) => write(query, 'b', at),
        None => write(query, 'f', number(first.saturating_sub(count))),
    });
    Ok(Page {
        first,
        count,
        said: first + 1,
        next,
        previous,
        next_id: None,
    })
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// A cursor belongs to one query.
fn fingerprint(kinds: &[ResourceKind], asked: &Asked) -> u64 {
    let mut hasher = DefaultHasher::new();
    for kind in kinds {
        kind.name().hash(&mut hasher);
    }
    (&asked.filter, &asked.sort_by, asked.descending).hash(&mut hasher);
    hasher.finish()
}

fn write(query: u64, kind: char, place: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{query:x}.{}.{kind}.{place}", now()))
}

fn read(call: &Call, text: &str, query: u64) -> Result<Place, Failure> {
    let invalid = || Failure::bad("invalidCursor", "the cursor is not valid for this query");
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let text = String::from_utf8(bytes).map_err(|_| invalid())?;
    let mut parts = text.split('.');
    let mut part = || parts.next().ok_or_else(invalid);
    if part()? != format!("{query:x}") {
        return Err(invalid());
    }
    let made: u64 = part()?.parse().map_err(|_| invalid())?;
    let kind = part()?;
    let place: u64 = part()?.parse().map_err(|_| invalid())?;
    let life = Duration::from_secs(call.profile.list.cursor_timeout_s);
    if Duration::from_secs(now().saturating_sub(made)) >= life {
        return Err(Failure::bad("expiredCursor", "the cursor has expired"));
    }
    match kind {
        "a" => Ok(Place::After(place)),
        "b" => Ok(Place::Before(place)),
        "f" => Ok(Place::From(usize::try_from(place).unwrap_or(usize::MAX))),
        _ => Err(invalid()),
    }
}

fn number(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
