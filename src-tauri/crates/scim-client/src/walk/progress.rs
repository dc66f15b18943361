//! The walker's memory and judgement, without network: what has been received, what to ask next, and
//! whether the end is proven.

use std::collections::HashSet;

use rollcall_scim::Resource;
use rollcall_scim::message::ListResponse;
use serde_json::Value;

use super::{WalkLimits, WalkOutcome, WalkPage};
use crate::{Observation, observe};

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
    /// The page budget.
    Budget,
    /// As many resources as the caller wanted.
    Enough,
    /// The receiver was closed.
    Closed,
}

/// What to do after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Fetch from this start index, counted from 1.
    Fetch(u64),
    End(End),
}

pub(super) struct Progress {
    endpoint: String,
    limits: WalkLimits,
    seen: HashSet<Box<str>>,
    /// Resources received, repeated ones included: the next start index follows from it.
    delivered: u64,
    duplicates: u64,
    without_id: u64,
    pages: u32,
    first_page: u64,
    last_page: u64,
    /// Pages that brought something new.
    fresh_pages: u32,
    first_total: Option<u64>,
    last_total: Option<u64>,
    totals_differ: bool,
    /// Every total so far was the size of its own page.
    totals_echo: bool,
    notes: Vec<String>,
    observations: Vec<Observation>,
}

impl Progress {
    pub(super) fn new(endpoint: &str, limits: WalkLimits) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            limits,
            seen: HashSet::new(),
            delivered: 0,
            duplicates: 0,
            without_id: 0,
            pages: 0,
            first_page: 0,
            last_page: 0,
            fresh_pages: 0,
            first_total: None,
            last_total: None,
            totals_differ: false,
            totals_echo: true,
            notes: Vec::new(),
            observations: Vec::new(),
        }
    }

    pub(super) fn observe(&mut self, observation: Observation) {
        self.observations.push(observation);
    }

    /// `count` that is in use; `None` when the server does not take one.
    pub(super) fn page_size(&self) -> Option<u64> {
        self.limits.page_size
    }

    pub(super) fn set_page_size(&mut self, count: Option<u64>) {
        self.limits.page_size = count;
    }

    /// Takes a page: what is new in it, and what comes next.
    pub(super) fn take(&mut self, list: ListResponse) -> (WalkPage, Next) {
        let length = number(list.resources.len());
        self.pages = self.pages.saturating_add(1);
        for sentence in list.deviations {
            if self.notes.len() < 20 && !self.notes.contains(&sentence) {
                self.notes.push(sentence);
            }
        }
        self.take_total(list.total_results, length);
        let resources = self.take_resources(list.resources);
        let page = WalkPage {
            received_so_far: number(self.seen.len()),
            total_results: list.total_results,
            resources,
        };
        if self.pages == 1 {
            self.first_page = length;
        }
        if !page.resources.is_empty() {
            self.fresh_pages = self.fresh_pages.saturating_add(1);
        }
        let next = self.next(length, page.resources.is_empty());
        if length > 0 {
            self.last_page = length;
        }
        (page, next)
    }

    fn next(&self, length: u64, nothing_new: bool) -> Next {
        let received = number(self.seen.len());
        if length == 0 {
            Next::End(End::Empty)
        } else if nothing_new {
            Next::End(End::NothingNew)
        } else if self.limits.max_resources.is_some_and(|most| received >= most) {
            Next::End(End::Enough)
        } else if self.limits.total_is_exact && self.last_total == Some(received) {
            Next::End(End::Total)
        } else if self.pages >= self.limits.max_pages {
            Next::End(End::Budget)
        } else {
            // By the number received, never by the number asked or said: servers clamp.
            Next::Fetch(self.delivered.saturating_add(1))
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
        for value in values {
            self.delivered = self.delivered.saturating_add(1);
            let Some(resource) = Resource::from_value(value) else {
                self.without_id = self.without_id.saturating_add(1);
                continue;
            };
            match resource.id() {
                None => self.without_id = self.without_id.saturating_add(1),
                Some(id) if self.seen.contains(id) => self.duplicates = self.duplicates.saturating_add(1),
                Some(id) => {
                    self.seen.insert(id.into());
                    fresh.push(resource);
                }
            }
        }
        fresh
    }

    /// Whether a refused page may be the end: a server may answer 400 or 404 past it, and one that
    /// fails on its own parameters may fail there with 500.
    pub(super) fn refusal_may_be_end(&self, status: u16) -> bool {
        match status {
            400 | 404 => true,
            500..=599 => self.limits.page_size.is_none(),
            _ => false,
        }
    }

    /// The outcome of a walk that ended for this reason.
    pub(super) fn outcome(mut self, end: End) -> WalkOutcome {
        let reason = self.doubt(end);
        self.learn(end);
        WalkOutcome {
            complete: reason.is_none(),
            reason,
            received: number(self.seen.len()),
            duplicates: self.duplicates,
            total_results: self.last_total,
            pages: self.pages,
            notes: self.notes,
            observations: self.observations,
        }
    }

    /// Why the list is not proven complete; `None` when it is.
    fn doubt(&self, end: End) -> Option<String> {
        let received = number(self.seen.len());
        match end {
            End::Budget => return Some(format!("stopped after {} pages, the most allowed", self.pages)),
            End::Enough => return Some(format!("stopped after {received} resources, as asked")),
            End::Closed => return Some("stopped before the end, as asked".to_owned()),
            _ => {}
        }
        if self.without_id > 0 {
            return Some(format!(
                "{} entries of the list have no usable id",
                self.without_id
            ));
        }
        let echo = self.totals_echo && self.fresh_pages > 1;
        if self.totals_differ && !echo {
            let first = self.first_total.unwrap_or_default();
            let last = self.last_total.unwrap_or_default();
            return Some(format!(
                "the list changed while it was read: the server's total went from {first} to {last}"
            ));
        }
        match self.last_total.filter(|total| !echo && *total >= received) {
            Some(total) if total == received => self.doubt_of_one_page(end),
            Some(total) => Some(self.too_few(total, received, end)),
            None => self.doubt_without_total(end, received),
        }
    }

    /// The total fits. It proves nothing when a server that ignores `startIndex` sent exactly one full
    /// page and counts only that.
    fn doubt_of_one_page(&self, end: End) -> Option<String> {
        let full = self.limits.page_size == Some(self.first_page);
        (end == End::NothingNew && full && self.fresh_pages == 1).then(|| {
            "the server sends its first page again for a later one, and its total may count only that page"
                .to_owned()
        })
    }

    /// No total, or one lower than what came: the end is where a page was shorter than asked for.
    fn doubt_without_total(&self, end: End, received: u64) -> Option<String> {
        let asked = self.limits.page_size;
        let short = |length: u64| asked.is_some_and(|asked| length < asked);
        let proven = match end {
            End::NothingNew => short(self.first_page) && self.fresh_pages == 1,
            _ => received > 0 && short(self.last_page),
        };
        (!proven).then(|| match self.last_total {
            None if received == 0 => "the server sent nothing, and no total either".to_owned(),
            None => format!("the server sent {received} and no total to compare with"),
            Some(total) => format!("the server's total of {total} is wrong: it sent {received}"),
        })
    }

    fn too_few(&self, total: u64, received: u64, end: End) -> String {
        let mut text = format!("the server said {total} and delivered {received}");
        if self.duplicates > 0 && end != End::NothingNew {
            text.push_str(&format!(", {} of them more than once", self.duplicates));
        }
        match end {
            End::NothingNew => text.push_str("; a later page brought nothing new"),
            End::Refused(status) => text.push_str(&format!("; it answered {status} to the next page")),
            _ => {}
        }
        text
    }

    fn learn(&mut self, end: End) {
        let received = number(self.seen.len());
        if end == End::NothingNew {
            self.observations
                .push(observe::start_index_ignored(&self.endpoint));
        }
        let ended = matches!(end, End::Empty | End::Refused(_) | End::NothingNew);
        if let Some(total) = self.last_total.filter(|t| ended && *t != received) {
            self.observations
                .push(observe::total_unreliable(&self.endpoint, total, received));
        }
        // A clamp shows when a short page was followed by more.
        if self.fresh_pages > 1 && self.limits.page_size.is_some_and(|asked| self.first_page < asked) {
            self.observations
                .push(observe::count_clamped(&self.endpoint, self.first_page));
        }
    }
}

fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
