//! Removes a connection with its token and its copy.

use rollcall_secrets::SecretError;
use rollcall_storage::rusqlite::Transaction;
use rollcall_storage::table::{
    capabilities, connections as table, exchanges, observed, resources, schemas, settings, syncs,
};

use crate::settings::forget_gone;
use crate::{
    ConnectionId, ConnectionRemoved, Engine, EngineError, EngineEvent, ErrorCode, Notice, NoticeCode,
};

/// Setting that lists secrets whose deletion failed, to be tried again at the next start (threats E13).
const PENDING: &str = "secrets.to_delete";

impl Engine {
    /// Removes a connection with its token and its copy. A token that cannot be deleted is told, and deleted at a
    /// later start.
    pub async fn connection_remove(
        &self,
        connection: ConnectionId,
    ) -> Result<ConnectionRemoved, EngineError> {
        let open = self.store()?;
        let profile = self.profile(connection).await?;
        let mut notices = Vec::new();
        self.sync_cancel(connection);
        open.clients.forget(connection);
        open.reviews.forget(connection);
        let id = connection.0;
        let traces = crate::calibration::traces_of(connection);
        let remove = move |tx: &Transaction<'_>| {
            table::remove(tx, id)?;
            settings::remove(tx, &traces)?;
            forget_gone(tx)
        };
        open.jobs.write(remove).await.map_err(|error| match error {
            rollcall_storage::StorageError::Constraint { .. } => EngineError::new(
                ErrorCode::Refused,
                format!("{} still has jobs.", profile.name),
                "A job keeps its connection until it has ended and its record is deleted. Nothing was removed.",
                "Cancel its jobs first.",
            ),
            other => other.into(),
        })?;
        for secret in profile.secrets() {
            self.delete_secret(&secret.name, &profile.name, &mut notices)
                .await?;
        }
        open.cache
            .write(move |tx| {
                resources::remove_connection(tx, id)?;
                schemas::remove(tx, id)?;
                capabilities::remove(tx, id)?;
                exchanges::remove(tx, id)?;
                observed::remove(tx, id)?;
                syncs::remove(tx, id)
            })
            .await?;
        open.views.forget(connection);
        self.emit(EngineEvent::ConnectionsChanged { connection: None });
        self.emit(EngineEvent::SettingsChanged);
        Ok(ConnectionRemoved {
            name: profile.name,
            notices,
        })
    }

    /// Deletes a secret; when that fails it is told and noted for later.
    pub(super) async fn delete_secret(
        &self,
        name: &str,
        connection: &str,
        notices: &mut Vec<Notice>,
    ) -> Result<(), EngineError> {
        let open = self.store()?;
        match open.secrets.delete(name).await {
            Ok(()) | Err(SecretError::Absent) => Ok(()),
            Err(_) => {
                notices.push(Notice::new(
                    NoticeCode::SecretNotDeleted,
                    format!("The token of {connection} could not be deleted now; Rollcall tries again when it starts."),
                ).with("connection", connection));
                let mut pending = self.pending_removals().await?;
                pending.push(name.to_owned());
                self.keep_pending(&pending).await
            }
        }
    }

    async fn pending_removals(&self) -> Result<Vec<String>, EngineError> {
        let text = self.store()?.jobs.read(|c| settings::get(c, PENDING)).await?;
        Ok(text
            .and_then(|t| serde_json::from_str(&t).ok())
            .unwrap_or_default())
    }

    async fn keep_pending(&self, names: &[String]) -> Result<(), EngineError> {
        let text =
            serde_json::to_string(names).map_err(|_| EngineError::internal("names that are no JSON"))?;
        self.store()?
            .jobs
            .write(move |tx| settings::set(tx, PENDING, &text))
            .await?;
        Ok(())
    }

    /// At start: tries again what could not be deleted. Trouble is left for the next start.
    pub(crate) async fn finish_removals(&self) {
        let (Ok(open), Ok(pending)) = (self.store(), self.pending_removals().await) else {
            return;
        };
        if pending.is_empty() {
            return;
        }
        let mut left = Vec::new();
        for name in pending {
            if open
                .secrets
                .delete(&name)
                .await
                .is_err_and(|e| e != SecretError::Absent)
            {
                left.push(name);
            }
        }
        if self.keep_pending(&left).await.is_err() {
            tracing::warn!("secrets that were deleted are still noted as not deleted");
        }
    }
}
