//! How soon after its creation the synthetic user can be read: by id, by a filter, in the list.

use std::time::Duration;

use rollcall_scim::Resource;
use rollcall_scim_client::dialect::Paging;
use rollcall_scim_client::{Evidence, EvidenceCode, ListQuery};
use time::OffsetDateTime;

use super::CalibrationStage;
use super::course::Course;

/// Waits before each look, in milliseconds: about twelve seconds in all.
const WAITS: [u64; 6] = [0, 300, 700, 1_500, 3_500, 6_000];

/// What a look at the server can say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    Seen,
    NotYet,
    /// It cannot be told this way.
    NoWay,
}

/// By what jobs go: the slowest way; or all of the waiting, where it was not enough. `None` where no way can tell.
fn slowest(ways: [(Sight, Option<u64>); 3], waited: u64) -> Option<(u64, Evidence)> {
    if ways.iter().any(|(sight, _)| *sight == Sight::NotYet) {
        return Some((waited, EvidenceCode::LagMore.with(&[("time", &waited)])));
    }
    let most = ways.into_iter().filter_map(|(_, ms)| ms).max()?;
    Some((most, EvidenceCode::LagMost.with(&[("time", &most)])))
}

impl Course<'_> {
    pub(super) async fn measure_lag(&mut self) {
        self.begin(CalibrationStage::ReadLag);
        let began = self.engine.now();
        let mut waited = 0;
        let (mut by_id, mut by_filter, mut in_list) = (Sight::NotYet, Sight::NotYet, Sight::NotYet);
        for wait in WAITS {
            if [by_id, by_filter, in_list]
                .iter()
                .all(|sight| *sight != Sight::NotYet)
            {
                break;
            }
            self.wait(Duration::from_millis(wait)).await;
            waited += wait;
            if by_id == Sight::NotYet {
                by_id = self.seen_by_id().await;
                self.lag.by_id = self.after(by_id, began, waited);
            }
            if by_filter == Sight::NotYet {
                by_filter = self.seen_by_filter().await;
                self.lag.by_filter = self.after(by_filter, began, waited);
            }
            if in_list == Sight::NotYet {
                in_list = self.seen_in_list().await;
                self.lag.in_list = self.after(in_list, began, waited);
            }
            if !self.may() {
                return;
            }
        }
        let lag = self.lag;
        let ways = [
            (by_id, lag.by_id),
            (by_filter, lag.by_filter),
            (in_list, lag.in_list),
        ];
        if let Some((ms, what)) = slowest(ways, waited) {
            self.saw("consistency.create_read_ms", &ms.to_string(), what);
        }
    }

    /// Milliseconds since the answer to the create. A clock that was set back makes it no shorter than what was waited.
    fn after(&self, sight: Sight, began: OffsetDateTime, waited: u64) -> Option<u64> {
        if sight != Sight::Seen {
            return None;
        }
        let passed = (self.engine.now() - began).whole_milliseconds();
        // What is seen at the first look has no lag, however slow the answers are.
        match waited {
            0 => Some(0),
            waited => Some(u64::try_from(passed).unwrap_or_default().max(waited)),
        }
    }

    async fn seen_by_id(&mut self) -> Sight {
        match self.read_user().await {
            Some(_) => Sight::Seen,
            None => Sight::NotYet,
        }
    }

    async fn seen_by_filter(&mut self) -> Sight {
        let (endpoint, name) = (self.model().endpoint.clone(), self.planned.names.user.clone());
        match self.filtered(&endpoint, "userName", &name).await {
            Some(Ok(rows)) if self.holds_user(&rows) => Sight::Seen,
            Some(Ok(rows)) if rows.is_empty() => Sight::NotYet,
            // It answers with others, or refuses: the look-up says more about that.
            Some(Ok(_) | Err(_)) => Sight::NoWay,
            None => Sight::NotYet,
        }
    }

    /// The end of the list, where new entries come, or a total that has grown.
    async fn seen_in_list(&mut self) -> Sight {
        let Some(before) = self.before else {
            return Sight::NoWay;
        };
        if !self.may() {
            return Sight::NotYet;
        }
        let endpoint = &self.model().endpoint;
        let by_index = self.client.dialect().list.at(endpoint).paging == Paging::Index;
        let query = ListQuery {
            start_index: by_index.then_some(before.saturating_add(1)),
            count: Some(5),
            ..ListQuery::default()
        };
        match self.client.list(endpoint, &query).await {
            Ok(list) => {
                let grown = list.total_results.is_some_and(|total| total > before);
                let rows: Vec<Resource> = list
                    .resources
                    .into_iter()
                    .filter_map(Resource::from_value)
                    .collect();
                match grown || self.holds_user(&rows) {
                    true => Sight::Seen,
                    false => Sight::NotYet,
                }
            }
            Err(_) => Sight::NoWay,
        }
    }

    pub(super) fn holds_user(&self, rows: &[Resource]) -> bool {
        let id = self.user_id();
        id.is_some() && rows.iter().any(|row| row.id() == id.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_way_counts_and_what_was_not_seen_is_never_called_seen() {
        let (seen, later) = ((Sight::Seen, Some(0)), (Sight::Seen, Some(900)));
        let (not_yet, no_way) = ((Sight::NotYet, None), (Sight::NoWay, None));
        let ms = |ways| slowest(ways, 12_000).map(|(ms, _)| ms);
        assert_eq!(ms([seen, later, no_way]), Some(900), "jobs wait for the slowest");
        assert_eq!(
            slowest([seen, later, not_yet], 12_000),
            Some((
                12_000,
                Evidence::foreign("a new user was not seen everywhere after 12000 ms")
            )),
            "a list that is slower than the waiting takes at least as long"
        );
        assert_eq!(
            ms([no_way, no_way, no_way]),
            None,
            "nothing is claimed of what cannot be told"
        );
    }
}
