//! The plan side: jobs, rows and operations in batches.

use async_trait::async_trait;
use rollcall_jobs::plan::{ActionCounts, StoredRow};
use rollcall_jobs::{
    Action, Change, Control, FailureClass, JobId, JobState, MemberRef, NewJob, OpState, PlanStore, Proof,
    RowState, Seal, StoreError, fold,
};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Transaction;
use rollcall_storage::table::{events, jobs, op_deps, ops, reservations, rows, sources, targets};

use super::convert::{count, signed};
use super::{StoreAdapter, refuse, store_error};

fn json<T: serde::Serialize>(value: &T, what: &'static str) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|_| StorageError::BadValue { what })
}

#[async_trait]
impl PlanStore for StoreAdapter {
    async fn begin_job(&self, job: NewJob, seal_key: [u8; 32], now_ms: i64) -> Result<JobId, StoreError> {
        self.jobs
            .write(move |tx| begin(tx, job, &seal_key, now_ms))
            .await
            .map_err(store_error)
    }

    async fn add_rows(&self, job: JobId, stored: Vec<StoredRow>) -> Result<(), StoreError> {
        self.jobs
            .write(move |tx| {
                let record = jobs::get(tx, job.0)?;
                if record.state != JobState::Draft.as_str() {
                    return Err(refuse("the plan of this job is sealed; rows cannot be added"));
                }
                stored
                    .into_iter()
                    .try_for_each(|row| add_row(tx, job, &record.connection, row))
            })
            .await
            .map_err(store_error)
    }

    async fn seal(&self, job: JobId, seal: Seal, now_ms: i64) -> Result<ActionCounts, StoreError> {
        self.jobs
            .write(move |tx| seal_job(tx, job, &seal, now_ms))
            .await
            .map_err(store_error)
    }

    async fn discard(&self, job: JobId) -> Result<(), StoreError> {
        self.jobs
            .write(move |tx| {
                let record = jobs::get(tx, job.0)?;
                if record.state != JobState::Draft.as_str() {
                    return Err(refuse("only an unfinished plan can be discarded"));
                }
                jobs::delete(tx, job.0)?;
                record.source_id.map_or(Ok(()), |id| sources::delete(tx, id))
            })
            .await
            .map_err(store_error)
    }
}

fn begin(tx: &Transaction<'_>, job: NewJob, seal_key: &[u8; 32], now_ms: i64) -> Result<JobId, StorageError> {
    let source_id = match &job.source {
        Some(source) => Some(sources::insert(
            tx,
            &sources::SourceRow {
                name: source.name.clone(),
                sha256: source.sha256.clone(),
                encoding: source.encoding.clone(),
                delimiter: source.delimiter.clone(),
                columns_json: json(&source.columns, "sources.columns_json")?,
            },
        )?),
        None => None,
    };
    let uniqueness = match serde_json::to_value(job.uniqueness) {
        Ok(serde_json::Value::String(word)) => word,
        _ => {
            return Err(StorageError::BadValue {
                what: "jobs.uniqueness",
            });
        }
    };
    let id = jobs::insert(
        tx,
        &jobs::JobRow {
            id: 0,
            uid: uuid::Uuid::new_v4().to_string(),
            connection: job.connection,
            connection_name: job.connection_name,
            kind: job.kind,
            title: job.title,
            resource_type: job.resource_type,
            state: JobState::Draft.as_str().into(),
            detail: None,
            resumes_at: None,
            control: Control::Run.as_str().into(),
            plan_hash: None,
            mapping_json: json(&job.mapping, "jobs.mapping_json")?,
            source_id,
            uniqueness,
            etags: job.etags,
            member_chunk: i64::from(job.member_chunk.clamp(1, 10_000)),
            directory_size: job.directory_size.map(signed),
            cap_deactivations: signed(job.caps.deactivations),
            cap_deletes: signed(job.caps.deletes),
            released_by: None,
            approved_by: None,
            counts_json: "{}".into(),
            row_count: 0,
            seal_key: Some(seal_key.to_vec()),
            requested: false,
            requested_first: None,
            taken: false,
            created_at: now_ms,
            started_at: None,
            ended_at: None,
        },
    )?;
    Ok(JobId(id))
}

fn add_row(
    tx: &Transaction<'_>,
    job: JobId,
    connection: &str,
    stored: StoredRow,
) -> Result<(), StorageError> {
    let row = stored.row;
    let name = row.user_name.as_deref().map(fold);
    let row_id = rows::insert(
        tx,
        &rows::RowRow {
            id: 0,
            job_id: job.0,
            row_no: signed(row.row_no),
            row_uid: row.row_uid,
            natural_key: row.natural_key,
            user_name_fold: name.clone(),
            external_id: row.external_id,
            cells_json: json(&row.cells, "rows.cells_json")?,
            issues_json: json(&row.issues, "rows.issues_json")?,
            action: row.action.as_str().into(),
            state: RowState::Pending.as_str().into(),
            proof: None,
            message: None,
            error_class: None,
            server_id: None,
        },
    )?;
    let mut ids: Vec<i64> = Vec::with_capacity(stored.ops.len());
    for (seq, op) in stored.ops.into_iter().enumerate() {
        let target_id = targets::upsert(tx, connection, &op.resource_type, &op.change.target().key())?;
        let (member, member_from) = match &op.change {
            Change::AddMember {
                member: MemberRef::CreatedBy(index),
                ..
            } => (None, ids.get(*index).copied()),
            other => (other.member().map(str::to_owned), None),
        };
        if matches!(op.change, Change::Create { .. })
            && let Some(name) = &name
        {
            reservations::reserve(tx, connection, name, row_id)?;
        }
        let state = if op.after.is_empty() {
            OpState::Ready
        } else {
            OpState::Blocked
        };
        let id = ops::insert(
            tx,
            &ops::OpRow {
                job_id: job.0,
                row_id: Some(row_id),
                seq: signed(u64::try_from(seq).unwrap_or(u64::MAX)),
                target_id,
                kind: op.change.kind().as_str().into(),
                resource_type: op.resource_type,
                state: state.as_str().into(),
                payload_json: json(&op.change, "ops.payload_json")?,
                sealed: op.sealed,
                member,
                member_from,
                ..ops::OpRow::default()
            },
        )?;
        for needs in op.after.iter().filter_map(|index| ids.get(*index)) {
            op_deps::insert(tx, id, *needs)?;
        }
        ids.push(id);
    }
    Ok(())
}

fn seal_job(
    tx: &Transaction<'_>,
    job: JobId,
    seal: &Seal,
    now_ms: i64,
) -> Result<ActionCounts, StorageError> {
    let record = jobs::get(tx, job.0)?;
    if record.state != JobState::Draft.as_str() {
        return Err(refuse("the plan of this job is sealed already"));
    }
    let mut counts: ActionCounts = Action::ALL.iter().map(|a| (*a, 0)).collect();
    for (action, n) in rows::count_by_action(tx, job.0)? {
        let action = super::convert::word(Action::parse(&action), "rows.action")?;
        counts.insert(action, count(n));
    }
    let total: u64 = counts.values().sum();
    if total != seal.rows {
        return Err(refuse(format!(
            "the source has {} rows and {total} were planned",
            seal.rows
        )));
    }
    let unchanged = rows::RowEnd {
        state: RowState::Succeeded.as_str(),
        proof: Some(Proof::AlreadySo.as_str()),
        message: Some("the server already has it so"),
        error_class: None,
        server_id: None,
    };
    rows::end_action(tx, job.0, Action::Unchanged.as_str(), &unchanged)?;
    let blocked = rows::RowEnd {
        state: RowState::Failed.as_str(),
        proof: None,
        message: Some("blocked by the plan; nothing was sent"),
        error_class: Some(FailureClass::Blocked.as_str()),
        server_id: None,
    };
    rows::end_action(tx, job.0, Action::Blocked.as_str(), &blocked)?;
    jobs::seal(
        tx,
        job.0,
        &seal.plan_hash,
        &json(&counts, "jobs.counts_json")?,
        signed(total),
    )?;
    let data = serde_json::json!({"planHash": seal.plan_hash, "counts": counts});
    events::append(tx, job.0, now_ms, "planned", &data.to_string())?;
    Ok(counts)
}
