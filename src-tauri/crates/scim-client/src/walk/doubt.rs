//! Whether the end of a walk proves that everything was received, and if not, why.

use super::progress::{End, Progress, number};
use crate::dialect::{Total, Unfiltered};

/// Why a list is not proven complete. Closed: whoever shows it has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The most pages allowed were read.
    PageBudget,
    /// As many as were asked for.
    Limit,
    /// Whoever received the pages wanted no more.
    Stopped,
    /// The server never sends more than so many (Q-PAG-04).
    HardCap,
    /// Entries of the list have no usable id.
    NoIds,
    /// The total changed while the list was read (Q-PAG-07).
    Changed,
    /// Fewer came than the server says it has.
    TooFew,
    /// A later page was the first one again (Q-PAG-02).
    Repeats,
    /// Rows came twice and others not at all; a second reading did not fill the gaps (Q-PAG-07).
    Unstable,
    /// There is no total to compare with (Q-PAG-05).
    NoTotal,
    /// The total is lower than what came (Q-PAG-05).
    WrongTotal,
    /// A list without a filter does not hold everything on this server (Q-PAG-06).
    Unfiltered,
    /// A cursor expired, and again after a new beginning (RFC 9865 §2.1).
    CursorExpired,
    /// A cursor led to itself.
    CursorRepeats,
    /// The server sent a full page and took no notice of the cursor.
    CursorIgnored,
}

impl Doubt {
    /// The code: `page_budget`, `limit`, …
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PageBudget => "page_budget",
            Self::Limit => "limit",
            Self::Stopped => "stopped",
            Self::HardCap => "hard_cap",
            Self::NoIds => "no_ids",
            Self::Changed => "changed",
            Self::TooFew => "too_few",
            Self::Repeats => "repeats",
            Self::Unstable => "unstable",
            Self::NoTotal => "no_total",
            Self::WrongTotal => "wrong_total",
            Self::Unfiltered => "unfiltered",
            Self::CursorExpired => "cursor_expired",
            Self::CursorRepeats => "cursor_repeats",
            Self::CursorIgnored => "cursor_ignored",
        }
    }
}

impl Progress {
    /// Why the list is not proven complete, with a sentence; `None` when it is.
    pub(super) fn doubt(&self, end: End) -> Option<(Doubt, String)> {
        let received = number(self.seen.len());
        let simple = |doubt: Doubt, text: &str| Some((doubt, text.to_owned()));
        match end {
            End::Budget => {
                let text = format!("stopped after {} pages, the most allowed", self.pages);
                return Some((Doubt::PageBudget, text));
            }
            End::Enough => {
                let text = format!("stopped after {received} resources, as asked");
                return Some((Doubt::Limit, text));
            }
            End::Closed => return simple(Doubt::Stopped, "stopped before the end, as asked"),
            End::CursorExpired => return simple(Doubt::CursorExpired, "the server's cursor expired twice"),
            End::CursorRepeats => return simple(Doubt::CursorRepeats, "a cursor led to itself"),
            _ => {}
        }
        if self.dialect.hard_cap.is_some_and(|cap| received >= cap) {
            let text = format!("the server never sends more than {received}, however many there are");
            return Some((Doubt::HardCap, text));
        }
        if self.without_id > 0 {
            let text = format!("{} entries of the list have no usable id", self.without_id);
            return Some((Doubt::NoIds, text));
        }
        if !self.filtered && self.dialect.unfiltered != Unfiltered::Full {
            let text = "a list without a filter does not hold everything on this server";
            return simple(Doubt::Unfiltered, text);
        }
        let echo = self.totals_echo && self.fresh_pages > 1;
        let trusted = !echo && self.dialect.total != Total::Wrong;
        if self.totals_differ && trusted && !self.repeated(end) {
            let first = self.first_total.unwrap_or_default();
            let last = self.last_total.unwrap_or_default();
            let text =
                format!("the list changed while it was read: the server's total went from {first} to {last}");
            return Some((Doubt::Changed, text));
        }
        match self.last_total.filter(|total| trusted && *total >= received) {
            Some(total) if total == received => self.doubt_of_one_page(end),
            Some(total) => Some(self.too_few(total, received, end)),
            None => self.doubt_without_total(end, received),
        }
    }

    /// The total fits. It proves nothing when a server that ignores `startIndex` sent exactly one full
    /// page and counts only that.
    fn doubt_of_one_page(&self, end: End) -> Option<(Doubt, String)> {
        let full = self.first_asked == Some(self.first_page);
        (end == End::NothingNew && full && self.fresh_pages == 1).then(|| {
            let text =
                "the server sends its first page again for a later one, and its total may count only that page";
            (Doubt::Repeats, text.to_owned())
        })
    }

    /// No total, or one lower than what came: the end is where a page was shorter than asked for, or
    /// where the server says that no page follows.
    fn doubt_without_total(&self, end: End, received: u64) -> Option<(Doubt, String)> {
        let asked = self.limits.page_size;
        let short = |length: u64| asked.is_some_and(|asked| length < asked);
        let full_first = self.pages == 1 && asked == Some(self.first_page) && received > 0;
        let proven = match end {
            End::NothingNew => short(self.first_page) && self.fresh_pages == 1,
            // A server that takes no notice of a cursor sends none back.
            End::LastCursor => !full_first,
            _ => received > 0 && short(self.last_page),
        };
        if proven {
            return None;
        }
        if end == End::LastCursor {
            let text = format!("the server sent a full page of {received} and no cursor to a next one");
            return Some((Doubt::CursorIgnored, text));
        }
        Some(match self.last_total {
            None if received == 0 => (
                Doubt::NoTotal,
                "the server sent nothing, and no total either".to_owned(),
            ),
            Some(total) if total < received => {
                let text = format!("the server's total of {total} is wrong: it sent {received}");
                (Doubt::WrongTotal, text)
            }
            _ => {
                let text = format!("the server sent {received} and no total to compare with");
                (Doubt::NoTotal, text)
            }
        })
    }

    fn too_few(&self, total: u64, received: u64, end: End) -> (Doubt, String) {
        let mut text = format!("the server said {total} and delivered {received}");
        if self.duplicates > 0 && end != End::NothingNew {
            text.push_str(&format!(", {} of them more than once", self.duplicates));
        }
        let mut doubt = Doubt::TooFew;
        match end {
            _ if self.repeated(end) => {
                doubt = Doubt::Repeats;
                text.push_str("; a later page brought nothing new");
            }
            End::Refused(status) => text.push_str(&format!("; it answered {status} to the next page")),
            _ if self.second_reading => {
                doubt = Doubt::Unstable;
                text.push_str(", also on a second reading");
            }
            _ => {}
        }
        (doubt, text)
    }
}
