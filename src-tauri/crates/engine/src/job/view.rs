//! Jobs of the queue as window and command line see them.

use std::collections::BTreeMap;

use rollcall_jobs::query::{AttemptView, OpView};
use rollcall_jobs::{Action, JobState, JobSummary, RowDetail, RowState, RowView};

use super::{JobAttempt, JobIssue, JobOp, JobRow, JobRowDetail, JobView, said};
use crate::connections::Profile;
use crate::connections::rows::from_millis;
use crate::resources::lifecycle::{deactivating_destroys, is_irreversible};
use crate::{At, ConnectionId, Effect, Engine, EngineError, Guard};

impl Engine {
    /// The name to type before a plan that does what nobody can undo.
    pub(super) async fn irreversible_job(
        &self,
        summary: &JobSummary,
        profile: &Profile,
    ) -> Result<Option<String>, EngineError> {
        let has = |action| summary.counts.get(&action).is_some_and(|n| *n > 0);
        let (deletes, deactivates) = (has(Action::Delete), has(Action::Deactivate));
        if !(deletes || deactivates) || summary.state != JobState::Planned {
            return Ok(None);
        }
        let client = self.client(profile).await?;
        let (dialect, of) = (client.dialect(), &summary.resource_type);
        let asked =
            deletes && is_irreversible(dialect, of) || deactivates && deactivating_destroys(dialect, of);
        Ok(asked.then(|| profile.name.clone()))
    }

    /// A job with what stands before running it. `profile` is missing when its connection was removed.
    pub(super) fn job_view(
        &self,
        summary: JobSummary,
        profile: Option<&Profile>,
        irreversible: Option<String>,
    ) -> JobView {
        let (total, changes) = (summary.total(), summary.changes());
        let (state, reason) = words(summary.state);
        let guard = profile.map_or(Guard::ReadOnly, |profile| {
            let first_run = summary.state == JobState::Planned;
            // A plan is confirmed once; going on needs only a connection that may be written to.
            let effect = if first_run {
                effect(&summary)
            } else {
                Effect::Write
            };
            let guarded = profile.guarded().irreversible(irreversible);
            guarded.guard(effect, first_run, changes, self.now())
        });
        JobView {
            job: summary.job.0,
            connection: summary.connection.parse::<ConnectionId>().ok(),
            connection_name: summary.connection_name,
            environment: profile.map(|p| p.environment),
            titled: said::title(&summary.kind, &summary.title),
            title: summary.title,
            kind: summary.kind,
            type_name: summary.resource_type,
            groups: summary.groups,
            member_chunk: summary.member_chunk,
            state,
            reason,
            said: said::said(summary.detail.as_ref()),
            detail: summary.detail,
            resumes_at: summary.resumes_at_ms.map(at),
            plan_hash: summary.plan_hash,
            counts: all(Action::ALL, Action::as_str, |action| {
                summary.counts.get(&action).copied()
            }),
            rows: all(RowState::ALL, RowState::as_str, |state| {
                summary.rows.get(&state).copied()
            }),
            ops: summary
                .ops
                .iter()
                .map(|(state, n)| (state.as_str().to_owned(), *n))
                .collect(),
            total,
            changes,
            cap_deactivations: summary.caps.deactivations,
            cap_deletes: summary.caps.deletes,
            released: summary.released,
            created_at: at(summary.created_at_ms),
            started_at: summary.started_at_ms.map(at),
            ended_at: summary.ended_at_ms.map(at),
            per_second: summary.per_second,
            eta_seconds: summary.eta_seconds,
            control: summary.control.as_str().into(),
            source_name: summary.source.map(|source| source.name),
            guard,
            guarantee: None,
        }
    }
}

/// What a job does at its worst.
pub(super) fn effect(summary: &JobSummary) -> Effect {
    let count = |action| summary.counts.get(&action).copied().unwrap_or_default();
    if count(Action::Deactivate) + count(Action::Delete) > 0 {
        Effect::Destructive
    } else {
        Effect::Write
    }
}

/// State and pause reason.
pub(super) fn words(state: JobState) -> (String, Option<String>) {
    match state.as_str().split_once(':') {
        Some((state, reason)) => (state.into(), Some(reason.into())),
        None => (state.as_str().into(), None),
    }
}

fn at(ms: i64) -> At {
    At(from_millis(ms))
}

/// Every word with its number, 0 when there is none.
fn all<T: Copy>(
    values: &[T],
    word: impl Fn(T) -> &'static str,
    count: impl Fn(T) -> Option<u64>,
) -> BTreeMap<String, u64> {
    values
        .iter()
        .map(|value| (word(*value).to_owned(), count(*value).unwrap_or_default()))
        .collect()
}

pub(super) fn row(row: RowView) -> JobRow {
    JobRow {
        row: row.row.0,
        row_no: row.row_no,
        natural_key: row.natural_key,
        action: row.action.as_str().into(),
        state: row.state.as_str().into(),
        proof: row.proof.map(|proof| proof.as_str().into()),
        said: said::said(row.message.as_ref()),
        message: row.message,
        error_class: row.error_class,
        fix: row.fix,
        server_id: row.server_id,
        cells: row.cells,
        issues: row
            .issues
            .into_iter()
            .map(|i| JobIssue {
                code: i.code,
                message: i.message,
                fix: i.fix,
                column: i.column,
                params: i.params,
            })
            .collect(),
    }
}

pub(super) fn detail(detail: RowDetail) -> JobRowDetail {
    JobRowDetail {
        row: row(detail.row),
        ops: detail.ops.into_iter().map(op).collect(),
    }
}

fn op(op: OpView) -> JobOp {
    JobOp {
        op: op.op.0,
        kind: op.kind.as_str().into(),
        state: op.state.as_str().into(),
        change: op.change,
        proof: op.proof.map(|proof| proof.as_str().into()),
        said: said::said(op.message.as_ref()),
        message: op.message,
        attempts: op.attempts.into_iter().map(attempt).collect(),
    }
}

fn attempt(attempt: AttemptView) -> JobAttempt {
    JobAttempt {
        n: attempt.n,
        intent_at: at(attempt.intent_at_ms),
        ended_at: attempt.ended_at_ms.map(at),
        status: attempt.status,
        said: said::said(attempt.error.as_ref()),
        error: attempt.error,
    }
}
