//! An open store with everything that lives as long as it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rollcall_scim_client::Client;
use rollcall_scim_client::oauth::TokenSource;
use rollcall_secrets::SecretStore;
use rollcall_storage::{Database, StoreFolder};
use tokio::sync::OwnedMutexGuard;

use crate::connections::knowledge::Knowledge;
use crate::connections::recorder::RecorderTask;
use crate::guards::confirmation::Confirmations;
use crate::resources::prepared::Reviews;
use crate::sync::Running;
use crate::sync::filtered::FilteredViews;
use crate::{ConnectionId, Notice, StoreMode};

/// The open store.
pub(crate) struct OpenStore {
    pub(crate) mode: StoreMode,
    pub(crate) folder: StoreFolder,
    pub(crate) jobs: Database,
    pub(crate) cache: Database,
    pub(crate) secrets: Arc<dyn SecretStore>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) confirmations: Confirmations,
    pub(crate) reviews: Reviews,
    pub(crate) turns: Turns,
    pub(crate) organisations: crate::job::limits::Organisations,
    pub(crate) clients: Clients,
    pub(crate) files: crate::connections::HeldFiles,
    pub(crate) sign_ins: crate::connections::SignIns,
    pub(crate) recorder: RecorderTask,
    pub(crate) syncs: Running,
    pub(crate) calibrations: crate::calibration::Calibrations,
    pub(crate) views: FilteredViews,
    pub(crate) listings: crate::resources::listing::Listings,
    pub(crate) member_lists: crate::groups::MemberLists,
    /// Turns true when the store is about to be closed: jobs let go, and the next runner proves what was under way.
    pub(crate) ending: tokio::sync::watch::Sender<bool>,
}

/// Clients and what was learned at their discovery, per connection.
#[derive(Default)]
pub(crate) struct Clients {
    clients: Mutex<HashMap<ConnectionId, Client>>,
    knowledge: Mutex<HashMap<ConnectionId, Arc<Knowledge>>>,
    sources: Mutex<HashMap<ConnectionId, Arc<TokenSource>>>,
}

impl Clients {
    pub(crate) fn client(&self, id: ConnectionId) -> Option<Client> {
        self.clients
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }
    pub(crate) fn keep_client(&self, id: ConnectionId, client: Client) {
        self.clients
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, client);
    }
    /// Where the access tokens of a connection come from: one for all its clients.
    pub(crate) fn source(&self, id: ConnectionId) -> Option<Arc<TokenSource>> {
        self.sources
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }
    pub(crate) fn keep_source(&self, id: ConnectionId, source: Arc<TokenSource>) -> Arc<TokenSource> {
        self.sources
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(id)
            .or_insert(source)
            .clone()
    }
    pub(crate) fn knowledge(&self, id: ConnectionId) -> Option<Arc<Knowledge>> {
        self.knowledge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .cloned()
    }
    pub(crate) fn keep_knowledge(&self, id: ConnectionId, knowledge: Arc<Knowledge>) {
        self.knowledge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, knowledge);
    }
    /// After any change of the connection or its secret.
    pub(crate) fn forget(&self, id: ConnectionId) {
        self.sources
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
        self.clients
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
        self.knowledge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
    }
}

type Lock = Arc<tokio::sync::Mutex<()>>;

/// One writer for each resource at a time.
#[derive(Default)]
pub(crate) struct Turns {
    locks: Mutex<HashMap<(ConnectionId, String), Lock>>,
}

impl Turns {
    /// Waits until nobody else in this process writes the resource.
    pub(crate) async fn take(&self, connection: ConnectionId, id: &str) -> OwnedMutexGuard<()> {
        self.lock(connection, id).lock_owned().await
    }

    /// The turn if nobody else in this process writes the resource now.
    pub(crate) fn try_take(&self, connection: ConnectionId, id: &str) -> Option<OwnedMutexGuard<()>> {
        self.lock(connection, id).try_lock_owned().ok()
    }

    fn lock(&self, connection: ConnectionId, id: &str) -> Lock {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| Arc::strong_count(lock) > 1);
        locks.entry((connection, id.to_owned())).or_default().clone()
    }
}
