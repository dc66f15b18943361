//! Reading jobs: lists, states, rows.

use rollcall_jobs::plan::Uniqueness;
use rollcall_jobs::{
    Action, JobFilter, JobId, JobQueries as _, JobState, JobSummary, RowFilter, RowId, RowState,
};

use super::ports::told;
use super::view::{detail, row};
use super::{JobRowDetail, JobRowsPage, JobRowsRequest, JobView};
use crate::calibration::SecondUser;
use crate::connections::Profile;
use crate::{ConnectionId, Engine, EngineError, ErrorCode, Guarantee};

impl Engine {
    /// Jobs, newest first; of one connection when given.
    pub async fn job_list(&self, connection: Option<ConnectionId>) -> Result<Vec<JobView>, EngineError> {
        // A session has no jobs; asking for them is no mistake.
        let queue = match self.queue() {
            Err(error) if error.code == ErrorCode::SessionMode => return Ok(Vec::new()),
            other => other?,
        };
        let filter = JobFilter {
            connection: connection.map(|c| c.to_string()),
            open_only: false,
            limit: 0,
        };
        let profiles = self.profiles().await?;
        let jobs = queue.jobs(filter).await.map_err(told)?;
        Ok(jobs
            .into_iter()
            .map(|summary| {
                let of = summary.connection.parse::<ConnectionId>().ok();
                let profile = profiles.iter().find(|p| Some(p.id) == of);
                self.job_view(summary, profile, None)
            })
            .collect())
    }

    /// One job.
    pub async fn job_status(&self, job: i64) -> Result<JobView, EngineError> {
        let (summary, profile) = self.job(job).await?;
        let (guarantee, irreversible) = match &profile {
            Some(profile) => (
                self.promised(&summary, profile).await?,
                self.irreversible_job(&summary, profile).await?,
            ),
            None => (None, None),
        };
        let view = self.job_view(summary, profile.as_ref(), irreversible);
        Ok(JobView { guarantee, ..view })
    }

    /// What a plan that creates users can promise, while it can still be left (queue.md §3.4).
    async fn promised(
        &self,
        summary: &JobSummary,
        profile: &Profile,
    ) -> Result<Option<Guarantee>, EngineError> {
        let open = matches!(summary.state, JobState::Planned | JobState::NeedsRelease);
        let creates = summary.counts.get(&Action::Create).copied().unwrap_or_default();
        if !open || creates == 0 || !summary.resource_type.eq_ignore_ascii_case("User") {
            return Ok(None);
        }
        // By what the plan was made with: the job runs by that.
        let second = match summary.uniqueness {
            Uniqueness::Proven => SecondUser::Refused,
            Uniqueness::Declared => SecondUser::SaidToBeRefused,
            Uniqueness::Upserts => SecondUser::Upserts,
            Uniqueness::Unknown => SecondUser::Possible,
        };
        let facts = self.facts(profile.id).await;
        self.promise(profile, second, &facts).await.map(Some)
    }

    /// A job with its connection, when that is still there.
    pub(super) async fn job(&self, job: i64) -> Result<(JobSummary, Option<Profile>), EngineError> {
        let summary = self.queue()?.summary(JobId(job)).await.map_err(told)?;
        let profile = match summary.connection.parse::<ConnectionId>() {
            Ok(id) => match self.profile(id).await {
                Ok(profile) => Some(profile),
                Err(error) if error.code == ErrorCode::ConnectionNotFound => None,
                Err(error) => return Err(error),
            },
            Err(_) => None,
        };
        Ok((summary, profile))
    }

    /// A page of rows.
    pub async fn job_rows(&self, job: i64, request: JobRowsRequest) -> Result<JobRowsPage, EngineError> {
        let filter = RowFilter {
            states: parse_all(&request.states, RowState::parse)?,
            actions: parse_all(&request.actions, Action::parse)?,
            offset: request.offset,
            limit: request.limit,
        };
        let page = self.queue()?.rows(JobId(job), filter).await.map_err(told)?;
        Ok(JobRowsPage {
            total: page.total,
            rows: page.rows.into_iter().map(row).collect(),
        })
    }

    /// One row with everything that was done for it.
    pub async fn job_row(&self, row: i64) -> Result<JobRowDetail, EngineError> {
        self.queue()?.row(RowId(row)).await.map(detail).map_err(told)
    }
}

fn parse_all<T>(words: &[String], parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, EngineError> {
    words
        .iter()
        .map(|word| {
            parse(word).ok_or_else(|| {
                EngineError::new(
                    ErrorCode::Usage,
                    format!("There is no state or action called {word}."),
                    "",
                    "",
                )
            })
        })
        .collect()
}
