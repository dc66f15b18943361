//! Records that are no longer there, of which something is known.

use std::collections::BTreeMap;

use rollcall_storage::table::{history, observed, resources};
use serde::Serialize;

use super::job_entry::of_job;
use super::observe::{GONE, Seen};
use super::{HistorySource, recorded};
use crate::connections::rows::from_millis;
use crate::{At, ConnectionId, Engine, EngineError};

/// Most records of one answer.
const MOST: u32 = 1_000;

/// A record that is no longer there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GoneRecord {
    /// The id it had on the server; its history is found by it.
    pub id: String,
    /// What it was called.
    pub label: String,
    /// When it was deleted here, or seen to be gone.
    pub at: At,
    /// Who knows it.
    pub source: HistorySource,
}

impl Engine {
    /// Records of a type that were deleted here, by jobs, or that a reading saw to be gone; newest first. Works without
    /// the server.
    pub async fn gone(
        &self,
        connection: ConnectionId,
        type_name: &str,
    ) -> Result<Vec<GoneRecord>, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, type_name).await?;
        let open = self.store()?;
        let (of, name) = (connection.to_string(), model.name.clone());
        let (ours, jobs) = open
            .jobs
            .read(move |c| {
                Ok((
                    history::deletions(c, &of, &name, MOST)?,
                    history::deletions_by_jobs(c, &of, &name, MOST)?,
                ))
            })
            .await?;
        let name = model.name.clone();
        let seen = open
            .cache
            .read(move |c| observed::beginning(c, connection.0, &name, GONE, MOST))
            .await?;
        // What we did ourselves says more than what was seen of it afterwards.
        let mut found: BTreeMap<String, GoneRecord> = BTreeMap::new();
        for (id, row) in seen {
            if let Ok(Seen::Event { label, .. }) = serde_json::from_str(&row.differences) {
                let record = GoneRecord {
                    id: id.clone(),
                    label,
                    at: At(from_millis(row.at)),
                    source: HistorySource::Observed,
                };
                found.entry(id).or_insert(record);
            }
        }
        let by_jobs = jobs.into_iter().filter_map(|row| {
            let id = row.server_id.clone()?;
            Some(of_job(&model, &id, row)?.entry)
        });
        let ours = ours.into_iter().map(|row| recorded(row).entry);
        for entry in by_jobs.chain(ours) {
            let record = GoneRecord {
                id: entry.resource.clone(),
                label: entry.label,
                at: entry.at,
                source: entry.source,
            };
            found.insert(entry.resource, record);
        }
        let name = model.name;
        let mut left = open
            .cache
            .read(move |c| {
                // Who is there again is not gone.
                let mut left = Vec::new();
                for (id, record) in found {
                    if resources::digest(c, connection.0, &name, &id)?.is_none() {
                        left.push(record);
                    }
                }
                Ok(left)
            })
            .await?;
        left.sort_by_key(|record| std::cmp::Reverse(record.at));
        Ok(left)
    }
}
