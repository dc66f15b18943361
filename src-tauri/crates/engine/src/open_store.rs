//! An open store with everything that lives as long as it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
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

/// One writer for each resource at a time.
#[derive(Default)]
pub(crate) struct Turns {
    places: Mutex<HashMap<(ConnectionId, String), Arc<Place>>>,
}

/// Where the writers of one resource meet.
#[derive(Default)]
struct Place {
    lock: Arc<tokio::sync::Mutex<()>>,
    /// How many turns have ended.
    ended: AtomicU64,
}

/// The turn to write a resource, as long as it lives.
pub(crate) struct Writing {
    place: Arc<Place>,
    _lock: OwnedMutexGuard<()>,
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.place.ended.fetch_add(1, Ordering::AcqRel);
    }
}

/// A moment at which a resource was read.
pub(crate) struct Look {
    place: Arc<Place>,
    ended: u64,
}

impl Look {
    /// Whether no turn has ended since.
    pub(crate) fn holds(&self) -> bool {
        self.place.ended.load(Ordering::Acquire) == self.ended
    }
}

impl Turns {
    /// Waits until nobody else in this process writes the resource.
    pub(crate) async fn take(&self, connection: ConnectionId, id: &str) -> Writing {
        let place = self.place(connection, id);
        let lock = Arc::clone(&place.lock).lock_owned().await;
        Writing { place, _lock: lock }
    }

    /// The turn if nobody else in this process writes the resource now.
    pub(crate) fn try_take(&self, connection: ConnectionId, id: &str) -> Option<Writing> {
        let place = self.place(connection, id);
        let lock = Arc::clone(&place.lock).try_lock_owned().ok()?;
        Some(Writing { place, _lock: lock })
    }

    /// Remembers that the resource is about to be read.
    pub(crate) fn look(&self, connection: ConnectionId, id: &str) -> Look {
        let place = self.place(connection, id);
        let ended = place.ended.load(Ordering::Acquire);
        Look { place, ended }
    }

    fn place(&self, connection: ConnectionId, id: &str) -> Arc<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.retain(|_, place| Arc::strong_count(place) > 1);
        places.entry((connection, id.to_owned())).or_default().clone()
    }
}
