//! A filter that a server does not take in one piece: asked in parts, put together here (quirks 4, Q-FLT-04).

use std::collections::HashSet;

use rollcall_scim::{Filter, Resource};
use rollcall_scim_client::{Asked, Unasked};

use super::filter_memory::judged_by;
use super::gather::Gathered;
use super::list::Lister;
use super::list_query::refuses_filter;
use crate::{EngineError, Notice, NoticeCode};

impl Lister<'_> {
    /// That the filter is not sent, and why.
    pub(super) fn not_asked(&self, why: Unasked) -> Notice {
        let message = format!(
            "{} does not take such a filter; everything was read and filtered here.",
            self.name
        );
        let code = match why {
            Unasked::Attribute => NoticeCode::FilterKnown,
            Unasked::Logic => NoticeCode::FilterLogic,
            Unasked::Size => NoticeCode::FilterTooLong,
            Unasked::Characters => NoticeCode::FilterCharacters,
        };
        Notice::new(code, message).with("connection", self.name)
    }

    /// That the filter is asked in parts.
    pub(super) fn asked_in_parts(&self) -> Notice {
        let message = format!(
            "{} does not take such a filter in one; it was asked in parts.",
            self.name
        );
        Notice::new(NoticeCode::FilterSplit, message).with("connection", self.name)
    }

    /// One request for each part; who comes twice is taken once. `None` when a part was refused or ignored.
    pub(super) async fn in_parts(
        &self,
        parts: &[Asked],
        filter: &Filter,
    ) -> Option<Result<Gathered, EngineError>> {
        let mut seen: HashSet<String> = HashSet::new();
        let mut whole: Option<Gathered> = None;
        for part in parts {
            let mut ignored = false;
            let keep = |resource: &Resource| {
                ignored |= !part.filter.matches(self.model, resource);
                let new = resource.id().is_none_or(|id| seen.insert(id.to_owned()));
                new && filter.matches(self.model, resource)
            };
            let answered = self.walk(Some(part.text.clone()), self.request.limit, keep).await;
            let shown = judged_by(&answered);
            let gathered = match answered {
                Ok(gathered) => gathered,
                Err(error) if refuses_filter(&error) => {
                    self.judged.get_or_init(|| shown);
                    return None;
                }
                Err(error) => return Some(Err(self.told(&error))),
            };
            if ignored {
                self.judged.get_or_init(|| shown);
                return None;
            }
            let stopped = gathered.stopped;
            match &mut whole {
                None => whole = Some(gathered),
                Some(whole) => join(whole, gathered),
            }
            if stopped {
                break;
            }
        }
        let whole = whole?;
        self.judged.get_or_init(|| whole.outcome.exchange);
        Some(Ok(whole))
    }
}

fn join(whole: &mut Gathered, part: Gathered) {
    whole.kept.extend(part.kept);
    whole.rejected += part.rejected;
    whole.cut |= part.cut;
    whole.stopped |= part.stopped;
    let (all, one) = (&mut whole.outcome, part.outcome);
    if all.complete && !one.complete {
        (all.complete, all.doubt, all.reason) = (false, one.doubt, one.reason);
    }
    all.received += one.received;
    all.duplicates += one.duplicates;
    all.pages += one.pages;
    // How many there are together is not said by anybody.
    all.total_results = None;
    all.observations.extend(one.observations);
}
