//! Reads the record of exchanges.

use rollcall_scim_client::GIVEN_UP;
use rollcall_storage::table::exchanges::{self, ExchangeRow, Which};

use super::ExchangeView;
use crate::connections::rows::from_millis;
use crate::resources::request_view::path;
use crate::{At, ConnectionId, Engine, EngineError};

impl Engine {
    /// The newest exchanges, before `before_seq` when given; at most 500.
    pub async fn exchanges(
        &self,
        connection: ConnectionId,
        limit: u32,
        before_seq: Option<i64>,
    ) -> Result<Vec<ExchangeView>, EngineError> {
        self.exchanges_of(connection, limit, before_seq, Which::All).await
    }

    /// As [`Engine::exchanges`], of those that failed, as [`Health`](crate::Health) counts them.
    pub async fn exchanges_failed(
        &self,
        connection: ConnectionId,
        limit: u32,
        before_seq: Option<i64>,
    ) -> Result<Vec<ExchangeView>, EngineError> {
        let failed = Which::Failed { but: GIVEN_UP };
        self.exchanges_of(connection, limit, before_seq, failed).await
    }

    async fn exchanges_of(
        &self,
        connection: ConnectionId,
        limit: u32,
        before_seq: Option<i64>,
        which: Which,
    ) -> Result<Vec<ExchangeView>, EngineError> {
        self.profile(connection).await?;
        let (id, limit) = (connection.0, limit.clamp(1, 500));
        let rows = self
            .store()?
            .cache
            .read(move |c| exchanges::newest(c, id, before_seq, limit, which))
            .await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// One exchange by its number; none when it is no longer kept.
    pub async fn exchange(
        &self,
        connection: ConnectionId,
        seq: i64,
    ) -> Result<Option<ExchangeView>, EngineError> {
        self.profile(connection).await?;
        let id = connection.0;
        let row = self
            .store()?
            .cache
            .read(move |c| exchanges::one(c, id, seq))
            .await?;
        Ok(row.map(view))
    }

    /// The newest exchanges about one resource: read, changed, deleted; at most 500.
    pub async fn exchanges_about(
        &self,
        connection: ConnectionId,
        type_name: &str,
        id: &str,
        limit: u32,
    ) -> Result<Vec<ExchangeView>, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let mut profile = profile;
        if profile.base.is_none() {
            // The sample directory has an address only while it runs.
            profile.base = Some(self.client(&profile).await?.base().clone());
        }
        let path = path(&profile, &model.endpoint, Some(id));
        let (key, limit) = (connection.0, limit.clamp(1, 500));
        let rows = self
            .store()?
            .cache
            .read(move |c| exchanges::about(c, key, &path, limit))
            .await?;
        Ok(rows.into_iter().map(view).collect())
    }
}

fn view(row: ExchangeRow) -> ExchangeView {
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    ExchangeView {
        seq: row.id,
        at: At(from_millis(row.at)),
        duration_ms: number(row.duration_ms),
        operation: row.operation,
        method: row.method,
        path: row.path,
        status: row.status,
        error: row.error,
        request_headers: headers(&row.request_headers),
        request_body: row.request_body,
        response_headers: headers(&row.response_headers),
        response_body: row.response_body,
        bytes_received: number(row.bytes_received),
        truncated: row.truncated,
    }
}

/// `Name: value`, one a line.
fn headers(json: &str) -> String {
    let list: Vec<(String, String)> = serde_json::from_str(json).unwrap_or_default();
    list.iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect::<Vec<_>>()
        .join("\n")
}
