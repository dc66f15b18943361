//! Removes everything synthetic, and says what it could not prove to be gone.

use std::time::Duration;

use rollcall_scim::Resource;
use rollcall_scim_client::{Client, ClientError, Projection};
use tokio::time::{Instant, timeout_at};

use super::course::{Course, list};
use super::trace::Trace;
use super::{CalibrationEntry, CalibrationStage, EntryKind, LeftReason};
use crate::At;
use crate::connections::rows::from_millis;

/// A DELETE that met a 429 waits no longer than this for its second chance.
const PATIENCE: Duration = Duration::from_secs(20);
/// Cleaning up ends after this, whatever the server does: what is left then is told.
const AT_MOST: Duration = Duration::from_secs(60);
/// Before a second look at what is said to be deleted and still shown.
const SECOND_LOOK: Duration = Duration::from_secs(1);

impl Course<'_> {
    /// The id of something that was sent and whose id is not known, by its name.
    pub(super) async fn id_of(&self, trace: &Trace) -> Option<String> {
        let known: Vec<&str> = self.live.iter().filter_map(|t| t.id.as_deref()).collect();
        id_by_name(&self.client, trace, &known).await
    }

    /// Removes one entry now, proven.
    pub(super) async fn remove_now(&mut self, trace: &Trace) -> bool {
        let client = self.client.clone();
        match remove(&client, trace, self.versions_required).await {
            Ok(()) => {
                self.forget(trace.mark).await;
                true
            }
            Err(_) => false,
        }
    }

    /// Removes what is left, the groups before their members; whatever ended the calibration.
    pub(super) async fn clean_up(&mut self) -> Vec<CalibrationEntry> {
        self.begin(CalibrationStage::CleanUp);
        let mut all = std::mem::take(&mut self.live);
        all.reverse();
        all.sort_by_key(|trace| trace.kind == EntryKind::User);
        self.live = all.clone();
        let (mut left, end) = (Vec::new(), end());
        for mut trace in all {
            if trace.id.is_none() {
                trace.id = timeout_at(end, self.id_of(&trace)).await.ok().flatten();
            }
            let client = self.client.clone();
            match in_time(end, remove(&client, &trace, self.versions_required)).await {
                Ok(()) => self.forget(trace.mark).await,
                Err(reason) => left.push(entry(&trace, reason)),
            }
        }
        left
    }
}

/// When a clean-up that begins now is over.
pub(super) fn end() -> Instant {
    Instant::now() + AT_MOST
}

/// What becomes of one entry until then.
pub(super) async fn in_time(
    end: Instant,
    removing: impl Future<Output = Result<(), LeftReason>>,
) -> Result<(), LeftReason> {
    timeout_at(end, removing)
        .await
        .unwrap_or(Err(LeftReason::TimeOver))
}

/// What is left, as it is told.
pub(super) fn entry(trace: &Trace, reason: LeftReason) -> CalibrationEntry {
    CalibrationEntry {
        kind: trace.kind,
        id: trace.id.clone(),
        name: trace.name.clone(),
        at: At(from_millis(trace.at)),
        reason,
    }
}

/// The id of something synthetic by its name; never one of those known already.
pub(super) async fn id_by_name(client: &Client, trace: &Trace, known: &[&str]) -> Option<String> {
    let attribute = match trace.kind {
        EntryKind::User => "userName",
        EntryKind::Group => "displayName",
    };
    let rows = list(client, &trace.endpoint, attribute, &trace.name).await.ok()?;
    let mut ours = rows
        .iter()
        .filter(|row| is_named(trace, row))
        .filter_map(Resource::id)
        .filter(|id| !known.contains(id));
    ours.next().map(str::to_owned)
}

/// Whether an entry carries the synthetic name.
pub(super) fn is_named(trace: &Trace, seen: &Resource) -> bool {
    let name = match trace.kind {
        EntryKind::User => seen.user_name(),
        EntryKind::Group => seen.display_name(),
    };
    name.is_some_and(|name| name.to_lowercase() == trace.name.to_lowercase())
}

/// Deletes by id, and looks whether it is gone.
pub(super) async fn remove(client: &Client, trace: &Trace, versioned: bool) -> Result<(), LeftReason> {
    // A request that was not answered may land later: its absence now proves nothing.
    let Some(id) = &trace.id else {
        return Err(LeftReason::MayExist);
    };
    let mut deleted = delete(client, trace, id, versioned).await;
    if let Err(ClientError::Status(refusal)) = &deleted
        && matches!(refusal.status, 428 | 429 | 503)
    {
        let wait = match &refusal.retry_after {
            Some(rollcall_scim_client::RetryAfter::Wait(wait)) => (*wait).min(PATIENCE),
            _ => SECOND_LOOK,
        };
        let needs_version = refusal.status == 428;
        if !needs_version {
            tokio::time::sleep(wait).await;
        }
        deleted = delete(client, trace, id, versioned || needs_version).await;
    }
    let first = state(client, trace, id).await;
    match first {
        Err(LeftReason::StillThere) if deleted.is_ok() => {
            tokio::time::sleep(SECOND_LOOK).await;
            state(client, trace, id).await
        }
        other => other,
    }
}

async fn delete(client: &Client, trace: &Trace, id: &str, versioned: bool) -> Result<(), ClientError> {
    let mut version = None;
    if versioned {
        let answer = client.get(&trace.endpoint, id, &Projection::default()).await?;
        version = answer.etag.or_else(|| {
            answer
                .resource
                .as_ref()
                .and_then(|r| r.version().map(str::to_owned))
        });
    }
    client
        .delete(&trace.endpoint, id, version.as_deref())
        .await
        .map(|_| ())
}

/// Gone, or why that is not proven.
async fn state(client: &Client, trace: &Trace, id: &str) -> Result<(), LeftReason> {
    match client.get(&trace.endpoint, id, &Projection::default()).await {
        Ok(answer) => match answer.resource {
            Some(seen) if seen.active() == Some(false) => Err(LeftReason::Deactivated),
            _ => Err(LeftReason::StillThere),
        },
        Err(error) if client.dialect().says_gone(error.status()) => Ok(()),
        Err(_) => Err(LeftReason::NotProven),
    }
}
