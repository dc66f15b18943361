//! What people ask about jobs, and the short writes they make from any process.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rollcall_jobs::query::{AttemptView, OpView};
use rollcall_jobs::{
    Action, Caps, Control, JobFilter, JobId, JobQueries, JobState, JobSummary, NewSource, OpId, OpKind,
    OpState, PauseReason, Proof, RowDetail, RowFilter, RowId, RowPage, RowState, RowView, StoreError,
};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::{attempts, events, jobs, op_items, ops, rows, sources};

use super::convert::{count, counts, signed, uniqueness, word};
use super::{StoreAdapter, refuse, store_error};

#[async_trait]
impl JobQueries for StoreAdapter {
    async fn jobs(&self, filter: JobFilter) -> Result<Vec<JobSummary>, StoreError> {
        self.jobs
            .read(move |c| {
                let limit = if filter.limit == 0 {
                    200
                } else {
                    i64::from(filter.limit)
                };
                let found = jobs::list(c, filter.connection.as_deref(), filter.open_only, limit)?;
                found.into_iter().map(|job| summary(c, job)).collect()
            })
            .await
            .map_err(store_error)
    }

    async fn summary(&self, job: JobId) -> Result<JobSummary, StoreError> {
        let found = self.jobs.read(move |c| summary(c, jobs::get(c, job.0)?)).await;
        found.map_err(|e| match e {
            StorageError::NotFound { what } => StoreError::NotFound { what, id: job.0 },
            other => store_error(other),
        })
    }

    async fn rows(&self, job: JobId, filter: RowFilter) -> Result<RowPage, StoreError> {
        self.jobs
            .read(move |c| {
                let limit = if filter.limit == 0 {
                    200
                } else {
                    i64::from(filter.limit.min(1_000))
                };
                let states: Vec<&str> = filter.states.iter().map(|s| s.as_str()).collect();
                let actions: Vec<&str> = filter.actions.iter().map(|a| a.as_str()).collect();
                let (states, actions) = (
                    serde_json::json!(states).to_string(),
                    serde_json::json!(actions).to_string(),
                );
                let (total, page) = rows::page(c, job.0, &states, &actions, signed(filter.offset), limit)?;
                let rows = page.into_iter().map(row_view).collect::<Result<_, _>>()?;
                Ok(RowPage {
                    total: count(total),
                    rows,
                })
            })
            .await
            .map_err(store_error)
    }

    async fn row(&self, row: RowId) -> Result<RowDetail, StoreError> {
        self.jobs
            .read(move |c| {
                let view = row_view(rows::get(c, row.0)?)?;
                let ops = ops::of_row(c, row.0)?
                    .into_iter()
                    .map(|op| op_view(c, op))
                    .collect::<Result<_, _>>()?;
                Ok(RowDetail { row: view, ops })
            })
            .await
            .map_err(store_error)
    }

    async fn failed_rows(
        &self,
        job: JobId,
        after: Option<RowId>,
        limit: u32,
    ) -> Result<Vec<RowView>, StoreError> {
        self.jobs
            .read(move |c| {
                let limit = i64::from(limit.clamp(1, 1_000));
                rows::failed_after(c, job.0, after.map_or(0, |r| r.0), limit)?
                    .into_iter()
                    .map(row_view)
                    .collect()
            })
            .await
            .map_err(store_error)
    }

    async fn approve(&self, job: JobId, who: &str, now_ms: i64) -> Result<(), StoreError> {
        let who = who.to_owned();
        self.jobs
            .write(move |tx| {
                if jobs::get(tx, job.0)?.state == JobState::Draft.as_str() {
                    return Err(refuse("the plan of this job was never finished"));
                }
                jobs::approve(tx, job.0, &who, now_ms)?;
                let data = serde_json::json!({"by": who});
                events::append(tx, job.0, now_ms, "approved", &data.to_string())?;
                Ok(())
            })
            .await
            .map_err(store_error)
    }

    async fn control(&self, job: JobId, control: Control, now_ms: i64) -> Result<JobState, StoreError> {
        self.jobs
            .write(move |tx| ask(tx, job, control, now_ms))
            .await
            .map_err(store_error)
    }

    async fn release(&self, job: JobId, who: &str, now_ms: i64) -> Result<(), StoreError> {
        let who = who.to_owned();
        self.jobs
            .write(move |tx| {
                jobs::get(tx, job.0)?;
                jobs::release(tx, job.0, &who)?;
                let data = serde_json::json!({"by": who});
                events::append(tx, job.0, now_ms, "released", &data.to_string())?;
                Ok(())
            })
            .await
            .map_err(store_error)
    }

    async fn hand_over(&self, job: JobId, first: Option<u64>, now_ms: i64) -> Result<(), StoreError> {
        self.jobs
            .write(move |tx| {
                jobs::get(tx, job.0)?;
                jobs::request_run(tx, job.0, first.map(signed))?;
                events::append(tx, job.0, now_ms, "handed_over", "{}")?;
                Ok(())
            })
            .await
            .map_err(store_error)
    }

    async fn taken(&self, job: JobId) -> Result<bool, StoreError> {
        self.jobs
            .read(move |c| Ok(jobs::get(c, job.0)?.taken))
            .await
            .map_err(store_error)
    }
}

impl StoreAdapter {
    /// The run of a job has come to rest: whoever handed it over may look.
    pub async fn given_back(&self, job: JobId) -> Result<(), StoreError> {
        self.jobs
            .write(move |tx| jobs::given_back(tx, job.0))
            .await
            .map_err(store_error)
    }

    /// Takes back a hand-over that nobody has taken. False: it was taken meanwhile.
    pub async fn withdraw(&self, job: JobId) -> Result<bool, StoreError> {
        self.jobs
            .write(move |tx| jobs::withdraw_request(tx, job.0))
            .await
            .map_err(store_error)
    }
}

fn ask(
    tx: &rollcall_storage::rusqlite::Transaction<'_>,
    job: JobId,
    control: Control,
    now_ms: i64,
) -> Result<JobState, StorageError> {
    let record = jobs::get(tx, job.0)?;
    let state = word(JobState::parse(&record.state), "jobs.state")?;
    if state.ended() {
        return Ok(state);
    }
    if state == JobState::Draft {
        return Err(refuse("the plan of this job was never finished"));
    }
    jobs::set_control(tx, job.0, control.as_str())?;
    let data = serde_json::json!({"control": control.as_str()});
    events::append(tx, job.0, now_ms, "asked", &data.to_string())?;
    let by_runner = matches!(state, JobState::Running | JobState::Cancelling) || record.taken;
    let next = match control {
        Control::Pause if !by_runner => Some((JobState::Paused(PauseReason::User), "paused by a person")),
        Control::Cancel if !by_runner => {
            super::run::cancel(tx, job.0, now_ms)?;
            let open = rows::count_by_state(tx, job.0)?
                .iter()
                .any(|(s, n)| s == "pending" && *n > 0);
            if open {
                Some((JobState::Cancelling, rollcall_jobs::Saying::CancelOpen.sentence()))
            } else {
                jobs::end(tx, job.0, JobState::Cancelled.as_str(), now_ms)?;
                return Ok(JobState::Cancelled);
            }
        }
        _ => None,
    };
    if let Some((next, detail)) = next {
        jobs::set_state(tx, job.0, next.as_str(), Some(detail), None, now_ms)?;
        return Ok(next);
    }
    Ok(state)
}

fn summary(c: &Connection, job: jobs::JobRow) -> Result<JobSummary, StorageError> {
    let state = word(JobState::parse(&job.state), "jobs.state")?;
    let mut rows: BTreeMap<RowState, u64> = RowState::ALL.iter().map(|s| (*s, 0)).collect();
    for (word_, n) in rows::count_by_state(c, job.id)? {
        rows.insert(word(RowState::parse(&word_), "rows.state")?, count(n));
    }
    let mut by_op = BTreeMap::new();
    for (word_, n) in ops::count_by_state(c, job.id)? {
        by_op.insert(word(OpState::parse(&word_), "ops.state")?, count(n));
    }
    let per_second = if state == JobState::Running {
        speed(c, job.id)?
    } else {
        None
    };
    let left: u64 = by_op.iter().filter(|(s, _)| !s.ended()).map(|(_, n)| n).sum();
    let eta_seconds = per_second.filter(|speed| *speed > 0.01).and_then(|speed| {
        let left = f64::from(u32::try_from(left).unwrap_or(u32::MAX));
        std::time::Duration::try_from_secs_f64((left / speed).ceil())
            .ok()
            .map(|d| d.as_secs())
    });
    let source = job.source_id.map(|id| sources::get(c, id)).transpose()?.flatten();
    Ok(JobSummary {
        job: JobId(job.id),
        groups: groups_of(&job),
        member_chunk: u32::try_from(job.member_chunk).unwrap_or(1),
        uniqueness: uniqueness(job.uniqueness)?,
        connection: job.connection,
        connection_name: job.connection_name,
        kind: job.kind,
        title: job.title,
        resource_type: job.resource_type,
        state,
        detail: job.detail,
        resumes_at_ms: job.resumes_at,
        plan_hash: job.plan_hash,
        counts: counts(&job.counts_json)?,
        rows,
        ops: by_op,
        caps: Caps {
            deactivations: count(job.cap_deactivations),
            deletes: count(job.cap_deletes),
        },
        released: job.released_by.is_some(),
        created_at_ms: job.created_at,
        started_at_ms: job.started_at,
        ended_at_ms: job.ended_at,
        per_second,
        eta_seconds,
        control: word(Control::parse(&job.control), "jobs.control")?,
        source: source.map(|s| NewSource {
            name: s.name,
            sha256: s.sha256,
            encoding: s.encoding,
            delimiter: s.delimiter,
            columns: serde_json::from_str(&s.columns_json).unwrap_or_default(),
        }),
    })
}

/// The groups that the plan of memberships was made for.
fn groups_of(job: &jobs::JobRow) -> Vec<String> {
    if job.kind != "memberships" {
        return Vec::new();
    }
    let asked: serde_json::Value = serde_json::from_str(&job.mapping_json).unwrap_or_default();
    let groups = asked.get("groups").and_then(serde_json::Value::as_array);
    groups
        .into_iter()
        .flatten()
        .filter_map(|group| group.get("group")?.as_str().map(str::to_owned))
        .collect()
}

/// Answers per second over the last minute.
fn speed(c: &Connection, job: i64) -> Result<Option<f64>, StorageError> {
    let now = i64::try_from(time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    let (n, first) = ops::ended_since(c, job, now - 60_000)?;
    let Some(first) = first else { return Ok(None) };
    let seconds = f64::from(i32::try_from((now - first).max(1_000)).unwrap_or(60_000)) / 1_000.0;
    Ok(Some(f64::from(i32::try_from(n).unwrap_or(i32::MAX)) / seconds))
}

fn row_view(row: rows::RowRow) -> Result<RowView, StorageError> {
    let issues: Vec<rollcall_jobs::plan::Issue> =
        serde_json::from_str(&row.issues_json).map_err(|_| StorageError::BadValue {
            what: "rows.issues_json",
        })?;
    let planned_fix = issues.first().and_then(|i| i.fix.clone());
    let state = word(RowState::parse(&row.state), "rows.state")?;
    let fix = if row.error_class.as_deref() == Some("blocked") {
        planned_fix
    } else {
        suggestion(state, row.error_class.as_deref()).map(str::to_owned)
    };
    Ok(RowView {
        row: RowId(row.id),
        row_no: count(row.row_no),
        natural_key: row.natural_key,
        action: word(Action::parse(&row.action), "rows.action")?,
        state,
        proof: row.proof.as_deref().and_then(Proof::parse),
        message: row.message,
        error_class: row.error_class,
        fix,
        server_id: row.server_id,
        cells: serde_json::from_str(&row.cells_json).map_err(|_| StorageError::BadValue {
            what: "rows.cells_json",
        })?,
        issues,
    })
}

/// What the person may do about a row that did not succeed.
fn suggestion(state: RowState, class: Option<&str>) -> Option<&'static str> {
    Some(match (state, class) {
        (RowState::Failed, Some("invalid")) => "Correct the value the server names and import the row again.",
        (RowState::Failed, Some("forbidden")) => {
            "Ask for the right to make this change, or use another credential."
        }
        (RowState::Failed, Some("not_found")) => "Plan again: the resource or the endpoint is not there.",
        (RowState::Failed, Some("uniqueness")) => {
            "Another resource has this name or number: choose another one."
        }
        (RowState::Failed, Some("unsupported")) => {
            "The server cannot do this; make the change in its own console."
        }
        (RowState::Failed, Some("never_arrived")) => {
            "The server keeps failing this request: look at its answers, try again later, or ask its operator."
        }
        (RowState::Failed, Some("ignored")) => {
            "The server answers as if done and does not store it: ask its operator."
        }
        (RowState::Failed, _) => "See what the server answered, correct the row and import it again.",
        (RowState::Conflict, _) => "Look at the resource on the server, then plan the row again.",
        (RowState::NeedsHuman, _) => "Look at the resource on the server and decide; nothing more was sent.",
        _ => return None,
    })
}

fn op_view(c: &Connection, op: ops::OpRow) -> Result<OpView, StorageError> {
    let mut requests = attempts::of_op(c, op.id)?;
    if OpKind::parse(&op.kind).is_some_and(OpKind::travels_in_chunk) {
        for chunk in op_items::chunks_of(c, op.id)? {
            requests.extend(attempts::of_op(c, chunk)?);
        }
    }
    let mut n = 0;
    let attempts = requests
        .into_iter()
        .map(|a| {
            n += 1;
            AttemptView {
                n,
                intent_at_ms: a.intent_at,
                ended_at_ms: a.ended_at,
                status: a.status.and_then(|s| u16::try_from(s).ok()),
                error: a.error,
            }
        })
        .collect();
    Ok(OpView {
        op: OpId(op.id),
        kind: word(OpKind::parse(&op.kind), "ops.kind")?,
        state: word(OpState::parse(&op.state), "ops.state")?,
        change: serde_json::from_str(&op.payload_json).unwrap_or(serde_json::Value::Null),
        proof: op.proof.as_deref().and_then(Proof::parse),
        message: op.message,
        error_class: op.error_class,
        server_id: op.server_id,
        attempts,
    })
}
