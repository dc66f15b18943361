//! Tries a connection: only reads, stops at the first failure, names the cause, offers one fix.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use rollcall_scim_client::{BaseUrl, Client, ClientError, Discovery, ListQuery, LooksLike};
use rollcall_secrets::Secret;
use time::OffsetDateTime;

use super::clients::Access;
use super::clues::Clues;
use super::knowledge::Knowledge;
use super::profile::{Profile, Slot};
use crate::{
    At, Capability, CapabilitySource, Engine, EngineError, ErrorCode, EvidenceSaid, StepName, StepResult,
    TestReport, TestStep, TestSubject, TriedAddress, TriedAnswer,
};

/// The steps, in order, with what each is for.
const STEPS: [(StepName, &str); 5] = [
    (StepName::Address, "The address can be used"),
    (StepName::Reach, "The server answers"),
    (StepName::SignIn, "The server accepts the sign-in"),
    (StepName::Scim, "The address leads to a SCIM service"),
    (StepName::List, "People can be read"),
];

/// Endings of addresses that people leave out, most common first.
const MISSING_PATHS: [&str; 4] = ["/scim/v2", "/v2", "/scim", "/api/scim/v2"];

impl Engine {
    /// Tries a connection. `Ok` with `usable: false` names the cause; an error means that there was nothing to
    /// try (no such connection, no secret, an address that cannot be one).
    pub async fn connection_test(&self, subject: TestSubject) -> Result<TestReport, EngineError> {
        let started = Instant::now();
        let mut clues = Clues::default();
        let (profile, client, access) = match &subject {
            TestSubject::Saved { connection } => {
                let profile = self.profile(*connection).await?;
                let mut config = self.client_config(&profile).await?;
                clues = Clues::and(config.recorder.take());
                config.recorder = Some(Arc::new(clues.clone()));
                let client = Client::new(config).map_err(|e| EngineError::from_client(&profile.name, &e))?;
                let access = self.access(&profile).await?;
                (profile, client, access)
            }
            TestSubject::Form { form, saved } => {
                let before = match saved {
                    Some(saved) => Some(self.profile(*saved).await?),
                    None => None,
                };
                let (mut profile, given, _) = self.checked_form(form, before.as_ref())?;
                if profile.name.is_empty() {
                    profile.name = "This connection".into();
                }
                let mut secrets: HashMap<String, Secret> = given.into_iter().collect();
                let mut source = None;
                if let Some(before) = &before {
                    let unchanged = before.auth == profile.auth && before.network == profile.network;
                    if unchanged && before.secrets() == profile.secrets() && secrets.is_empty() {
                        source = self.store()?.clients.source(before.id);
                    }
                    let mut others = profile.secrets();
                    others.retain(|s| s.slot != Slot::Refresh && !secrets.contains_key(&s.name));
                    for needed in others {
                        let secret = self.stored(&profile, &needed).await?;
                        secrets.insert(needed.name, secret);
                    }
                }
                let access = self.access_with(&profile, &secrets, source)?;
                let client = self.build_client(&profile, &access, Some(Arc::new(clues.clone())))?;
                let client = client.speaking(self.dialect_of_form(*saved, form.preset.as_ref()).await?);
                (profile, client, access)
            }
        };
        let saved = matches!(subject, TestSubject::Saved { .. });
        let mut report = Trial {
            engine: self,
            profile: &profile,
            client: &client,
            saved,
            access,
            clues,
        }
        .run()
        .await;
        report.duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(report)
    }
}

struct Trial<'a> {
    engine: &'a Engine,
    profile: &'a Profile,
    client: &'a Client,
    saved: bool,
    access: Access,
    clues: Clues,
}

impl Trial<'_> {
    async fn run(&self) -> TestReport {
        let discovery = match self.client.discover().await {
            Ok(discovery) => discovery,
            Err(error) => return self.failed(&error).await,
        };
        // Built-in stand-ins answer for any address: only a list proves that somebody is there.
        let endpoint = discovery.models.first().map_or("/Users", |m| m.endpoint.as_str());
        let query = ListQuery {
            count: Some(1),
            ..ListQuery::default()
        };
        let listed = match self.client.list(endpoint, &query).await {
            // Some servers fail on `count` itself (Canaille: 500); the walker reads them without it.
            Err(ClientError::Status(status)) if matches!(status.status, 400 | 422 | 500 | 501) => {
                self.client.list(endpoint, &ListQuery::default()).await
            }
            other => other,
        };
        if let Err(error) = listed {
            return self.failed(&error).await;
        }
        if self.saved
            && self
                .engine
                .keep_discovery(self.profile, &discovery)
                .await
                .is_err()
        {
            tracing::warn!("what a connection test found could not be kept");
        }
        self.done(&discovery)
    }

    fn done(&self, discovery: &Discovery) -> TestReport {
        let now = self.engine.now();
        let known = Knowledge::of(discovery, now);
        let mut deviations = known.deviations;
        deviations.extend(self.clues.clock());
        let steps = STEPS
            .iter()
            .map(|(name, what)| {
                let doubt = *name == StepName::Scim && !deviations.is_empty();
                let plain = *name == StepName::Address && self.client.base().is_plain_loopback();
                let message = if doubt {
                    format!("{what}, with {} deviations", deviations.len())
                } else if plain {
                    format!("{what}; it is not encrypted, which is allowed on this computer only")
                } else {
                    (*what).to_owned()
                };
                let result = if doubt {
                    StepResult::Doubt
                } else {
                    StepResult::Done
                };
                TestStep {
                    name: *name,
                    result,
                    plain,
                    message: format!("{message}."),
                }
            })
            .collect();
        TestReport {
            usable: true,
            steps,
            failure: None,
            suggested_url: None,
            tried: Vec::new(),
            deviations,
            capabilities: capabilities(discovery, now),
            types: discovery.models.iter().map(|m| m.name.clone()).collect(),
            duration_ms: 0,
        }
    }

    async fn failed(&self, error: &ClientError) -> TestReport {
        let mut failure = EngineError::from_client(&self.profile.name, error);
        if error.status() == Some(404) {
            failure = self.wrong_path(failure);
        }
        let mut suggested_url = None;
        let mut tried = Vec::new();
        if matches!(
            failure.code,
            ErrorCode::WrongPath | ErrorCode::LoginPage | ErrorCode::NotScim
        ) {
            suggested_url = self.better_address(&mut tried).await;
            if let Some(url) = &suggested_url {
                failure.action = format!("Use this address instead: {url}");
            }
        }
        let step = failed_step(failure.code);
        let at = STEPS
            .iter()
            .position(|(name, _)| *name == step)
            .unwrap_or_default();
        let steps = STEPS
            .iter()
            .enumerate()
            .map(|(i, (name, what))| {
                let (result, message) = match i.cmp(&at) {
                    std::cmp::Ordering::Less => (StepResult::Done, format!("{what}.")),
                    std::cmp::Ordering::Equal => (StepResult::Failed, failure.message.clone()),
                    std::cmp::Ordering::Greater => (StepResult::Waiting, "Not tried.".into()),
                };
                TestStep {
                    name: *name,
                    result,
                    plain: false,
                    message,
                }
            })
            .collect();
        TestReport {
            usable: false,
            steps,
            failure: Some(failure),
            suggested_url,
            tried,
            deviations: self.clues.clock().into_iter().collect(),
            capabilities: Vec::new(),
            types: Vec::new(),
            duration_ms: 0,
        }
    }

    fn wrong_path(&self, failure: EngineError) -> EngineError {
        EngineError {
            code: ErrorCode::WrongPath,
            message: format!(
                "{} answers, but there is no SCIM service at this address.",
                self.profile.name
            ),
            why: "The server says that the path does not exist (404). Nothing was changed.".into(),
            action: "Check the path in the server's documentation; it often ends in /scim/v2.".into(),
            ..failure
        }
    }

    /// Looks below the same origin for the address that was meant. The credential stays with its origin.
    async fn better_address(&self, tried: &mut Vec<TriedAddress>) -> Option<String> {
        let base = self.client.base();
        let given = base.as_str().trim_end_matches('/');
        let cut = given
            .strip_suffix("/Users")
            .or_else(|| given.strip_suffix("/Groups"))
            .or_else(|| given.strip_suffix("/ServiceProviderConfig"));
        let root = base.origin();
        let mut candidates: Vec<String> = match cut {
            Some(cut) => vec![cut.to_owned()],
            // What is known of the product first: its address is not guessed.
            None => self
                .engine
                .preset_suggest(given)
                .into_iter()
                .filter_map(|known| known.url)
                .filter(|url| url != given)
                .chain(
                    MISSING_PATHS
                        .iter()
                        .filter(|path| !given.ends_with(**path))
                        .map(|path| format!("{given}{path}")),
                )
                // The path may be wrong as a whole.
                .chain(MISSING_PATHS.iter().map(|path| format!("{root}{path}")))
                .filter(|url| url != given)
                .collect(),
        };
        let mut seen = std::collections::HashSet::new();
        candidates.retain(|url| seen.insert(url.clone()));
        for candidate in candidates {
            let Ok(candidate) = BaseUrl::parse(&candidate) else {
                continue;
            };
            if candidate.origin() != base.origin() {
                continue;
            }
            let access = Access {
                base: candidate.clone(),
                auth: self.access.auth.clone(),
                extras: self.access.extras.clone(),
                network: self.access.network.clone(),
                limits: self.access.limits.clone(),
            };
            let client = self.engine.build_client(self.profile, &access, None);
            let Ok(client) = client else { continue };
            let client = client.speaking(self.client.dialect().clone());
            let query = ListQuery {
                count: Some(1),
                ..ListQuery::default()
            };
            // 401 there is SCIM too: a service that asks for a token is the one that was meant.
            let one = answered(&candidate, client.list("/Users", &query).await.err().as_ref());
            let found = matches!(one.answer, TriedAnswer::Scim | TriedAnswer::SignIn);
            tried.push(one);
            if found {
                return Some(candidate.as_str().to_owned());
            }
        }
        None
    }
}

/// What answered at an address; without an error it is SCIM.
fn answered(base: &BaseUrl, error: Option<&ClientError>) -> TriedAddress {
    let status = error.map_or(Some(200), ClientError::status);
    TriedAddress {
        path: format!("{}/Users", base.url().path().trim_end_matches('/')),
        status,
        answer: match (error, status) {
            (None, _) => TriedAnswer::Scim,
            (_, Some(401 | 403)) => TriedAnswer::SignIn,
            (Some(ClientError::NotScim { looks_like, .. }), _) if *looks_like == LooksLike::Html => {
                TriedAnswer::WebPage
            }
            (_, Some(404 | 410)) => TriedAnswer::Nothing,
            (_, Some(_)) => TriedAnswer::Other,
            (_, None) => TriedAnswer::Silence,
        },
    }
}

fn failed_step(code: ErrorCode) -> StepName {
    match code {
        ErrorCode::Dns
        | ErrorCode::ConnectionRefused
        | ErrorCode::Tls
        | ErrorCode::Proxy
        | ErrorCode::TimedOut
        | ErrorCode::CaptivePortal
        | ErrorCode::Network => StepName::Reach,
        ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::SignInFailed => StepName::SignIn,
        ErrorCode::WrongPath
        | ErrorCode::LoginPage
        | ErrorCode::NotScim
        | ErrorCode::Redirected
        | ErrorCode::TooLarge => StepName::Scim,
        ErrorCode::InvalidInput | ErrorCode::Usage => StepName::Address,
        _ => StepName::List,
    }
}

fn capabilities(discovery: &Discovery, now: OffsetDateTime) -> Vec<Capability> {
    discovery
        .observations
        .iter()
        .map(|o| Capability {
            feature: o.feature.clone(),
            source: match o.source {
                rollcall_scim_client::Source::Declared => CapabilitySource::Declared,
                rollcall_scim_client::Source::Observed => CapabilitySource::Observed,
                rollcall_scim_client::Source::Learned => CapabilitySource::Learned,
                rollcall_scim_client::Source::ByHand => CapabilitySource::ByHand,
            },
            value: o.value.clone(),
            said: EvidenceSaid::read(&o.evidence.to_string()),
            evidence: o.evidence.clone().into(),
            exchange: None,
            exchange_gone: false,
            at: At(now),
            in_force: true,
            protective: false,
            informs: false,
            allowed: Vec::new(),
        })
        .collect()
}
