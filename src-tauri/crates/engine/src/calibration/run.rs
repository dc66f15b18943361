//! Carries a calibration out. Whatever ends it, everything made is removed, and what cannot be proven gone is told.

use std::time::Duration;

use rollcall_scim_client::{Client, Evidence, EvidenceCode, Observation, RetryAfterForm, Source};

use super::course::Course;
use super::plan::Planned;
use super::{CalibrationReport, MOST_REQUESTS};
use crate::capabilities::look::attempt::Attempts;
use crate::connections::Profile;
use crate::resources::review_gone;
use crate::sync::Turn;
use crate::{Confirmation, ConnectionId, Effect, Engine, EngineError, ErrorCode};

/// An answer is waited for no longer than this, so that a server that hangs does not hold up the clean-up.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);

impl Engine {
    /// Carries out the plan of this fingerprint, once. Needs the confirmation of that plan.
    pub async fn calibrate(
        &self,
        connection: ConnectionId,
        fingerprint: &str,
        confirmation: Option<Confirmation>,
    ) -> Result<CalibrationReport, EngineError> {
        let open = self.store()?;
        let profile = self.profile(connection).await?;
        // What was allowed when the plan was shown may not be now.
        self.may_calibrate(&profile)?;
        let planned = open
            .calibrations
            .look(connection, fingerprint)
            .ok_or_else(review_gone)?;
        self.allow(
            &profile,
            Effect::Destructive,
            false,
            fingerprint,
            planned.count,
            confirmation,
        )?;
        let turn = open.calibrations.running.begin(connection).ok_or_else(|| {
            EngineError::new(
                ErrorCode::Waiting,
                format!("{} is being calibrated already.", profile.name),
                "",
                "Wait for its end, or stop it.",
            )
            .with("connection", &profile.name)
        })?;
        open.calibrations.spend(connection);
        // On a task of its own: whoever waits for it may go away, and the clean-up still happens.
        let engine = self.clone();
        let work = tokio::spawn(async move { engine.carry_out(&profile, &planned, &turn).await });
        match work.await {
            Ok(report) => report,
            Err(_) => Err(EngineError::internal("a calibration that broke off")),
        }
    }

    /// Ends the measuring; everything made is removed then.
    pub fn calibration_cancel(&self, connection: ConnectionId) {
        if let Ok(open) = self.store() {
            open.calibrations.running.cancel(connection);
        }
    }

    async fn carry_out(
        &self,
        profile: &Profile,
        planned: &Planned,
        turn: &Turn,
    ) -> Result<CalibrationReport, EngineError> {
        let recorder = self.store()?.recorder.for_connection(profile.id);
        let attempts = Attempts::new(recorder, MOST_REQUESTS);
        let mut config = self.client_config(profile).await?;
        config.recorder = Some(attempts.recorder());
        config.limits.total_timeout = config.limits.total_timeout.min(ANSWER_WITHIN);
        let client = Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))?;
        let mut course = Course::new(self, profile, planned, client, attempts, turn);
        let measured = measure(&mut course).await;
        if let Some(met) = course.attempts.throttled() {
            let word = match met.told {
                None => "none",
                Some(RetryAfterForm::Seconds) => "seconds",
                Some(RetryAfterForm::Date) => "date",
                Some(RetryAfterForm::Reset) => "reset",
                Some(RetryAfterForm::Unreadable) => "unreadable",
            };
            course.saw_at("limits.retry_after", word, EvidenceCode::Patience, &met.exchange);
        }
        let stopped = course.stopped();
        let left = course.clean_up().await;
        let observations: Vec<Observation> = course
            .findings
            .iter()
            .map(|found| Observation {
                feature: found.feature.clone(),
                source: Source::Learned,
                value: found.value.clone(),
                evidence: Evidence::foreign(found.evidence.as_str()).shown_by(found.mark),
            })
            .collect();
        self.learn(profile.id, &observations).await;
        self.note_seen(profile.id).await;
        // The store failing is told after the clean-up.
        measured?;
        Ok(CalibrationReport {
            connection: profile.id,
            requests: course.attempts.made(),
            stopped,
            refusal: course.refusal,
            findings: course.findings,
            lag: course.lag,
            made: course.made,
            left,
            guarantee: self.guarantee(profile.id).await?,
        })
    }
}

async fn measure(course: &mut Course<'_>) -> Result<(), EngineError> {
    if !course.create_user().await? {
        return Ok(());
    }
    course.measure_lag().await;
    course.measure_look_up().await;
    course.measure_uniqueness().await?;
    course.measure_dialect().await;
    course.measure_versions().await;
    course.measure_members().await?;
    course.measure_bulk().await
}
