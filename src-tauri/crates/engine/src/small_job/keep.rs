//! Rows become a sealed plan.

use rollcall_jobs::Base;
use rollcall_jobs::plan::{Caps, JobWriter, NewJob, NewRow, Seal, Uniqueness, WriterError};
use rollcall_scim::Resource;
use rollcall_scim_client::Client;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::SmallJob;
use crate::connections::Profile;
use crate::groups::leaving_chunk;
use crate::guards::confirmation::hex;
use crate::import::row_plan::seal_of;
use crate::{Engine, EngineError, ErrorCode, Notice};

/// Rows written to the store at once.
const BATCH: usize = 1_000;

/// The head of a small job.
pub(super) struct Head {
    /// `selection` or `memberships`.
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) type_name: String,
    /// What was asked for, for the record. No secrets.
    pub(super) asked: Value,
    /// Whether somebody leaves a group.
    pub(super) leaves: bool,
    /// How many resources the directory has, where known.
    pub(super) directory: Option<u64>,
}

impl Engine {
    /// Keeps the rows as a planned job, as the server takes them; each is made when its turn comes.
    pub(super) async fn keep_small_job(
        &self,
        profile: &Profile,
        client: &Client,
        head: Head,
        mut rows: impl ExactSizeIterator<Item = NewRow> + Send,
        mut notices: Vec<Notice>,
    ) -> Result<SmallJob, EngineError> {
        if rows.len() == 0 {
            return Err(EngineError::new(
                ErrorCode::Usage,
                "Nobody is selected.",
                "Nothing was planned.",
                "Choose at least one entry.",
            ));
        }
        let store = self.plan_store()?;
        let mut fitting = self.fitting(profile, client).await?;
        let mut chunk = self.member_chunk(profile.id).await;
        if head.leaves {
            chunk = leaving_chunk(client.dialect(), "/Groups", chunk);
        }
        let job = NewJob {
            connection: profile.id.to_string(),
            connection_name: profile.name.clone(),
            kind: head.kind.into(),
            title: head.title,
            resource_type: head.type_name,
            mapping: head.asked,
            source: None,
            uniqueness: Uniqueness::Unknown,
            etags: self.etags_proven(profile.id).await,
            member_chunk: u32::try_from(chunk).unwrap_or(1),
            directory_size: head.directory,
            caps: Caps::for_directory(head.directory.unwrap_or_default()),
        };
        let now_ms = i64::try_from(self.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
        let mut seal = Sha256::new();
        seal.update(job.mapping.to_string());
        let writer = JobWriter::begin(store, job, now_ms).await.map_err(|e| kept(&e))?;
        let number = writer.job().0;
        let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        loop {
            let batch: Vec<NewRow> = rows.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            let batch = fitting.rows(batch).await;
            for row in &batch {
                seal.update(seal_of(row));
            }
            if let Err(error) = writer.add_rows(batch).await {
                drop(writer.discard().await);
                return Err(kept(&error));
            }
        }
        let seal = Seal {
            plan_hash: hex(&seal.finalize()),
            rows: total,
        };
        writer.seal(seal, now_ms).await.map_err(|e| kept(&e))?;
        notices.extend(fitting.notices());
        notices.extend(self.outlives_token(profile, total));
        Ok(SmallJob {
            view: self.job_status(number).await?,
            notices,
        })
    }
}

pub(super) fn base(resource: &Resource) -> Base {
    Base {
        resource: resource.clone(),
        version: resource.version().map(str::to_owned),
    }
}

fn kept(error: &WriterError) -> EngineError {
    EngineError::new(
        ErrorCode::Store,
        "The plan could not be kept.",
        format!("{error}. Nothing was sent."),
        "Free some space on the disk and plan again.",
    )
}
