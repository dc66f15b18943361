//! A calibration under way: what it may still do, what it made, what it found.

use std::time::Duration;

use rollcall_scim::{AttrPath, Resource, ResourceModel};
use rollcall_scim_client::dialect::{PatchDialect, RemoveMember};
use rollcall_scim_client::{Client, ClientError, Dialect, Evidence, EvidenceCode, ListQuery, Projection};
use tokio::time::Instant;

use super::plan::Planned;
use super::trace::Trace;
use super::{
    CalibrationFinding, CalibrationProgress, CalibrationStage, CalibrationStop, MOST_REQUESTS, MOST_SECONDS,
    ReadLag,
};
use crate::capabilities::EvidenceSaid;
use crate::capabilities::look::LookStop;
use crate::capabilities::look::attempt::{Attempts, Shown};
use crate::connections::Profile;
use crate::sync::Turn;
use crate::{Engine, EngineError, EngineEvent};

/// Requests that removing one entry takes at most: DELETE, and looking whether it is gone, twice.
const TO_REMOVE: u32 = 3;
/// Most entries that one request makes.
const AT_ONCE: u32 = 2;

/// How a field of the synthetic user is changed here.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// By PATCH in this dialect.
    Patch(Box<Dialect>),
    /// By PUT of the whole.
    Put,
    /// Not found out.
    None,
}

/// An entry as a GET shows it.
pub(super) struct Seen {
    pub(super) resource: Resource,
    pub(super) version: Option<String>,
}

pub(super) struct Course<'a> {
    pub(super) engine: &'a Engine,
    pub(super) profile: &'a Profile,
    pub(super) planned: &'a Planned,
    /// Speaks the standard's way of writing, whatever is known, and reads as the server wants it.
    pub(super) client: Client,
    pub(super) attempts: Attempts,
    pub(super) turn: &'a Turn,
    ends: Instant,
    stage: CalibrationStage,
    stop: Option<CalibrationStop>,
    pub(super) findings: Vec<CalibrationFinding>,
    pub(super) lag: ReadLag,
    pub(super) refusal: Option<String>,
    /// What was made and is not proven gone, in the order of making.
    pub(super) live: Vec<Trace>,
    pub(super) made: u32,
    /// The synthetic user, once it is there.
    pub(super) user: Option<Seen>,
    pub(super) way: Way,
    /// Whether writes need a version here (428).
    pub(super) versions_required: bool,
    /// How many were in the list before.
    pub(super) before: Option<u64>,
}

/// The dialect with every way of writing as the standard has it; how words are spelled stays.
pub(super) fn standard(known: &Dialect) -> Dialect {
    let mut plain = known.clone();
    let keep_spelling = |patch: &PatchDialect| PatchDialect {
        capital_op: patch.capital_op,
        text_booleans: patch.text_booleans,
        ..PatchDialect::default()
    };
    plain.patch.others = keep_spelling(&known.patch.others);
    plain.patch.of = known
        .patch
        .of
        .iter()
        .map(|(name, patch)| (name.clone(), keep_spelling(patch)))
        .collect();
    plain.groups.remove_member = RemoveMember::ValuePath;
    plain
}

impl<'a> Course<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        profile: &'a Profile,
        planned: &'a Planned,
        client: Client,
        attempts: Attempts,
        turn: &'a Turn,
    ) -> Self {
        Self {
            client: client.speaking(standard(client.dialect())),
            engine,
            profile,
            planned,
            attempts,
            turn,
            ends: Instant::now() + Duration::from_secs(u64::from(MOST_SECONDS)),
            stage: CalibrationStage::Create,
            stop: None,
            findings: Vec::new(),
            lag: ReadLag::default(),
            refusal: None,
            live: Vec::new(),
            made: 0,
            user: None,
            way: Way::None,
            versions_required: false,
            before: None,
        }
    }

    /// The next measurement begins.
    pub(super) fn begin(&mut self, stage: CalibrationStage) {
        self.stage = stage;
        self.engine.emit(EngineEvent::Calibration(CalibrationProgress {
            connection: self.profile.id,
            stage,
            requests: self.attempts.made(),
        }));
    }

    /// Whether one more request may be made for a measurement. What removes everything made stays possible within the
    /// limit, so that a measurement never costs the clean-up.
    pub(super) fn may(&mut self) -> bool {
        if self.stop.is_none() {
            self.stop = self.reason();
        }
        self.stop.is_none()
    }

    fn reason(&self) -> Option<CalibrationStop> {
        let live = u32::try_from(self.live.len()).unwrap_or(u32::MAX);
        let kept_back = TO_REMOVE.saturating_mul(live.saturating_add(AT_ONCE));
        match self.attempts.stopped() {
            Some(LookStop::Unauthorized) => Some(CalibrationStop::Unauthorized),
            Some(LookStop::Forbidden) => Some(CalibrationStop::Forbidden),
            Some(LookStop::Throttled) => Some(CalibrationStop::Throttled),
            Some(LookStop::Unreachable) => Some(CalibrationStop::Unreachable),
            Some(LookStop::Enough) => Some(CalibrationStop::Enough),
            None if self.turn.is_cancelled() => Some(CalibrationStop::Cancelled),
            None if Instant::now() >= self.ends => Some(CalibrationStop::TimeUp),
            None if self.attempts.made().saturating_add(kept_back) >= MOST_REQUESTS => {
                Some(CalibrationStop::Enough)
            }
            None => None,
        }
    }

    /// Why it ended early, once it has.
    pub(super) fn stopped(&mut self) -> Option<CalibrationStop> {
        self.may();
        self.stop
    }

    /// Ends it, unless it has ended for another reason.
    pub(super) fn end(&mut self, why: CalibrationStop) {
        self.may();
        self.stop = self.stop.or(Some(why));
    }

    /// Waits, unless the person stops it meanwhile.
    pub(super) async fn wait(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.turn.cancelled() => {}
        }
    }

    /// Notes a fact; the exchange just made is its evidence.
    pub(super) fn saw(&mut self, feature: &str, value: &str, what: impl Into<Evidence>) {
        let shown = self.attempts.last();
        self.saw_at(feature, value, what, &shown);
    }

    /// As [`Self::saw`], of an exchange that need not be the last.
    pub(super) fn saw_at(&mut self, feature: &str, value: &str, what: impl Into<Evidence>, shown: &Shown) {
        self.findings.retain(|known| known.feature != feature);
        let evidence: String = EvidenceCode::Calibrated
            .with(&[("exchange", &shown.words), ("message", &what.into())])
            .into();
        self.findings.push(CalibrationFinding {
            stage: self.stage,
            feature: feature.to_owned(),
            value: value.to_owned(),
            said: EvidenceSaid::read(&evidence),
            evidence,
            mark: shown.mark,
        });
    }

    /// The value of a fact found in this calibration.
    pub(super) fn found(&self, feature: &str) -> Option<&str> {
        let known = self.findings.iter().find(|known| known.feature == feature);
        known.map(|known| known.value.as_str())
    }

    pub(super) fn model(&self) -> &'a ResourceModel {
        &self.planned.user
    }

    /// The synthetic user's id.
    pub(super) fn user_id(&self) -> Option<String> {
        self.user.as_ref()?.resource.id().map(str::to_owned)
    }

    /// Reads one entry; `None` when nothing more may be asked.
    pub(super) async fn look_at(&mut self, endpoint: &str, id: &str) -> Option<Result<Seen, ClientError>> {
        if !self.may() {
            return None;
        }
        let answer = self.client.get(endpoint, id, &Projection::default()).await;
        Some(answer.map(|answer| {
            let resource = answer.resource.unwrap_or_default();
            Seen {
                version: answer.etag.or_else(|| resource.version().map(str::to_owned)),
                resource,
            }
        }))
    }

    /// Reads the synthetic user again and keeps what it shows.
    pub(super) async fn read_user(&mut self) -> Option<&Seen> {
        let (endpoint, id) = (self.model().endpoint.clone(), self.user_id()?);
        if let Ok(seen) = self.look_at(&endpoint, &id).await? {
            self.user = Some(seen);
            return self.user.as_ref();
        }
        None
    }

    /// Everybody whom a filter finds; `None` when nothing more may be asked.
    pub(super) async fn filtered(
        &mut self,
        endpoint: &str,
        attribute: &str,
        value: &str,
    ) -> Option<Result<Vec<Resource>, ClientError>> {
        if !self.may() {
            return None;
        }
        Some(list(&self.client, endpoint, attribute, value).await)
    }

    /// A text field that the synthetic user has and that is nobody's key, the other ones after it.
    pub(super) fn fields(&self) -> Vec<&'static str> {
        let has = |path: &&str| {
            let read = AttrPath::parse(path).ok();
            let value = read.and_then(|p| self.user.as_ref()?.resource.at(self.model(), &p));
            value.is_some_and(|v| v.is_string())
        };
        ["displayName", "title", "nickName", "name.familyName"]
            .into_iter()
            .filter(has)
            .collect()
    }

    /// The text at a path of what was read.
    pub(super) fn text_at(&self, resource: &Resource, path: &str) -> Option<String> {
        let path = AttrPath::parse(path).ok()?;
        resource.at(self.model(), &path)?.as_str().map(str::to_owned)
    }

    /// Notes durably what is going to be made.
    pub(super) async fn note(&mut self, trace: Trace) -> Result<(), EngineError> {
        self.engine.note_trace(self.profile.id, &trace).await?;
        self.live.retain(|known| known.mark != trace.mark);
        self.live.push(trace);
        Ok(())
    }

    /// One is gone, or never was.
    pub(super) async fn forget(&mut self, mark: uuid::Uuid) {
        self.live.retain(|known| known.mark != mark);
        if let Err(error) = self.engine.drop_trace(self.profile.id, mark).await {
            tracing::warn!(
                code = error.code.as_str(),
                "a trace of a calibration could not be dropped"
            );
        }
    }
}

/// Everybody whom `attribute eq "value"` finds, as the server says.
pub(super) async fn list(
    client: &Client,
    endpoint: &str,
    attribute: &str,
    value: &str,
) -> Result<Vec<Resource>, ClientError> {
    let query = ListQuery {
        filter: Some(format!(
            "{attribute} eq {}",
            serde_json::Value::String(value.to_owned())
        )),
        ..ListQuery::default()
    };
    let list = client.list(endpoint, &query).await?;
    Ok(list
        .resources
        .into_iter()
        .filter_map(Resource::from_value)
        .collect())
}
