//! Who is chosen, and what the server says about them now.

use std::collections::{HashMap, HashSet};

use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, ClientError, ListQuery};
use tokio::task::JoinSet;

use super::Chosen;
use crate::connections::Profile;
use crate::resources::gather::gather;
use crate::resources::get::try_read;
use crate::resources::hidden::hides;
use crate::{ConnectionId, Engine, EngineError, RowsRequest};

/// Up to so many are read one by one; for more the whole directory is read once.
const ONE_BY_ONE: usize = 200;
/// Reads under way at once.
const AT_ONCE: usize = 8;

/// What was found on the server. Everybody of a large directory may be chosen, so they wait for their rows as
/// text: a fraction of what they take as values.
#[derive(Default)]
pub(super) struct Now {
    found: HashMap<String, Box<[u8]>>,
    /// How many there are in the directory, where everything was read.
    pub(super) directory: Option<u64>,
    /// Whether who is inactive may not be shown at all.
    pub(super) hiding: bool,
}

impl Now {
    fn keep(&mut self, id: &str, resource: &Resource) {
        if let Ok(text) = serde_json::to_vec(resource) {
            self.found.insert(id.to_owned(), text.into());
        }
    }

    /// Gives it away: each is needed for one row.
    pub(super) fn take(&mut self, id: &str) -> Option<Resource> {
        serde_json::from_slice(&self.found.remove(id)?).ok()
    }
}

impl Engine {
    /// The ids that are meant, in order, each once.
    pub(super) async fn chosen_ids(
        &self,
        connection: ConnectionId,
        model: &ResourceModel,
        chosen: Chosen,
    ) -> Result<Vec<String>, EngineError> {
        let (ids, except) = match chosen {
            Chosen::Ids { ids } => (ids, HashSet::new()),
            Chosen::Matching { text, filter, except } => {
                let request = RowsRequest {
                    type_name: model.name.clone(),
                    text,
                    filter,
                    ..RowsRequest::default()
                };
                let ids = self.matching_ids(connection, request).await?;
                (ids, except.into_iter().collect())
            }
        };
        let mut seen = HashSet::new();
        Ok(ids
            .into_iter()
            .filter(|id| !except.contains(id) && seen.insert(id.clone()))
            .collect())
    }

    /// Reads these from the server: a few one by one, many by one walk of the directory.
    pub(super) async fn read_now(
        &self,
        client: &Client,
        profile: &Profile,
        model: &ResourceModel,
        ids: &[String],
    ) -> Result<Now, EngineError> {
        let mut now = Now::default();
        let mut open: Vec<String> = ids.to_vec();
        if ids.len() > ONE_BY_ONE {
            open = self.read_all(client, profile, model, ids, &mut now).await?;
        }
        let mut hidden = Vec::new();
        let mut reading: JoinSet<(String, Result<Option<Resource>, ClientError>)> = JoinSet::new();
        let mut left = open.into_iter();
        loop {
            while reading.len() < AT_ONCE
                && let Some(id) = left.next()
            {
                let (client, model) = (client.clone(), model.clone());
                reading.spawn(async move {
                    let read = try_read(&client, &model, &id).await;
                    (id, read.map(|read| read.map(|r| r.resource)))
                });
            }
            let Some(done) = reading.join_next().await else {
                break;
            };
            let (id, read) = done.map_err(|_| EngineError::internal("a read ended early"))?;
            match read.map_err(|e| EngineError::from_client(&profile.name, &e))? {
                Some(resource) => now.keep(&id, &resource),
                None => hidden.push(id),
            }
        }
        // Who is inactive may be in the list only (Q-LIF-01).
        if !hidden.is_empty() && now.directory.is_none() && hides(client, &model.endpoint) {
            self.read_all(client, profile, model, &hidden, &mut now).await?;
        }
        now.hiding = hides(client, &model.endpoint);
        Ok(now)
    }

    /// Walks the directory once. Given back is who is to be asked for by id: missing from a list that is not proven
    /// complete.
    async fn read_all(
        &self,
        client: &Client,
        profile: &Profile,
        model: &ResourceModel,
        ids: &[String],
        now: &mut Now,
    ) -> Result<Vec<String>, EngineError> {
        let wanted: HashSet<&str> = ids.iter().map(String::as_str).collect();
        let mut seen = 0_u64;
        let keep = |resource: &Resource| {
            seen += 1;
            if let Some(id) = resource.id().filter(|id| wanted.contains(id)) {
                now.keep(id, resource);
            }
            // It is kept here, in fewer bytes.
            false
        };
        let page_size = self.page_size(profile.id).await;
        let query = ListQuery::default();
        let walked = gather(client, &model.endpoint, &query, page_size, None, keep)
            .await
            .map_err(|e| EngineError::from_client(&profile.name, &e))?;
        now.directory = Some(seen);
        let complete = walked.outcome.complete;
        let missing = ids.iter().filter(|id| !complete && !now.found.contains_key(*id));
        Ok(missing.cloned().collect())
    }
}
