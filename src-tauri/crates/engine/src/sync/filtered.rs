//! Windows over a filtered or specially sorted copy: the ids in order are worked out once and kept for the next
//! windows of the same view.

use std::sync::{Arc, Mutex, PoisonError};

use crate::ConnectionId;

/// Views kept.
const MOST: usize = 8;

/// What a view is of. Two numbers of the copy stand in for its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ViewKey {
    pub(crate) connection: ConnectionId,
    pub(crate) type_name: String,
    pub(crate) text: String,
    pub(crate) filter: String,
    pub(crate) sort_by: String,
    pub(crate) descending: bool,
    pub(crate) count: u64,
    pub(crate) sync: i64,
}

type View = (ViewKey, Arc<Vec<String>>);

/// The views of this process.
#[derive(Default)]
pub(crate) struct FilteredViews {
    kept: Mutex<Vec<View>>,
}

impl FilteredViews {
    /// The ids of a view, when they are known.
    pub(crate) fn get(&self, key: &ViewKey) -> Option<Arc<Vec<String>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(k, _)| k == key).map(|(_, ids)| ids.clone())
    }

    /// Keeps the ids of a view; the oldest view gives way.
    pub(crate) fn keep(&self, key: ViewKey, ids: Arc<Vec<String>>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(k, _)| *k != key);
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push((key, ids));
    }

    /// After a change of the copy.
    pub(crate) fn forget(&self, connection: ConnectionId) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(k, _)| k.connection != connection);
    }
}
