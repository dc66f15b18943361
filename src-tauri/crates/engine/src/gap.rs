//! Why a list is not proven to be whole.

use rollcall_scim_client::Doubt;
use serde::{Deserialize, Serialize};

/// Why a list is not proven to be whole. Closed: the window has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum GapCode {
    /// The most pages of one reading were read.
    PageBudget,
    /// The limit that was asked for was reached.
    Limit,
    /// A person stopped it.
    Stopped,
    /// The reading broke off.
    BrokeOff,
    /// The server never sends more than so many.
    HardCap,
    /// Entries of the list have no usable id.
    NoIds,
    /// The list changed while it was read.
    Changed,
    /// Fewer came than the server says it has.
    TooFew,
    /// The server sends its first page again for a later one.
    Repeats,
    /// Rows came twice and others not at all, twice.
    Unstable,
    /// There is no total to compare with.
    NoTotal,
    /// The total is lower than what came.
    WrongTotal,
    /// A list without a filter does not hold everything on this server.
    Unfiltered,
    /// The server's cursor expired twice.
    CursorExpired,
    /// A cursor led to itself.
    CursorRepeats,
    /// The server took no notice of the cursor.
    CursorIgnored,
    /// The server has no such type.
    Absent,
}

impl From<Doubt> for GapCode {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::PageBudget => Self::PageBudget,
            Doubt::Limit => Self::Limit,
            Doubt::Stopped => Self::Stopped,
            Doubt::HardCap => Self::HardCap,
            Doubt::NoIds => Self::NoIds,
            Doubt::Changed => Self::Changed,
            Doubt::TooFew => Self::TooFew,
            Doubt::Repeats => Self::Repeats,
            Doubt::Unstable => Self::Unstable,
            Doubt::NoTotal => Self::NoTotal,
            Doubt::WrongTotal => Self::WrongTotal,
            Doubt::Unfiltered => Self::Unfiltered,
            Doubt::CursorExpired => Self::CursorExpired,
            Doubt::CursorRepeats => Self::CursorRepeats,
            Doubt::CursorIgnored => Self::CursorIgnored,
        }
    }
}

impl GapCode {
    /// As it is kept: `page_budget`, `limit`, …
    pub(crate) fn word(self) -> String {
        let word = serde_json::to_value(self).ok();
        word.and_then(|word| word.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// The reverse of [`GapCode::word`].
    pub(crate) fn read(word: &str) -> Option<Self> {
        serde_json::from_value(word.into()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_kept_as_the_client_calls_it_and_read_back() {
        for doubt in [Doubt::PageBudget, Doubt::TooFew, Doubt::CursorIgnored] {
            let code = GapCode::from(doubt);
            assert_eq!(code.word(), doubt.as_str());
            assert_eq!(GapCode::read(&code.word()), Some(code));
        }
        assert_eq!(GapCode::read("of another version"), None);
    }
}
