//! Reads a directory into the offline copy, page by page; fetching and keeping go side by side.

use std::sync::Arc;
use std::time::Instant;

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, ClientError, ListQuery, WalkLimits, WalkOutcome};
use rollcall_storage::rusqlite::Transaction;
use rollcall_storage::table::resources::{self, Kept, NewResource};
use rollcall_storage::table::syncs::{self, Reason, SyncCounts, SyncState};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::absent::{Absent, nothing_there};
use super::convert::for_copy;
use super::members::are_elsewhere;
use super::running::Turn;
use super::{SyncReport, TypeSync};
use crate::connections::Profile;
use crate::connections::rows::millis;
use crate::history::{MOST_OF_A_SYNC, Observed};
use crate::job::limits::{SharedPace, buckets};
use crate::resources::hidden::hides;
use crate::resources::models;
use crate::{ConnectionId, Engine, EngineError, EngineEvent, ErrorCode, GapCode, SyncProgress};

/// Pages that may wait for the store.
const WAITING_PAGES: usize = 2;
/// Resources kept in one write (what the table is made for).
const BATCH: u64 = 10_000;
/// Towards the end smaller ones, so that little is left to be written when the last page has come.
const LAST_BATCHES: u64 = 2_000;

impl Engine {
    /// Reads the types named (all when empty) into the copy. Progress comes as events. What the server no longer
    /// has is taken out only when it is proven that everything was read. An error when nothing could be read.
    pub async fn sync(
        &self,
        connection: ConnectionId,
        types: Vec<String>,
    ) -> Result<SyncReport, EngineError> {
        self.sync_by(connection, types, false).await
    }

    /// Asks only for what has changed since the last reading, type by type, wherever the server's answer proves
    /// itself; reads the whole type where it does not.
    pub async fn sync_changes(
        &self,
        connection: ConnectionId,
        types: Vec<String>,
    ) -> Result<SyncReport, EngineError> {
        self.sync_by(connection, types, true).await
    }

    async fn sync_by(
        &self,
        connection: ConnectionId,
        types: Vec<String>,
        changes_only: bool,
    ) -> Result<SyncReport, EngineError> {
        let started = Instant::now();
        let took = || u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let open = self.store()?;
        let profile = self.profile(connection).await?;
        let client = self.client(&profile).await?;
        let buckets = buckets(&open, client.base(), &self.facts(connection).await);
        let client = client.paced(Arc::new(SharedPace::waiting(buckets)));
        let turn = open.syncs.begin(connection).ok_or_else(|| {
            EngineError::new(
                ErrorCode::Waiting,
                format!("{} is being synchronised already.", profile.name),
                "",
                "Wait for its end, or stop it.",
            )
        })?;
        let mut report = SyncReport {
            connection,
            types: Vec::new(),
            duration_ms: 0,
            cancelled: false,
        };
        let discovered = tokio::select! {
            biased;
            () = turn.cancelled() => None,
            found = self.discover(&profile) => Some(found?),
        };
        let Some((discovery, known)) = discovered else {
            report.cancelled = true;
            report.duration_ms = took();
            return Ok(report);
        };
        let wanted: Vec<ResourceModel> = if types.is_empty() {
            known.models.clone()
        } else {
            let find = |name: &String| {
                models::find(&known.models, name)
                    .cloned()
                    .ok_or_else(|| models::unknown_type(&profile.name, name, &known.models))
            };
            types.iter().map(find).collect::<Result<_, _>>()?
        };
        for model in wanted {
            if turn.is_cancelled() {
                break;
            }
            let name = model.name.clone();
            let short = if changes_only {
                self.type_changes(&profile, &client, &model, &turn).await
            } else {
                Ok(None)
            };
            let absent = Absent::of(&profile, &client, &discovery, &model);
            let result = match short {
                Ok(None) => self.sync_type(&profile, &client, model, &absent, &turn).await,
                Ok(Some(done)) => Ok(done),
                Err(error) => Err(error),
            };
            turn.reading(None);
            open.views.forget(connection);
            self.emit(EngineEvent::ResourcesChanged {
                connection,
                type_name: name.clone(),
            });
            report
                .types
                .push(result.unwrap_or_else(|error| failed(name, error)));
        }
        report.cancelled = turn.is_cancelled();
        drop(turn);
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(connection),
        });
        report.duration_ms = took();
        let read = |t: &TypeSync| t.error.is_none() && t.reason_code != Some(GapCode::Absent);
        match report.types.iter().find_map(|t| t.error.clone()) {
            Some(error) if !report.types.iter().any(read) => Err(error),
            // A server without a type is as it is; one without any of them is not the right address.
            None if !report.types.is_empty() && !report.cancelled && !report.types.iter().any(read) => {
                Err(nothing_there(&profile, &report.types))
            }
            _ => Ok(report),
        }
    }

    /// Stops a synchronisation at once. What was read is kept.
    pub fn sync_cancel(&self, connection: ConnectionId) {
        if let Ok(open) = self.store() {
            open.syncs.cancel(connection);
        }
    }

    async fn sync_type(
        &self,
        profile: &Profile,
        client: &Client,
        model: ResourceModel,
        absent: &Absent,
        turn: &Turn,
    ) -> Result<TypeSync, EngineError> {
        let open = self.store()?;
        let (id, name, now) = (profile.id.0, model.name.clone(), millis(self.now()));
        let (sync, known) = {
            let name = name.clone();
            let begin = move |tx: &Transaction<'_>| {
                let known = syncs::latest_complete(tx, id, &name)?.is_some();
                Ok((syncs::begin(tx, id, &name, now)?, known))
            };
            open.cache.write(begin).await?
        };
        if absent.known {
            let end = End {
                into: Target {
                    connection: profile.id,
                    model: Arc::new(model),
                    sync,
                    known,
                },
                kept: Kept::default(),
                cancelled: false,
                hiding: false,
            };
            return self.end_absent(&end, absent).await;
        }
        turn.reading(Some((name.clone(), sync)));
        let page_size = self.page_size(profile.id).await;
        let (sender, pages) = mpsc::channel(WAITING_PAGES);
        let limits = WalkLimits {
            page_size: Some(page_size),
            ..WalkLimits::default()
        };
        let query = ListQuery::default();
        let endpoint = model.endpoint.clone();
        let (of_list, pages, relay) = if are_elsewhere(client, &model) {
            let (with_members, filled) = mpsc::channel(WAITING_PAGES);
            (sender, filled, Some((pages, with_members, model.clone())))
        } else {
            (sender, pages, None)
        };
        let walk = client.walk(&endpoint, &query, limits, of_list);
        let filling = async {
            if let Some((from, to, model)) = relay {
                self.relay_with_members(profile.id, client, &model, from, to)
                    .await;
            }
        };
        let into = Target {
            connection: profile.id,
            model: Arc::new(model),
            sync,
            known,
        };
        let (walked, kept, ()) = tokio::join!(walk, self.keep_pages(&into, pages, turn), filling);
        let (kept, store_trouble, inactive_shown) = kept;
        let end = End {
            hiding: hides(client, &into.model.endpoint) && !inactive_shown,
            into,
            kept,
            cancelled: turn.is_cancelled(),
        };
        if let Some(trouble) = store_trouble {
            let why = (GapCode::BrokeOff, "The local store failed.".to_owned());
            self.end_sync(&end, None, Some(why)).await?;
            return Err(trouble);
        }
        match walked {
            Ok(outcome) => {
                self.learn(profile.id, &outcome.observations).await;
                self.end_sync(&end, Some(outcome), None).await
            }
            Err(error) if absent.shows(&error) => self.end_absent(&end, absent).await,
            Err(error) => {
                let told = EngineError::from_client(&profile.name, &error);
                let why = (GapCode::BrokeOff, told.message.clone());
                self.end_sync(&end, None, Some(why)).await?;
                Err(self.partial(told, &error))
            }
        }
    }

    /// A list that broke off in the middle says that what was read is kept.
    fn partial(&self, mut told: EngineError, error: &ClientError) -> EngineError {
        if matches!(error, ClientError::NoAnswer { .. }) {
            told.why = format!("{} What was read before is kept.", told.why);
        }
        told
    }

    /// Takes pages as they come and keeps them in batches, one write at a time beside the fetching. Tells too whether
    /// somebody inactive was among them.
    async fn keep_pages(
        &self,
        into: &Target,
        mut pages: mpsc::Receiver<rollcall_scim_client::WalkPage>,
        turn: &Turn,
    ) -> (Kept, Option<EngineError>, bool) {
        let mut inactive_shown = false;
        let (connection, model) = (into.connection, &into.model);
        let mut total = Kept::default();
        let mut batch: Vec<NewResource> = Vec::new();
        // The first page at once: there is something to see while the rest comes.
        let mut enough = 1;
        let mut writing: Option<JoinHandle<Result<Kept, EngineError>>> = None;
        let mut trouble = None;
        loop {
            let page = tokio::select! {
                // A closed channel ends the walk; the page under way is still taken.
                () = turn.cancelled() => None,
                page = pages.recv() => page,
            };
            let last = page.is_none();
            if let Some(page) = page {
                self.emit(EngineEvent::Sync(SyncProgress {
                    connection,
                    type_name: model.name.clone(),
                    received: page.received_so_far,
                    total: page.total_results,
                    finished: false,
                }));
                let left = page
                    .total_results
                    .and_then(|total| total.checked_sub(page.received_so_far));
                if enough > 1 && left.is_some_and(|left| left < BATCH) {
                    enough = LAST_BATCHES;
                }
                inactive_shown = inactive_shown || page.resources.iter().any(|r| r.active() == Some(false));
                // At once and not with the batch: what is kept of a resource is a tenth of what it is in memory.
                match converted(model, page.resources).await {
                    Ok(rows) => batch.extend(rows),
                    Err(error) => {
                        trouble = Some(error);
                        break;
                    }
                }
            }
            if u64::try_from(batch.len()).is_ok_and(|n| n >= enough) || (last && !batch.is_empty()) {
                let first = enough == 1;
                enough = if first { BATCH } else { enough };
                if let Err(error) = settle(&mut writing, &mut total).await {
                    trouble = Some(error);
                    break;
                }
                let engine = self.clone();
                let (into, batch) = (into.clone(), std::mem::take(&mut batch));
                let noted = total.changed + if into.known { total.added } else { 0 };
                let room = MOST_OF_A_SYNC.saturating_sub(usize::try_from(noted).unwrap_or(usize::MAX));
                writing = Some(tokio::spawn(async move {
                    let type_name = into.model.name.clone();
                    let kept = engine.keep(&into, batch, room).await;
                    if first {
                        engine.emit(EngineEvent::ResourcesChanged {
                            connection,
                            type_name,
                        });
                    }
                    kept
                }));
            }
            if last {
                break;
            }
        }
        drop(pages);
        if let Err(error) = settle(&mut writing, &mut total).await {
            trouble = trouble.or(Some(error));
        }
        (total, trouble, inactive_shown)
    }

    pub(super) async fn keep(
        &self,
        into: &Target,
        rows: Vec<NewResource>,
        room: usize,
    ) -> Result<Kept, EngineError> {
        let open = self.store()?;
        let Target {
            connection,
            model,
            sync,
            known,
        } = into.clone();
        let name = model.name.clone();
        let (kept, seen) = open
            .cache
            .write(move |tx| {
                let mut seen = Vec::new();
                let mut hear = |new: &NewResource, before: Option<String>| {
                    // Of a first reading everything is new.
                    if seen.len() < room && (known || before.is_some()) {
                        seen.push(Observed {
                            server_id: new.server_id.clone(),
                            before,
                            after: Some(new.json.clone()),
                        });
                    }
                };
                let kept = resources::put_watched(tx, connection.0, &name, sync, &rows, Some(&mut hear))?;
                Ok((kept, seen))
            })
            .await?;
        self.observed(connection, model, seen).await;
        Ok(kept)
    }

    /// Ends the reading of a type that the server does not have: said, and no failure.
    async fn end_absent(&self, end: &End, absent: &Absent) -> Result<TypeSync, EngineError> {
        self.end_sync(end, None, Some((GapCode::Absent, absent.said.clone())))
            .await
    }

    async fn end_sync(
        &self,
        end: &End,
        outcome: Option<WalkOutcome>,
        failure: Option<(GapCode, String)>,
    ) -> Result<TypeSync, EngineError> {
        let complete = outcome.as_ref().is_some_and(|o| o.complete) && !end.cancelled;
        let (code, reason) = match (end.cancelled, &failure, &outcome) {
            (true, ..) => (Some(GapCode::Stopped), Some("It was stopped.".to_owned())),
            (false, Some((code, failure)), _) => (Some(*code), Some(failure.clone())),
            (false, None, Some(outcome)) => (outcome.doubt.map(GapCode::from), outcome.reason.clone()),
            (false, None, None) => (None, None),
        };
        let state = match (end.cancelled, &failure) {
            (true, _) => SyncState::Cancelled,
            (false, Some((GapCode::Absent, _))) | (false, None) => SyncState::Done,
            (false, Some(_)) => SyncState::Failed,
        };
        let (received, total) = outcome
            .as_ref()
            .map_or((0, None), |o| (o.received, o.total_results));
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let mut counts = SyncCounts {
            received: number(received).max(end.kept.added + end.kept.changed + end.kept.unchanged),
            added: end.kept.added,
            changed: end.kept.changed,
            unchanged: end.kept.unchanged,
            removed: 0,
            total_results: total.map(number),
            duplicates: outcome.as_ref().map_or(0, |o| number(o.duplicates)),
            changes_only: false,
        };
        let Target {
            connection,
            model,
            sync,
            ..
        } = end.into.clone();
        let name = model.name.clone();
        let hiding = end.hiding;
        let told = reason.clone().map(|text| Reason {
            code: code.map(GapCode::word),
            text,
        });
        let now = millis(self.now());
        let (gone, seen) = self
            .store()?
            .cache
            .write(move |tx| {
                let mut seen = Vec::new();
                let mut hear = |server_id: &str, before: String| {
                    // Neither by id nor in the list does it show who is inactive: nobody is called gone.
                    if hiding {
                        return !is_inactive(&before);
                    }
                    if seen.len() < MOST_OF_A_SYNC {
                        seen.push(Observed {
                            server_id: server_id.to_owned(),
                            before: Some(before),
                            after: None,
                        });
                    }
                    true
                };
                if complete {
                    counts.removed = resources::remove_unseen(tx, connection.0, &name, sync, &mut hear)?;
                }
                syncs::end(tx, sync, state, now, complete, told.as_ref(), counts)?;
                Ok((counts.removed, seen))
            })
            .await?;
        self.observed(connection, model.clone(), seen).await;
        let received = u64::try_from(counts.received).unwrap_or_default();
        self.emit(EngineEvent::Sync(SyncProgress {
            connection,
            type_name: model.name.clone(),
            received,
            total,
            finished: true,
        }));
        Ok(TypeSync {
            type_name: model.name.clone(),
            received,
            duplicates: outcome.map_or(0, |o| o.duplicates),
            gone: u64::try_from(gone).unwrap_or_default(),
            total,
            complete,
            reason,
            reason_code: code,
            changes_only: false,
            error: None,
        })
    }
}

/// A type that could not be read at all.
fn failed(type_name: String, error: EngineError) -> TypeSync {
    TypeSync {
        type_name,
        received: 0,
        duplicates: 0,
        gone: 0,
        total: None,
        complete: false,
        reason: Some(error.message.clone()),
        reason_code: Some(GapCode::BrokeOff),
        changes_only: false,
        error: Some(error),
    }
}

/// A page as the store keeps it.
async fn converted(model: &Arc<ResourceModel>, page: Vec<Resource>) -> Result<Vec<NewResource>, EngineError> {
    let model = model.clone();
    tokio::task::spawn_blocking(move || {
        page.iter()
            .filter_map(|resource| for_copy(&model, resource))
            .collect::<Vec<_>>()
    })
    .await
    .map_err(|_| EngineError::internal("a page could not be prepared"))
}

/// Where what is read goes.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) connection: ConnectionId,
    pub(super) model: Arc<ResourceModel>,
    pub(super) sync: i64,
    /// Everything was read before: what is new now appeared since.
    pub(super) known: bool,
}

struct End {
    into: Target,
    kept: Kept,
    cancelled: bool,
    /// Who is missing from the list may be inactive (Q-LIF-01).
    hiding: bool,
}

/// Whether somebody was inactive when they were seen last.
fn is_inactive(json: &str) -> bool {
    serde_json::from_str::<Resource>(json).is_ok_and(|r| r.active() == Some(false))
}

/// Waits for the write under way and adds what it kept.
async fn settle(
    writing: &mut Option<JoinHandle<Result<Kept, EngineError>>>,
    total: &mut Kept,
) -> Result<(), EngineError> {
    let Some(task) = writing.take() else { return Ok(()) };
    let kept = task
        .await
        .map_err(|_| EngineError::internal("a page could not be kept"))??;
    total.added += kept.added;
    total.changed += kept.changed;
    total.unchanged += kept.unchanged;
    Ok(())
}
