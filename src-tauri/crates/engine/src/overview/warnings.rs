//! What a person should look at, the most urgent first.

use super::{ConnectionWarning, Health, WarningCode};
use crate::{
    ConnectionView, CopyState, Engine, EngineError, Environment, JobView, SecretState, TokenEnd, TokenNear,
};

/// Failed requests that are worth a warning: at least so many, and so many of a hundred.
const FAILED: u32 = 5;
const FAILED_PERCENT: u32 = 5;
/// A copy older than so many days is worth a warning.
const OLD_DAYS: i64 = 7;

impl Engine {
    pub(super) async fn warnings(
        &self,
        view: &ConnectionView,
        health: &Health,
        copies: &[CopyState],
        jobs: &[JobView],
    ) -> Result<Vec<ConnectionWarning>, EngineError> {
        let mut all = Vec::new();
        let name = &view.name;
        if view.secret == SecretState::Missing {
            all.push(warn(
                WarningCode::SecretMissing,
                format!("{name} has no secret stored."),
                &[],
            ));
        }
        if let Some(token) = view.token.filter(|t| t.from != TokenEnd::Renewed) {
            let date = token.ends_at.0.date().to_string();
            let days = (token.ends_at.0 - self.now()).whole_days().max(0).to_string();
            match token.near {
                TokenNear::Far => {}
                TokenNear::Over => all.push(warn(
                    WarningCode::TokenEnded,
                    format!("Its token ended on {date}."),
                    &[("date", &date)],
                )),
                TokenNear::Month | TokenNear::Week | TokenNear::Day => all.push(warn(
                    WarningCode::TokenEndsSoon,
                    format!("Its token ends on {date}."),
                    &[("date", &date), ("days", &days)],
                )),
            }
        }
        let share = u64::from(health.failed) * 100;
        if health.failed >= FAILED && share >= u64::from(health.requests) * u64::from(FAILED_PERCENT) {
            let (failed, requests) = (health.failed.to_string(), health.requests.to_string());
            all.push(warn(
                WarningCode::Failing,
                format!("{failed} of {requests} requests of the last 24 hours failed."),
                &[("failed", &failed), ("requests", &requests)],
            ));
        }
        let waiting = jobs
            .iter()
            .filter(|job| matches!(job.state.as_str(), "paused" | "needs_release"))
            .count();
        if waiting > 0 {
            let count = waiting.to_string();
            all.push(warn(
                WarningCode::JobsWaiting,
                format!("Jobs that wait for a person: {count}."),
                &[("count", &count)],
            ));
        }
        let profile = self.profile(view.id).await?;
        let facts = self.facts(view.id).await;
        if facts.get("base.scim_version") == Some("1.1") {
            all.push(warn(
                WarningCode::OldVersion,
                "It speaks SCIM 1.1: what is read and changed is translated.".into(),
                &[],
            ));
        }
        if self.cached_knowledge(&profile).await?.is_none() {
            all.push(warn(
                WarningCode::NeverRead,
                "Its server was never looked at.".into(),
                &[],
            ));
        }
        for copy in copies.iter().filter(|c| c.synced_at.is_some() && !c.complete) {
            all.push(warn(
                WarningCode::CopyIncomplete,
                format!("The copy of {} is not proven complete.", copy.type_name),
                &[("type", &copy.type_name)],
            ));
        }
        let age = copies.iter().filter_map(|c| c.synced_at).min();
        if let Some(days) = age
            .map(|at| (self.now() - at.0).whole_days())
            .filter(|d| *d >= OLD_DAYS)
        {
            let days = days.to_string();
            all.push(warn(
                WarningCode::CopyOld,
                format!("The copy was read {days} days ago."),
                &[("days", &days)],
            ));
        }
        if let Some(preset) = view
            .preset
            .as_ref()
            .and_then(|p| p.preset.as_ref())
            .filter(|p| p.idp_managed)
        {
            all.push(warn(
                WarningCode::KeptElsewhere,
                format!(
                    "An identity provider usually keeps the accounts of {}.",
                    preset.name
                ),
                &[("preset", &preset.name)],
            ));
        }
        if view.not_encrypted && view.environment != Environment::BuiltIn {
            all.push(warn(
                WarningCode::NotEncrypted,
                "Requests go unencrypted.".into(),
                &[],
            ));
        }
        Ok(all)
    }
}

fn warn(code: WarningCode, message: String, params: &[(&str, &str)]) -> ConnectionWarning {
    ConnectionWarning {
        code,
        message,
        params: params
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    }
}
