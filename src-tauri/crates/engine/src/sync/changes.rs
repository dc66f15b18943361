//! Asks a server only for what has changed. Many servers ignore such a filter, answer it with nothing, or lie about
//! their totals (quirks 4 and 5), so an answer counts only when it proves itself: every resource in it is as new as
//! asked for, the newest one known is among them, and afterwards the copy holds exactly as many as the server says.

use std::sync::Arc;

use rollcall_scim::{Filter, Resource, ResourceModel};
use rollcall_scim_client::{Client, ListQuery};
use rollcall_storage::table::resources::{self, SearchText, Sort, SortKey};
use rollcall_storage::table::syncs::{self, SyncCounts, SyncRow, SyncState};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

use super::TypeSync;
use super::convert::for_copy;
use super::members::{Budget, are_elsewhere};
use super::run::Target;
use super::running::Turn;
use crate::connections::Profile;
use crate::connections::rows::millis;
use crate::resources::gather::gather;
use crate::{Engine, EngineError, EngineEvent, SyncProgress};

/// Clocks of one server's machines differ by less.
const MARGIN: Duration = Duration::minutes(2);

/// Most changes that go into the history of one reading.
const MOST_OBSERVED: usize = 1_000;

/// What the copy says to ask for.
struct Since {
    /// The id of the newest resource known, which must be in the answer.
    newest: String,
    filter: String,
    count: u64,
}

impl Engine {
    /// `None` where the whole type has to be read.
    pub(super) async fn type_changes(
        &self,
        profile: &Profile,
        client: &Client,
        model: &ResourceModel,
        turn: &Turn,
    ) -> Result<Option<TypeSync>, EngineError> {
        let Some(since) = self.since(profile, model).await? else {
            return Ok(None);
        };
        let Ok(filter) = Filter::parse(&since.filter) else {
            return Ok(None);
        };
        let (id, name, now) = (profile.id.0, model.name.clone(), millis(self.now()));
        let query = ListQuery {
            filter: Some(since.filter.clone()),
            ..ListQuery::default()
        };
        let page_size = self.page_size(profile.id).await;
        let keep = |resource: &Resource| filter.matches(model, resource);
        let gathering = gather(client, &model.endpoint, &query, page_size, None, keep);
        let answer = tokio::select! {
            biased;
            () = turn.cancelled() => return Ok(None),
            answer = gathering => answer,
        };
        let Ok(answer) = answer else {
            return Ok(None);
        };
        let has_newest = answer.kept.iter().any(|r| r.id() == Some(since.newest.as_str()));
        if answer.rejected > 0 || !has_newest || !answer.outcome.complete || turn.is_cancelled() {
            return Ok(None);
        }
        let changed = if are_elsewhere(client, model) {
            let mut budget = Budget::default();
            self.with_members(profile.id, client, model, &mut budget, answer.kept)
                .await
        } else {
            answer.kept
        };
        let rows: Vec<_> = changed.iter().filter_map(|r| for_copy(model, r)).collect();
        let received = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let one = ListQuery {
            count: Some(1),
            ..ListQuery::default()
        };
        let Ok(page) = client.list(&model.endpoint, &one).await else {
            return Ok(None);
        };
        let open = self.store()?;
        let known = {
            let (name, ids) = (
                name.clone(),
                rows.iter().map(|r| r.server_id.clone()).collect::<Vec<_>>(),
            );
            open.cache
                .read(move |c| {
                    let mut known = 0_u64;
                    for server_id in ids {
                        known += u64::from(resources::get(c, id, &name, &server_id)?.is_some());
                    }
                    Ok(known)
                })
                .await?
        };
        // Somebody is gone, or the server does not count truly: only a whole reading tells.
        let total = page.total_results;
        if total != Some(since.count.saturating_add(received).saturating_sub(known)) {
            return Ok(None);
        }
        let sync = {
            let name = name.clone();
            open.cache
                .write(move |tx| syncs::begin(tx, id, &name, now))
                .await?
        };
        let into = Target {
            connection: profile.id,
            model: Arc::new(model.clone()),
            sync,
            known: true,
        };
        let kept = self.keep(&into, rows, MOST_OBSERVED).await?;
        let counts = SyncCounts {
            received: i64::try_from(received).unwrap_or(i64::MAX),
            added: kept.added,
            changed: kept.changed,
            unchanged: kept.unchanged,
            total_results: total.and_then(|n| i64::try_from(n).ok()),
            changes_only: true,
            ..SyncCounts::default()
        };
        open.cache
            .write(move |tx| syncs::end(tx, sync, SyncState::Done, now, true, None, counts))
            .await?;
        self.emit(EngineEvent::Sync(SyncProgress {
            connection: profile.id,
            type_name: name.clone(),
            received,
            total,
            finished: true,
        }));
        Ok(Some(TypeSync {
            type_name: name,
            received,
            duplicates: answer.outcome.duplicates,
            gone: 0,
            total,
            complete: true,
            reason: None,
            reason_code: None,
            changes_only: true,
            error: None,
        }))
    }

    /// From when on to ask. `None` when the copy was never whole, or the server gives no times.
    async fn since(&self, profile: &Profile, model: &ResourceModel) -> Result<Option<Since>, EngineError> {
        let (id, name) = (profile.id.0, model.name.clone());
        let found = self
            .store()?
            .cache
            .read(move |c| {
                let Some(latest) = syncs::latest(c, id, &name)? else {
                    return Ok(None);
                };
                let newest_first = Sort {
                    key: SortKey::Modified,
                    descending: true,
                };
                let newest = resources::search(c, id, &name, &SearchText::new(""), newest_first, 0, 1)?;
                Ok(Some((
                    latest,
                    newest.rows.into_iter().next(),
                    resources::count(c, id, &name)?,
                )))
            })
            .await?;
        let Some((latest, Some(newest), count)) = found else {
            return Ok(None);
        };
        if latest.state != SyncState::Done || !latest.complete {
            return Ok(None);
        }
        let time = newest
            .last_modified
            .as_deref()
            .and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        let from = time.and_then(|time| time.checked_sub(MARGIN)?.checked_sub(took(&latest)));
        let text = from.and_then(|from| {
            from.to_offset(UtcOffset::UTC)
                .replace_nanosecond(0)
                .ok()?
                .format(&Rfc3339)
                .ok()
        });
        Ok(text.map(|text| Since {
            newest: newest.server_id,
            filter: format!("meta.lastModified ge \"{text}\""),
            count,
        }))
    }
}

/// Whoever was changed while the last reading went on may be older than its newest.
fn took(sync: &SyncRow) -> Duration {
    Duration::milliseconds(
        sync.ended_at
            .unwrap_or(sync.started_at)
            .saturating_sub(sync.started_at)
            .max(0),
    )
}
