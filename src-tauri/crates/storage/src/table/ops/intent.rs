//! Taking a permit to send.

use rusqlite::{ErrorCode, OptionalExtension as _, Transaction, named_params};

use crate::StorageError;
use crate::table::attempts;

/// A permit asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent<'a> {
    /// The runner's epoch.
    pub epoch: i64,
    /// Wall clock.
    pub wall: i64,
    /// This boot.
    pub boot_id: &'a str,
    /// Boot clock, milliseconds.
    pub boot_ms: i64,
    /// Until when it may land.
    pub zombie_until: i64,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentOutcome {
    /// The operation is inflight.
    Granted,
    /// Another operation of the same target is open.
    Busy,
    /// The operation is not ready.
    Gone,
}

/// Takes the permit, if the operation is ready and its target free.
///
/// # Errors
/// See [`StorageError`].
pub fn take_intent(
    tx: &Transaction<'_>,
    op: i64,
    intent: &Intent<'_>,
) -> Result<IntentOutcome, StorageError> {
    let taken = tx
        .prepare_cached(
            "UPDATE ops SET state = 'inflight', attempts = attempts + 1, intents = intents + 1, epoch = :epoch,
                 intent_wall = :wall, intent_boot_id = :boot_id, intent_boot_ms = :boot_ms,
                 zombie_until = :zombie_until, first_sent_at = coalesce(first_sent_at, :wall), absent_seen = 0,
                 not_before = NULL
             WHERE id = :id AND state = 'ready' RETURNING intents",
        )?
        .query_row(
            named_params! {
                ":id": op, ":epoch": intent.epoch, ":wall": intent.wall, ":boot_id": intent.boot_id,
                ":boot_ms": intent.boot_ms, ":zombie_until": intent.zombie_until,
            },
            |r| r.get::<_, i64>(0),
        )
        .optional();
    match taken {
        Ok(Some(n)) => {
            attempts::insert(tx, op, n, intent.epoch, intent.wall)?;
            Ok(IntentOutcome::Granted)
        }
        Ok(None) => Ok(IntentOutcome::Gone),
        // Only `one_open` can refuse this update; the statement alone is undone.
        Err(e) if e.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => Ok(IntentOutcome::Busy),
        Err(e) => Err(e.into()),
    }
}
