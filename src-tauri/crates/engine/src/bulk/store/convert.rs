//! Between rows of the storage and records of the queue.

use rollcall_jobs::plan::{ActionCounts, Uniqueness};
use rollcall_jobs::store::{JobRun, OpRecord};
use rollcall_jobs::{
    Action, Caps, Change, Control, JobId, JobState, MemberRef, Moment, OpId, OpKind, OpState, RowId, TargetId,
};
use rollcall_storage::StorageError;
use rollcall_storage::rusqlite::Connection;
use rollcall_storage::table::{attempts, jobs::JobRow, op_items, ops::OpRow};

pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

pub(super) fn small(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}

pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Reads a stored word, or says which column holds something else.
pub(super) fn word<T>(read: Option<T>, what: &'static str) -> Result<T, StorageError> {
    read.ok_or(StorageError::BadValue { what })
}

pub(super) fn counts(json: &str) -> Result<ActionCounts, StorageError> {
    let mut counts: ActionCounts = serde_json::from_str(json).map_err(|_| StorageError::BadValue {
        what: "jobs.counts_json",
    })?;
    for action in Action::ALL {
        counts.entry(*action).or_insert(0);
    }
    Ok(counts)
}

/// What was known about a second user of the same name.
pub(super) fn uniqueness(word: String) -> Result<Uniqueness, StorageError> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| StorageError::BadValue {
        what: "jobs.uniqueness",
    })
}

pub(super) fn job_run(row: JobRow) -> Result<JobRun, StorageError> {
    let uniqueness = uniqueness(row.uniqueness)?;
    let mut seal_key = [0; 32];
    if let Some(key) = row.seal_key.as_deref().filter(|k| k.len() == 32) {
        seal_key.copy_from_slice(key);
    }
    Ok(JobRun {
        job: JobId(row.id),
        resource_type: row.resource_type,
        state: word(JobState::parse(&row.state), "jobs.state")?,
        control: word(Control::parse(&row.control), "jobs.control")?,
        uniqueness,
        etags: row.etags,
        member_chunk: small(row.member_chunk),
        directory_size: row.directory_size.map(count),
        caps: Caps {
            deactivations: count(row.cap_deactivations),
            deletes: count(row.cap_deletes),
        },
        released: row.released_by.is_some(),
        counts: counts(&row.counts_json)?,
        seal_key,
    })
}

/// An operation; the items of a chunk are read along.
pub(super) fn op_record(connection: &Connection, row: OpRow) -> Result<OpRecord, StorageError> {
    let (change, readable) = match serde_json::from_str::<Change>(&row.payload_json) {
        Ok(change) => (change, true),
        // Altered beyond reading: a stand-in that is never sent, because the record says it was altered.
        Err(_) => (
            Change::AddMember {
                group_id: String::new(),
                member: MemberRef::Id(String::new()),
            },
            false,
        ),
    };
    let items = if OpKind::parse(&row.kind).is_some_and(OpKind::is_chunk) {
        op_items::of_chunk(connection, row.id)?
            .into_iter()
            .map(|(op, member)| (OpId(op), member))
            .collect()
    } else {
        Vec::new()
    };
    Ok(OpRecord {
        op: OpId(row.id),
        row: row.row_id.map(RowId),
        seq: small(row.seq),
        target: TargetId(row.target_id),
        resource_type: row.resource_type,
        change,
        state: word(OpState::parse(&row.state), "ops.state")?,
        attempts: small(row.attempts),
        intent: row.intent.map(|(wall_ms, boot_id, boot_ms)| Moment {
            boot_id,
            boot_ms,
            wall_ms,
        }),
        first_sent_ms: row.first_sent_at,
        not_before_ms: row.not_before,
        absent_seen: small(row.absent_seen),
        verify_tries: small(row.verify_tries),
        taken: row.taken,
        last_status: match row.attempts {
            0 => None,
            _ => attempts::last_status(connection, row.id)?.and_then(|status| u16::try_from(status).ok()),
        },
        sealed: row.sealed,
        altered: row.altered || !readable,
        items,
    })
}
