//! The port to the server on a connection's client.

mod hidden;
mod read;
pub(crate) mod write;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use rollcall_jobs::{Answer, Executor, Listed, MembersSeen, ReadFailure, RunnerConfig, SendRequest};
use rollcall_scim::{Filter, Resource, ResourceModel};
use rollcall_scim_client::{Client, ExchangeMark};

use super::CONNECT_LIMIT;
use crate::resources::hidden::hides;

/// Sends and reads through one client. Nothing is retried here.
#[derive(Debug, Clone)]
pub struct ClientExecutor {
    client: Client,
    models: HashMap<String, Arc<ResourceModel>>,
    hidden: hidden::Hidden,
}

impl ClientExecutor {
    /// `models` are the resource types of the server, as discovered.
    pub fn new(client: Client, models: impl IntoIterator<Item = Arc<ResourceModel>>) -> Self {
        let models = models.into_iter().map(|m| (m.name.to_lowercase(), m)).collect();
        Self {
            client,
            models,
            hidden: hidden::Hidden::default(),
        }
    }

    /// The numbers for this server: Q is `q_ms` of the connection, and never less than the life of our own requests
    /// plus the server's read lag (queue.md §3.1 P3). A client that may take longer than [`CONNECT_LIMIT`] to connect
    /// sends its first byte later, so the difference is added.
    pub fn config(&self, q_ms: i64, read_lag_ms: i64) -> RunnerConfig {
        let limits = self.client.limits();
        let own = i64::try_from(limits.total_timeout.as_millis())
            .unwrap_or(i64::MAX)
            .saturating_add(read_lag_ms);
        let late = limits.connect_timeout.saturating_sub(CONNECT_LIMIT).as_millis();
        let quiet = q_ms
            .max(own)
            .saturating_add(i64::try_from(late).unwrap_or(i64::MAX));
        let config = RunnerConfig {
            quiet_ms: u32::try_from(quiet.max(0)).unwrap_or(u32::MAX),
            read_lag_ms,
            ..RunnerConfig::default()
        };
        for_tests(config)
    }

    /// As [`Executor::send`], with the exchange that answered, where one was kept.
    pub(crate) async fn send_watched(&self, request: SendRequest) -> (Answer, Option<ExchangeMark>) {
        let endpoint = self.endpoint(&request.resource_type);
        if hides(&self.client, &endpoint) {
            self.hidden.sending(&request.change);
        }
        let (client, last) = self.client.watched();
        let answer = write::send(&client, &endpoint, request).await;
        (answer, last.mark())
    }

    fn endpoint(&self, resource_type: &str) -> String {
        match self.models.get(&resource_type.to_lowercase()) {
            Some(model) => model.endpoint.clone(),
            // A server without discovery: the endpoints of RFC 7644 §3.2.
            None => format!("/{resource_type}s"),
        }
    }
}

/// Crash tests wait shorter: `ROLLCALL_TEST_QUIET_MS` is Q, and the read lag a tenth of it. Only where failpoints are
/// compiled in.
#[cfg(feature = "failpoints")]
fn for_tests(config: RunnerConfig) -> RunnerConfig {
    match std::env::var("ROLLCALL_TEST_QUIET_MS")
        .ok()
        .and_then(|ms| ms.parse::<u32>().ok())
    {
        Some(quiet_ms) => RunnerConfig {
            quiet_ms,
            read_lag_ms: i64::from(quiet_ms / 10),
            ..config
        },
        None => config,
    }
}

#[cfg(not(feature = "failpoints"))]
fn for_tests(config: RunnerConfig) -> RunnerConfig {
    config
}

#[async_trait]
impl Executor for ClientExecutor {
    async fn send(&self, request: SendRequest) -> Answer {
        self.send_watched(request).await.0
    }

    async fn get(&self, resource_type: &str, id: &str) -> Result<Option<Resource>, ReadFailure> {
        let endpoint = self.endpoint(resource_type);
        let seen = read::get(&self.client, &endpoint, id).await?;
        if !hides(&self.client, &endpoint) {
            return Ok(seen);
        }
        self.hidden.find(&self.client, &endpoint, id, seen).await
    }

    async fn list(
        &self,
        resource_type: &str,
        filter: Option<&Filter>,
        count: u32,
    ) -> Result<Listed, ReadFailure> {
        read::list(&self.client, &self.endpoint(resource_type), filter, count).await
    }

    async fn walk(&self, resource_type: &str) -> Result<Listed, ReadFailure> {
        read::walk(&self.client, &self.endpoint(resource_type)).await
    }

    async fn members(
        &self,
        resource_type: &str,
        group: &str,
        ids: &[String],
        own: bool,
    ) -> Result<MembersSeen, ReadFailure> {
        let users = self.endpoint("User");
        let users = own.then_some(users.as_str());
        read::members(&self.client, &self.endpoint(resource_type), users, group, ids).await
    }

    fn model(&self, resource_type: &str) -> Option<Arc<ResourceModel>> {
        self.models.get(&resource_type.to_lowercase()).cloned()
    }
}
