//! The sandbox in this process, with a runtime of its own, so that tests are plain functions.

use rollcall_sandbox::{Profile, ResourceKind, RunningSandbox, SandboxOptions, Stats, start};
use rollcall_scim::Resource;
use tokio::runtime::Runtime;

use crate::{CANARY, Http};

/// A running sandbox that signs in with the canary token.
pub struct Sandbox {
    running: Option<RunningSandbox>,
    runtime: Runtime,
}

impl Sandbox {
    /// A correct server with so many people of the sample directory.
    pub fn with_people(people: usize) -> Self {
        Self::new(people, Profile::default())
    }

    /// A server that behaves as the profile's TOML says.
    pub fn with_profile(people: usize, profile: &str) -> Self {
        Self::new(people, Profile::from_toml(profile).expect("a profile"))
    }

    fn new(people: usize, profile: Profile) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let options = SandboxOptions {
            people,
            profile,
            token: Some(CANARY.into()),
            ..SandboxOptions::default()
        };
        let running = runtime.block_on(start(options)).expect("the sandbox starts");
        Self {
            running: Some(running),
            runtime,
        }
    }

    fn server(&self) -> &RunningSandbox {
        self.running.as_ref().expect("it runs until it is dropped")
    }

    /// The base URL.
    pub fn base(&self) -> String {
        self.server().base().to_owned()
    }

    /// The server's own word, and a way to change it from elsewhere.
    pub fn http(&self) -> Http {
        Http::new(self.base(), format!("Bearer {CANARY}"))
    }

    /// What the server saw.
    pub fn stats(&self) -> Stats {
        self.server().stats()
    }

    /// Requests that could change something.
    pub fn writes(&self) -> u64 {
        let written = |method: &str| !method.starts_with("GET ");
        self.stats()
            .requests
            .iter()
            .filter(|(name, _)| written(name))
            .map(|(_, n)| n)
            .sum()
    }

    /// Counters to zero.
    pub fn reset(&self) {
        self.server().reset_stats();
    }

    /// Behaves differently from now on.
    pub fn behave(&self, profile: &str) {
        self.server()
            .set_profile(Profile::from_toml(profile).expect("a profile"));
    }

    /// The people on the server.
    pub fn users(&self) -> Vec<Resource> {
        self.server().resources(ResourceKind::User)
    }

    /// The groups on the server.
    pub fn groups(&self) -> Vec<Resource> {
        self.server().resources(ResourceKind::Group)
    }

    /// The person with this sign-in name, as JSON.
    pub fn user(&self, user_name: &str) -> Option<serde_json::Value> {
        self.users()
            .iter()
            .map(Resource::to_value)
            .find(|u| u["userName"] == user_name)
    }

    /// The group with this name, as JSON.
    pub fn group(&self, name: &str) -> Option<serde_json::Value> {
        self.groups()
            .iter()
            .map(Resource::to_value)
            .find(|g| g["displayName"] == name)
    }

    /// Stops it; its port refuses connections afterwards.
    pub fn stop(mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}
