//! What happened on a connection lately: changes of ours, jobs, and what the server says of itself.

use rollcall_storage::table::history;
use serde::Serialize;

use crate::history::recorded;
use crate::{At, ChangeKind, ConnectionId, Engine, EngineError, HistoryOutcome, JobTitle, JobView};

/// Most of each kind, and most in all.
const MOST: u32 = 30;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Happening {
    /// When.
    pub at: At,
    /// What.
    pub what: HappeningKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HappeningKind {
    /// A change that was reviewed and sent here.
    Change {
        /// What it was.
        change: ChangeKind,
        /// Type's name.
        type_name: String,
        /// The id on the server; empty when it never had one.
        resource: String,
        /// A name for people.
        label: String,
        /// Ticket, or why.
        reason: Option<String>,
        /// What became of it.
        outcome: HistoryOutcome,
        /// Who sent it.
        who: Option<String>,
    },
    /// A job was run.
    Job {
        /// Its number.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        job: i64,
        /// Its title.
        title: String,
        /// The title for other languages, where Rollcall made it.
        titled: Option<JobTitle>,
        /// Its state, as of [`JobView`].
        state: String,
        /// Rows that were done.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        done: u64,
        /// Rows that failed.
        #[cfg_attr(feature = "wire", ts(type = "number"))]
        failed: u64,
    },
    /// The server describes itself otherwise than before.
    Server {
        /// How much changed.
        changes: u32,
        /// The first thing of it.
        what: String,
    },
}

impl Engine {
    /// What happened lately, newest first.
    pub(super) async fn recent(
        &self,
        connection: ConnectionId,
        jobs: &[JobView],
    ) -> Result<Vec<Happening>, EngineError> {
        let of = connection.to_string();
        let rows = self
            .store()?
            .jobs
            .read(move |c| history::newest(c, &of, MOST))
            .await?;
        let mut all: Vec<Happening> = rows.into_iter().map(|row| change(recorded(row).entry)).collect();
        all.extend(jobs.iter().filter_map(job));
        for version in self.server_versions(connection).await? {
            if let Some(first) = version.changes.first() {
                all.push(Happening {
                    at: version.first_at,
                    what: HappeningKind::Server {
                        changes: u32::try_from(version.changes.len()).unwrap_or(u32::MAX),
                        what: first.what.clone(),
                    },
                });
            }
        }
        all.sort_by_key(|each| std::cmp::Reverse(each.at));
        all.truncate(usize::try_from(MOST).unwrap_or_default());
        Ok(all)
    }
}

fn change(entry: crate::HistoryEntry) -> Happening {
    Happening {
        at: entry.at,
        what: HappeningKind::Change {
            change: entry.kind,
            type_name: entry.type_name,
            resource: entry.resource,
            label: entry.label,
            reason: entry.reason,
            outcome: entry.outcome,
            who: entry.who,
        },
    }
}

/// A job that was run, at its end or, while it goes on, at its beginning.
fn job(job: &JobView) -> Option<Happening> {
    let rows = |state: &str| job.rows.get(state).copied().unwrap_or_default();
    Some(Happening {
        at: job.ended_at.or(job.started_at)?,
        what: HappeningKind::Job {
            job: job.job,
            title: job.title.clone(),
            titled: job.titled.clone(),
            state: job.state.clone(),
            done: rows("succeeded"),
            failed: rows("failed") + rows("conflict") + rows("needs_human"),
        },
    })
}
