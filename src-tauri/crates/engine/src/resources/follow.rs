//! Somebody who follows a list while it is read, and may end it.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use rollcall_scim::{Resource, ResourceModel};
use serde_json::Value;
use tokio::sync::{mpsc, watch};

use super::mask::mask_resource;
use super::prepare::slim;
use crate::{EngineError, ListResult, Notice};

/// What is told of a list while it is read.
pub(super) enum Heard {
    /// A page.
    Page {
        /// What of it fitted, as rows of the grid.
        resources: Vec<Value>,
        /// How many the server has sent so far.
        received: u64,
        /// What the server says there are.
        total: Option<u64>,
    },
    /// Something to know.
    Notice(Notice),
    /// From now on everything is read and filtered here.
    FilteredHere,
    /// It is over; the resources were told.
    End(Result<ListResult, EngineError>),
}

/// The reading side's end of it. Nothing waits for who listens: a list has a limit, so what is not heard yet has one.
pub(super) struct Follower {
    heard: mpsc::UnboundedSender<Heard>,
    stop: watch::Receiver<bool>,
    model: ResourceModel,
    /// A list that is read a second time tells nothing twice.
    told: Mutex<HashSet<String>>,
}

impl Follower {
    pub(super) fn new(
        heard: mpsc::UnboundedSender<Heard>,
        stop: watch::Receiver<bool>,
        model: ResourceModel,
    ) -> Self {
        Self {
            heard,
            stop,
            model,
            told: Mutex::default(),
        }
    }

    pub(super) fn page(&self, kept: &[Resource], received: u64, total: Option<u64>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let resources = kept
            .iter()
            .filter(|resource| resource.id().is_none_or(|id| told.insert(id.to_owned())))
            .map(|resource| mask_resource(&self.model, &slim(resource).to_value()))
            .collect();
        self.tell(Heard::Page {
            resources,
            received,
            total,
        });
    }

    pub(super) fn tell(&self, what: Heard) {
        let _ = self.heard.send(what);
    }

    /// Waits until the person wants no more; for ever where nobody follows.
    pub(super) async fn stopped(follower: Option<&Self>) {
        let Some(follower) = follower else {
            return std::future::pending().await;
        };
        let mut stop = follower.stop.clone();
        // Whoever lets go of a list without a word wants no more of it either.
        let _ = stop.wait_for(|asked| *asked).await;
    }
}
