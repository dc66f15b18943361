//! What earlier calibrations left on a server: told, removed with consent, or let go by a person.

use sha2::{Digest as _, Sha256};

use super::clean_up::{end, entry, id_by_name, in_time, is_named, remove};
use super::trace::Trace;
use super::{CalibrationEntry, CalibrationLeft, LeftReason};
use crate::connections::Profile;
use crate::guards::confirmation::hex;
use crate::{Confirmation, ConnectionId, Effect, Engine, EngineError};
use rollcall_scim_client::dialect::EtagMode;
use rollcall_scim_client::{Client, Projection};
use tokio::time::Instant;

impl Engine {
    /// What calibrations of this connection made, or were about to make, and have not seen gone. Makes no request.
    pub async fn calibration_left(&self, connection: ConnectionId) -> Result<CalibrationLeft, EngineError> {
        let profile = self.profile(connection).await?;
        self.left_by(&profile).await
    }

    pub(super) async fn left_by(&self, profile: &Profile) -> Result<CalibrationLeft, EngineError> {
        let traces = self.traces(profile.id).await?;
        let count = u64::try_from(traces.len()).unwrap_or(u64::MAX);
        Ok(CalibrationLeft {
            fingerprint: fingerprint(profile.id, &traces),
            entries: traces
                .iter()
                .map(|trace| match trace.id {
                    Some(_) => entry(trace, LeftReason::NotTried),
                    None => entry(trace, LeftReason::MayExist),
                })
                .collect(),
            count,
            guard: profile
                .guarded()
                .guard(Effect::Destructive, false, count, self.now()),
        })
    }

    /// Removes what calibrations left: each by its id, after a look that it carries the synthetic name. What is still
    /// there afterwards is told with the reason.
    pub async fn calibration_clear(
        &self,
        connection: ConnectionId,
        fingerprint_seen: &str,
        confirmation: Option<Confirmation>,
    ) -> Result<Vec<CalibrationEntry>, EngineError> {
        let profile = self.profile(connection).await?;
        let traces = self.traces(connection).await?;
        let count = u64::try_from(traces.len()).unwrap_or(u64::MAX);
        if fingerprint(connection, &traces) != fingerprint_seen {
            return Err(crate::resources::review_gone());
        }
        self.allow(
            &profile,
            Effect::Destructive,
            false,
            fingerprint_seen,
            count,
            confirmation,
        )?;
        self.clear_traces(&profile, end()).await
    }

    /// Removes them one by one until `end`.
    pub(crate) async fn clear_traces(
        &self,
        profile: &Profile,
        end: Instant,
    ) -> Result<Vec<CalibrationEntry>, EngineError> {
        let client = self.client(profile).await?;
        let mut left = Vec::new();
        for trace in self.traces(profile.id).await? {
            match in_time(end, clear(&client, &trace)).await {
                Ok(()) => self.drop_trace(profile.id, trace.mark).await?,
                Err(reason) => left.push(entry(&trace, reason)),
            }
        }
        Ok(left)
    }

    /// Lets go of what calibrations left: a person looks after it. Nothing is sent.
    pub async fn calibration_forget(&self, connection: ConnectionId) -> Result<(), EngineError> {
        self.profile(connection).await?;
        self.keep_traces(connection, &[]).await
    }
}

async fn clear(client: &Client, trace: &Trace) -> Result<(), LeftReason> {
    let mut trace = trace.clone();
    if trace.id.is_none() {
        trace.id = id_by_name(client, &trace, &[]).await;
    }
    let Some(id) = &trace.id else {
        return Err(LeftReason::MayExist);
    };
    // Ids are kept for a while, and servers change: nobody else is deleted.
    match client.get(&trace.endpoint, id, &Projection::default()).await {
        Ok(answer)
            if answer
                .resource
                .as_ref()
                .is_some_and(|seen| is_named(&trace, seen)) =>
        {
            remove(client, &trace, client.dialect().etag == EtagMode::Required).await
        }
        Ok(_) => Err(LeftReason::NotProven),
        Err(error) if client.dialect().says_gone(error.status()) => Ok(()),
        Err(_) => Err(LeftReason::NotProven),
    }
}

fn fingerprint(connection: ConnectionId, traces: &[Trace]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("calibration left {connection}\n"));
    for trace in traces {
        hash.update(format!("{} {:?}\n", trace.mark, trace.id));
    }
    hex(&hash.finalize())
}
