//! What a job remembers of people on a server that does not show by id who is inactive (Q-LIF-01).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rollcall_jobs::{Change, ReadFailure};
use rollcall_scim::Resource;
use rollcall_scim_client::Client;

use super::read::failure;
use crate::resources::hidden::in_list;

enum Known {
    /// The sign-in name, by which a list finds them quickly.
    Name(String),
    /// Their deletion was sent: not shown is gone.
    Deleted,
}

/// By id. Shared by all clones.
#[derive(Clone, Default)]
pub(super) struct Hidden(Arc<Mutex<HashMap<String, Known>>>);

impl fmt::Debug for Hidden {
    // Names are nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

impl Hidden {
    /// Notes a deletion before it is sent.
    pub(super) fn sending(&self, change: &Change) {
        if let Change::Delete { id, .. } = change {
            self.keep(id, Known::Deleted);
        }
    }

    /// Whoever is not shown by id is looked for in the list. Not there either is not gone, unless it was deleted here.
    pub(super) async fn find(
        &self,
        client: &Client,
        endpoint: &str,
        id: &str,
        seen: Option<Resource>,
    ) -> Result<Option<Resource>, ReadFailure> {
        if let Some(seen) = seen {
            if let Some(name) = seen.user_name() {
                self.keep(id, Known::Name(name.to_owned()));
            }
            return Ok(Some(seen));
        }
        let (name, deleted) = match self.lock().get(id) {
            Some(Known::Name(name)) => (Some(name.clone()), false),
            Some(Known::Deleted) => (None, true),
            None => (None, false),
        };
        if deleted {
            return Ok(None);
        }
        let found = in_list(client, endpoint, id, name.as_deref()).await;
        match found.map_err(|error| failure(client, &error))? {
            Some(found) => Ok(Some(found)),
            None => Err(ReadFailure::Impossible {
                message: format!(
                    "{} does not show who is inactive, so it cannot be told whether {id} is inactive or deleted",
                    client.connection()
                ),
            }),
        }
    }

    fn keep(&self, id: &str, known: Known) {
        self.lock().insert(id.to_owned(), known);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
