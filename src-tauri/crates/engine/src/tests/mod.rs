//! The use cases against a real server of our own, in sessions and in passphrase stores.

mod aliases;
mod calibration;
mod calibration_ends;
mod capabilities;
mod causes;
mod changes;
mod connections;
mod copy;
mod dialect;
mod editing;
mod evidence;
mod export;
mod fitting;
mod groups;
mod guards;
mod hidden;
mod history;
mod jobs;
mod leaver;
mod lifecycle;
mod listing;
mod look;
mod members;
mod members_source;
mod merge;
mod network;
mod overview;
mod portable;
mod presets;
mod quirks_of_groups;
mod reading;
mod resources;
mod sample;
mod setup;
mod small_jobs;
mod upsert;
mod version_1;

use std::sync::{Arc, Mutex, PoisonError};

use rollcall_sandbox::{Profile, RunningSandbox, SandboxOptions};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use crate::*;

/// A clock that stands still until a test moves it.
pub(super) struct TestClock(Mutex<OffsetDateTime>);

impl TestClock {
    pub(super) fn forward(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An engine in a session, a sandbox, and a connection between them.
pub(super) struct Bench {
    pub(super) engine: Engine,
    pub(super) sandbox: RunningSandbox,
    pub(super) id: ConnectionId,
    pub(super) clock: Arc<TestClock>,
}

pub(super) fn options(home: &std::path::Path, clock: Arc<TestClock>) -> EngineOptions {
    EngineOptions {
        home: Home::at(home),
        clock,
        entropy: Arc::new(SystemEntropy),
        sample: None,
        passphrase: None,
        user_agent: "Rollcall/test".into(),
        job_timing: Some((1_000, 100)),
    }
}

pub(super) fn clock() -> Arc<TestClock> {
    Arc::new(TestClock(Mutex::new(OffsetDateTime::now_utc())))
}

/// A session with a connection called "Globex" to a sandbox with so many people and this profile.
pub(super) async fn bench(environment: Environment, people: usize, profile: &str) -> Bench {
    let clock = clock();
    let engine = Engine::new(options(
        std::path::Path::new("/nonexistent/rollcall"),
        clock.clone(),
    ));
    let state = engine.setup(SetupChoice::Session).await.unwrap();
    assert!(
        matches!(
            state,
            SetupState::Ready {
                mode: StoreMode::Session,
                ..
            }
        ),
        "a session needs nothing"
    );
    let sandbox = rollcall_sandbox::start(SandboxOptions {
        people,
        profile: Profile::from_toml(profile).unwrap(),
        ..SandboxOptions::default()
    })
    .await
    .unwrap();
    let saved = engine
        .connection_add(form("Globex", sandbox.base(), environment, sandbox.token()))
        .await
        .unwrap();
    Bench {
        engine,
        sandbox,
        id: saved.connection.id,
        clock,
    }
}

/// Another program on the same server, which knows nothing of the first.
pub(super) struct Other {
    pub(super) engine: Engine,
    pub(super) id: ConnectionId,
}

pub(super) async fn bench_on(bench: &Bench) -> Other {
    let engine = Engine::new(options(
        std::path::Path::new("/nonexistent/rollcall-other"),
        bench.clock.clone(),
    ));
    engine.setup(SetupChoice::Session).await.unwrap();
    let form = form(
        "Globex",
        bench.sandbox.base(),
        Environment::Test,
        bench.sandbox.token(),
    );
    let saved = engine.connection_add(form).await.unwrap();
    Other {
        engine,
        id: saved.connection.id,
    }
}

pub(super) fn form(name: &str, url: &str, environment: Environment, token: &str) -> NewConnection {
    NewConnection {
        name: name.into(),
        url: url.into(),
        environment,
        auth: AuthView::Bearer,
        secret: Some(SecretInput::new(token.into())),
        ..NewConnection::default()
    }
}

impl Bench {
    /// The first user of the sandbox, as its own directory has it.
    pub(super) fn somebody(&self) -> Value {
        let all = self.sandbox.resources(rollcall_sandbox::ResourceKind::User);
        all.into_iter()
            .find(|u| u.active() == Some(true))
            .unwrap()
            .to_value()
    }

    pub(super) fn user(&self, id: &str) -> Option<Value> {
        let all = self.sandbox.resources(rollcall_sandbox::ResourceKind::User);
        all.into_iter().find(|u| u.id() == Some(id)).map(|u| u.to_value())
    }

    pub(super) async fn prepare(&self, change: Change) -> Result<ChangeReview, EngineError> {
        self.engine.prepare_change(self.id, "User", change).await
    }

    pub(super) async fn apply(&self, review: &ChangeReview) -> Result<ChangeOutcome, EngineError> {
        self.engine.apply_change(self.id, &review.fingerprint, None).await
    }

    pub(super) fn set(&self, id: &str, path: &str, value: Value) -> Change {
        Change::Set {
            id: id.into(),
            values: vec![SetValue {
                path: path.into(),
                value,
            }],
        }
    }
}

/// What a person says of a server; the strongest source.
pub(super) async fn by_hand(engine: &Engine, id: ConnectionId, feature: &str, value: &str) {
    let evidence = rollcall_scim_client::Evidence::foreign("test");
    engine
        .learn_one(id, feature, CapabilitySource::ByHand, value, evidence)
        .await;
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}
