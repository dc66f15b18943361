//! A sandbox with a profile and a client with a dialect.

use std::sync::{Arc, Mutex};

use rollcall_sandbox::{Profile, RunningSandbox, SandboxOptions, start};
use rollcall_scim_client::dialect::{Dialect, ListDialect};
use rollcall_scim_client::{
    Auth, BaseUrl, Client, ClientConfig, ClientError, Exchange, ExchangeMark, ListQuery, Recorder,
    SecretText, WalkLimits, WalkOutcome,
};
use tokio::sync::mpsc;

pub struct Bench {
    pub sandbox: RunningSandbox,
    pub client: Client,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard(Mutex<Vec<Exchange>>);

impl Recorder for Heard {
    fn record(&self, exchange: Exchange) -> Option<ExchangeMark> {
        self.0.lock().unwrap().push(exchange);
        None
    }
}

/// A server of this profile with so many people, and a client that knows nothing of it.
pub async fn bench(profile: &str, people: usize) -> Bench {
    knowing(profile, people, Dialect::default()).await
}

/// The same, with a client that knows this.
pub async fn knowing(profile: &str, people: usize, dialect: Dialect) -> Bench {
    let options = SandboxOptions {
        people,
        profile: Profile::from_toml(profile).expect("the profile names switches that exist"),
        ..SandboxOptions::default()
    };
    let sandbox = start(options).await.expect("a free port");
    let heard = Arc::new(Heard::default());
    let client = client(&sandbox, dialect, &heard);
    Bench {
        sandbox,
        client,
        heard,
    }
}

fn client(sandbox: &RunningSandbox, dialect: Dialect, heard: &Arc<Heard>) -> Client {
    let base = BaseUrl::parse(sandbox.base()).unwrap();
    let auth = Auth::Bearer(SecretText::new(sandbox.token().to_owned()));
    let mut config = ClientConfig::new("Sandbox", base, auth);
    config.dialect = dialect;
    config.recorder = Some(Arc::clone(heard) as Arc<dyn Recorder>);
    Client::new(config).unwrap()
}

/// A dialect for every list.
pub fn lists(list: ListDialect) -> Dialect {
    let mut dialect = Dialect::default();
    dialect.list.others = list;
    dialect
}

impl Bench {
    /// The same server with another profile.
    pub fn set(&self, profile: &str) {
        self.sandbox
            .set_profile(Profile::from_toml(profile).expect("the profile names switches that exist"));
    }

    /// Walks `/Users` with pages of this size.
    pub async fn walk(&self, page: u64) -> WalkOutcome {
        self.try_walk(page, ListQuery::default()).await.unwrap()
    }

    pub async fn try_walk(&self, page: u64, query: ListQuery) -> Result<WalkOutcome, ClientError> {
        let (sender, mut receiver) = mpsc::channel(4);
        let limits = WalkLimits {
            page_size: Some(page),
            ..WalkLimits::default()
        };
        let drain = async { while receiver.recv().await.is_some() {} };
        let (outcome, ()) = tokio::join!(self.client.walk("/Users", &query, limits, sender), drain);
        outcome
    }

    /// Bodies of answers as they were recorded.
    pub fn recorded(&self) -> Vec<String> {
        let heard = self.heard.0.lock().unwrap();
        heard.iter().filter_map(|e| e.response_body.clone()).collect()
    }

    /// Paths and queries that were sent.
    pub fn sent(&self) -> Vec<String> {
        let heard = self.heard.0.lock().unwrap();
        heard.iter().map(|e| e.path.clone()).collect()
    }
}

/// What was observed of a feature.
pub fn observed<'a>(outcome: &'a WalkOutcome, feature: &str) -> Option<&'a str> {
    let mut all = outcome.observations.iter();
    all.find(|o| o.feature == feature).map(|o| o.value.as_str())
}
