//! Lets writes out on a read-only connection for a while, and ends that.

use rollcall_storage::table::connections as table;
use time::Duration;

use super::rows::millis;
use crate::{ConnectionId, ConnectionView, Engine, EngineError, EngineEvent, ErrorCode};

/// Minutes when nobody says how many.
const USUAL: u32 = 30;
/// Most minutes: a working day.
const MOST: u32 = 480;

impl Engine {
    /// Lets writes out on a production or read-only connection for `minutes` (30 when `None`, at most 480). A
    /// connection that is writable anyway stays so.
    pub async fn connection_unlock(
        &self,
        connection: ConnectionId,
        minutes: Option<u32>,
    ) -> Result<ConnectionView, EngineError> {
        let minutes = minutes.unwrap_or(USUAL);
        if minutes == 0 || minutes > MOST {
            return Err(EngineError::new(
                ErrorCode::InvalidInput,
                format!("A connection is unlocked for 1 to {MOST} minutes."),
                "Nothing was changed.",
                "Choose a number in between.",
            )
            .with("field", "minutes"));
        }
        let until = self.now() + Duration::minutes(i64::from(minutes));
        self.set_unlocked(connection, Some(millis(until))).await
    }

    /// Ends the unlocking.
    pub async fn connection_lock(&self, connection: ConnectionId) -> Result<ConnectionView, EngineError> {
        self.set_unlocked(connection, None).await
    }

    async fn set_unlocked(
        &self,
        connection: ConnectionId,
        until: Option<i64>,
    ) -> Result<ConnectionView, EngineError> {
        // Asks for the profile first: a connection that is not there is told by its name.
        self.profile(connection).await?;
        let id = connection.0;
        self.store()?
            .jobs
            .write(move |tx| table::set_unlocked_until(tx, id, until))
            .await?;
        self.emit(EngineEvent::ConnectionsChanged {
            connection: Some(connection),
        });
        self.connection_show(connection).await
    }
}
