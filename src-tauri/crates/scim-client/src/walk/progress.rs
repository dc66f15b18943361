//! The walker's memory and judgement, without network: what has been received and what to ask next.

use std::collections::HashSet;

use rollcall_scim::Resource;
use rollcall_scim::message::ListResponse;
use serde_json::Value;

use super::position::{Position, Way};
use super::{WalkLimits, WalkOutcome, WalkPage};
use crate::dialect::{CursorPaging, Index, ListDialect, Paging, Total};
use crate::{ExchangeMark, Observation, observe};

/// Most resources asked for in one page to get round a `startIndex` that is ignored.
const WHOLE: u64 = 10_000;

/// Why the walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A page without resources.
    Empty,
    /// The server refused a page past what it delivered.
    Refused(u16),
    /// A page with nothing but known ids.
    NothingNew,
    /// The total is known to be exact and was reached.
    Total,
    /// The server says that no page follows.
    LastCursor,
    /// There is one page only.
    OnePage,
    /// As many as the server ever sends.
    HardCap,
    /// A cursor that was followed before.
    CursorRepeats,
    /// A cursor expired for the second time.
    CursorExpired,
    /// The page budget.
    Budget,
    /// As many resources as the caller wanted.
    Enough,
    /// The receiver was closed.
    Closed,
}

/// What to do after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    Fetch(Position),
    End(End),
}

/// A request that tries whether `startIndex` means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Probe {
    Pages,
    Zero,
    Whole,
}

pub(super) struct Progress {
    endpoint: String,
    pub(super) limits: WalkLimits,
    pub(super) dialect: ListDialect,
    pub(super) filtered: bool,
    way: Way,
    pub(super) seen: HashSet<Box<str>>,
    /// Resources received in this reading, repeated ones included: the next start index follows from it.
    delivered: u64,
    pub(super) duplicates: u64,
    pub(super) without_id: u64,
    pub(super) pages: u32,
    pub(super) first_page: u64,
    /// `count` of the first page.
    pub(super) first_asked: Option<u64>,
    pub(super) last_page: u64,
    /// Pages that brought something new.
    pub(super) fresh_pages: u32,
    pub(super) first_total: Option<u64>,
    pub(super) last_total: Option<u64>,
    pub(super) totals_differ: bool,
    /// Every total so far was the size of its own page.
    pub(super) totals_echo: bool,
    /// The list is being read a second time to fill gaps.
    pub(super) second_reading: bool,
    probe: Option<Probe>,
    probed: Vec<Probe>,
    /// The end that made us try something else.
    end_before: End,
    cursors: HashSet<Box<str>>,
    expired: bool,
    notes: Vec<String>,
    observations: Vec<Observation>,
    /// The record of the answer that is judged now.
    shown: Option<ExchangeMark>,
    first_shown: Option<ExchangeMark>,
}

impl Progress {
    pub(super) fn new(endpoint: &str, dialect: &ListDialect, filtered: bool, limits: WalkLimits) -> Self {
        let mut limits = limits;
        limits.total_is_exact |= dialect.total == Total::Exact;
        if let (Some(most), Some(asked)) = (dialect.max_count, limits.page_size) {
            limits.page_size = Some(asked.min(most));
        }
        let one_page = matches!(dialect.paging, Paging::None);
        let countless = matches!(&dialect.paging, Paging::Cursor(how) if how.no_count);
        if dialect.no_count || one_page || countless {
            limits.page_size = None;
        }
        Self {
            endpoint: endpoint.to_owned(),
            way: Way::of(dialect),
            dialect: dialect.clone(),
            filtered,
            limits,
            seen: HashSet::new(),
            delivered: 0,
            duplicates: 0,
            without_id: 0,
            pages: 0,
            first_page: 0,
            first_asked: None,
            last_page: 0,
            fresh_pages: 0,
            first_total: None,
            last_total: None,
            totals_differ: false,
            totals_echo: true,
            second_reading: false,
            probe: None,
            probed: Vec::new(),
            end_before: End::Empty,
            cursors: HashSet::new(),
            expired: false,
            notes: Vec::new(),
            observations: Vec::new(),
            shown: None,
            first_shown: None,
        }
    }

    pub(super) fn observe(&mut self, observation: Observation) {
        self.observations.push(observation.shown_by(self.shown));
    }

    /// What is observed from now on was shown by this exchange.
    pub(super) fn shown_by(&mut self, exchange: Option<ExchangeMark>) {
        self.shown = exchange;
    }

    pub(super) fn way(&self) -> &Way {
        &self.way
    }

    /// `count` that is in use; `None` when the server does not take one.
    pub(super) fn page_size(&self) -> Option<u64> {
        self.limits.page_size
    }

    pub(super) fn set_page_size(&mut self, count: Option<u64>) {
        self.limits.page_size = count;
    }

    /// The server has cursors, as was seen.
    pub(super) fn use_cursors(&mut self) {
        self.way = Way::Cursor(CursorPaging::default());
        self.observe(observe::pages_by_cursor(&self.endpoint));
    }

    /// Takes a page: what is new in it, and what comes next.
    pub(super) fn take(&mut self, mut list: ListResponse) -> (WalkPage, Next) {
        let length = number(list.resources.len());
        self.pages = self.pages.saturating_add(1);
        for sentence in std::mem::take(&mut list.deviations) {
            if self.notes.len() < 20 && !self.notes.contains(&sentence) {
                self.notes.push(sentence);
            }
        }
        if self.pages == 1 {
            self.first_page = length;
            self.first_shown = self.shown;
            self.first_asked = self.limits.page_size;
            // It pages by cursor though it was asked by index (RFC 9865 §2: its default).
            if matches!(self.way, Way::Index(_)) && list.next_cursor.is_some() && list.start_index.is_none() {
                self.use_cursors();
            }
        }
        if self.probe.is_none() {
            self.take_total(list.total_results, length);
        }
        let resources = self.take_resources(list.resources);
        let fresh = number(resources.len());
        let page = WalkPage {
            received_so_far: number(self.seen.len()),
            total_results: list.total_results,
            resources,
        };
        if let Some(probe) = self.probe.take() {
            let next = self.after_probe(probe, length, fresh);
            return (page, next);
        }
        if fresh > 0 {
            self.fresh_pages = self.fresh_pages.saturating_add(1);
        }
        let next = self.next(length, fresh == 0, list.next_cursor);
        if length > 0 {
            self.last_page = length;
        }
        (page, next)
    }

    fn next(&mut self, length: u64, nothing_new: bool, cursor: Option<String>) -> Next {
        let received = number(self.seen.len());
        let by_index = matches!(self.way, Way::Index(_));
        let through = self.second_reading && self.last_total.is_some_and(|total| self.delivered >= total);
        if by_index && (length == 0 || through) {
            self.at_end(End::Empty)
        } else if by_index && nothing_new && !self.second_reading {
            self.at_end(End::NothingNew)
        } else if self.limits.max_resources.is_some_and(|most| received >= most) {
            Next::End(End::Enough)
        } else if self.limits.total_is_exact && self.last_total == Some(received) {
            Next::End(End::Total)
        } else if self.dialect.hard_cap.is_some_and(|cap| received >= cap) {
            Next::End(End::HardCap)
        } else if self.pages >= self.limits.max_pages {
            Next::End(End::Budget)
        } else {
            self.following(cursor)
        }
    }

    /// The page after this one.
    fn following(&mut self, cursor: Option<String>) -> Next {
        match &self.way {
            Way::One => Next::End(End::OnePage),
            Way::Cursor(_) => match cursor {
                None => Next::End(End::LastCursor),
                Some(cursor) if !self.cursors.insert(cursor.as_str().into()) => Next::End(End::CursorRepeats),
                Some(cursor) => Next::Fetch(Position::Cursor(cursor)),
            },
            Way::StartId(how) => match cursor.filter(|id| *id != how.end) {
                None => Next::End(End::LastCursor),
                Some(id) if !self.cursors.insert(id.as_str().into()) => Next::End(End::CursorRepeats),
                Some(id) => Next::Fetch(Position::StartId(id)),
            },
            Way::Index(Index::Ignored) => self.at_end(End::NothingNew),
            Way::Index(Index::Pages) => {
                // A page is as long as the first one; the number of the next follows from what came.
                let page = self.delivered.div_ceil(self.first_page.max(1)).saturating_add(1);
                Next::Fetch(Position::Index(page, None))
            }
            Way::Index(Index::ZeroBased) => Next::Fetch(Position::Index(self.delivered, None)),
            // By the number received, never by the number asked or said: servers clamp.
            Way::Index(Index::Honoured) => {
                Next::Fetch(Position::Index(self.delivered.saturating_add(1), None))
            }
        }
    }

    /// The apparent end of a list read by index. While the server says that there is more, it is tried
    /// what else `startIndex` may mean; each only once.
    fn at_end(&mut self, end: End) -> Next {
        let received = number(self.seen.len());
        let missing = self
            .last_total
            .filter(|_| self.dialect.total != Total::Wrong && self.limits.max_resources.is_none())
            .map_or(0, |total| total.saturating_sub(received));
        if missing == 0 || received == 0 || self.pages >= self.limits.max_pages {
            return Next::End(end);
        }
        let total = received.saturating_add(missing);
        let plain = self.way == Way::Index(Index::Honoured);
        let ignored = self.way == Way::Index(Index::Ignored);
        let over = matches!(end, End::Empty | End::Refused(_));
        if plain && over && self.fresh_pages == 1 && self.duplicates == 0 && self.try_once(Probe::Pages, end)
        {
            return Next::Fetch(Position::Index(2, None));
        }
        if plain && over && missing == 1 && self.duplicates == 0 && self.try_once(Probe::Zero, end) {
            return Next::Fetch(Position::Index(0, Some(1)));
        }
        let room = self.limits.page_size.is_some_and(|size| size < total) && self.dialect.max_count.is_none();
        if (plain || ignored)
            && end == End::NothingNew
            && self.fresh_pages == 1
            && room
            && total <= WHOLE
            && self.try_once(Probe::Whole, end)
        {
            return Next::Fetch(Position::Index(1, Some(total)));
        }
        let unstable = self.dialect.unstable_order || (self.duplicates > 0 && self.fresh_pages > 1);
        if over && unstable && !self.second_reading {
            self.second_reading = true;
            self.delivered = 0;
            self.observe(observe::unstable_order(&self.endpoint));
            return Next::Fetch(self.way.first());
        }
        Next::End(end)
    }

    fn try_once(&mut self, probe: Probe, end: End) -> bool {
        if self.probed.contains(&probe) {
            return false;
        }
        self.probed.push(probe);
        self.probe = Some(probe);
        self.end_before = end;
        true
    }

    fn after_probe(&mut self, probe: Probe, length: u64, fresh: u64) -> Next {
        let end = self.end_before;
        match probe {
            Probe::Pages if length > 0 && fresh == length => {
                self.way = Way::Index(Index::Pages);
                self.fresh_pages = self.fresh_pages.saturating_add(1);
                self.last_page = length;
                self.observe(observe::start_index(&self.endpoint, "page_mapped"));
                self.following(None)
            }
            Probe::Zero if fresh > 0 => {
                self.observe(observe::start_index(&self.endpoint, "zero_based"));
                Next::End(End::Empty)
            }
            Probe::Whole if fresh > 0 => Next::End(End::OnePage),
            _ => self.at_end(end),
        }
    }

    fn take_total(&mut self, total: Option<u64>, length: u64) {
        let Some(total) = total else { return };
        // A page past the end says 0 on some servers.
        if length == 0 && total == 0 && self.pages > 1 {
            return;
        }
        self.totals_echo &= total == length || (length == 0 && self.pages > 1);
        self.totals_differ |= self.last_total.is_some_and(|last| last != total);
        self.first_total = self.first_total.or(Some(total));
        self.last_total = Some(total);
    }

    fn take_resources(&mut self, values: Vec<Value>) -> Vec<Resource> {
        let mut fresh = Vec::with_capacity(values.len());
        let again = self.probe.is_some() || self.second_reading;
        for value in values {
            self.delivered = self.delivered.saturating_add(1);
            let Some(resource) = Resource::from_value(value) else {
                self.without_id = self.without_id.saturating_add(1);
                continue;
            };
            match resource.id() {
                None => self.without_id = self.without_id.saturating_add(1),
                Some(id) if self.seen.contains(id) => {
                    // What is read again on purpose does not count.
                    self.duplicates = self.duplicates.saturating_add(u64::from(!again));
                }
                Some(id) => {
                    self.seen.insert(id.into());
                    fresh.push(resource);
                }
            }
        }
        fresh
    }

    /// What a refused page means: the end, a new beginning, or (`None`) a failure. A server may answer 400 or
    /// 404 past the end, and one that fails on its own parameters may fail there with 500.
    pub(super) fn refused(&mut self, status: u16, scim_type: Option<&str>) -> Option<Next> {
        if !matches!(status, 401 | 403 | 429)
            && let Some(next) = self.probe_failed()
        {
            return Some(next);
        }
        match (&self.way, scim_type) {
            (Way::Cursor(_), Some("expiredCursor" | "invalidCursor")) => {
                let again = !std::mem::replace(&mut self.expired, true);
                self.cursors.clear();
                // From the beginning; ids received before are not handed over again.
                Some(if again {
                    self.second_reading = true;
                    Next::Fetch(self.way.first())
                } else {
                    Next::End(End::CursorExpired)
                })
            }
            (Way::Index(_), _) => match status {
                400 | 404 => Some(self.at_end(End::Refused(status))),
                500..=599 if self.limits.page_size.is_none() => Some(self.at_end(End::Refused(status))),
                _ => None,
            },
            _ => None,
        }
    }

    /// What follows when a request that only tried something gave no page; `None` when it was no such request.
    pub(super) fn probe_failed(&mut self) -> Option<Next> {
        self.probe.take()?;
        Some(self.at_end(self.end_before))
    }

    /// The outcome of a walk that ended for this reason.
    pub(super) fn outcome(mut self, end: End) -> WalkOutcome {
        let doubt = self.doubt(end);
        self.learn(end);
        let (doubt, reason) = doubt.unzip();
        WalkOutcome {
            complete: doubt.is_none(),
            doubt,
            reason,
            received: number(self.seen.len()),
            duplicates: self.duplicates,
            total_results: self.last_total,
            pages: self.pages,
            notes: self.notes,
            observations: self.observations,
            exchange: self.first_shown,
        }
    }

    /// Whether a later page was the first one again.
    pub(super) fn repeated(&self, end: End) -> bool {
        end == End::NothingNew || (end == End::OnePage && self.probed.contains(&Probe::Whole))
    }

    fn learn(&mut self, end: End) {
        let received = number(self.seen.len());
        if self.repeated(end) && self.way == Way::Index(Index::Honoured) {
            self.observe(observe::start_index(&self.endpoint, "ignored"));
        }
        let ended = matches!(
            end,
            End::Empty | End::Refused(_) | End::NothingNew | End::LastCursor
        );
        // A total that is higher than what came says that something is missing, not that it is wrong.
        if let Some(total) = self.last_total.filter(|t| ended && *t < received) {
            let echo = self.totals_echo && self.fresh_pages > 1;
            let how = if echo { "page" } else { "low" };
            self.observe(observe::total_unreliable(&self.endpoint, how, total, received));
        }
        // A clamp shows when a short page was followed by more.
        if self.fresh_pages > 1 && self.first_asked.is_some_and(|asked| self.first_page < asked) {
            self.observe(observe::count_clamped(&self.endpoint, self.first_page));
        }
    }
}

pub(super) fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
