//! A server that answers as the test says, and otherwise as it would.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rollcall_jobs::{Answer, Body, Executor, Listed, MembersSeen, ReadFailure, RetryAfter, SendRequest};
use rollcall_scim::{Filter, Resource, ResourceModel};

use super::server::SimServer;

/// What it says to a write, or `None` for what the server itself says.
pub type Script = Box<dyn FnMut(&SendRequest) -> Option<Answer> + Send>;

pub struct Scripted {
    server: Arc<SimServer>,
    script: Mutex<Script>,
}

impl Scripted {
    pub fn new(
        server: &Arc<SimServer>,
        script: impl FnMut(&SendRequest) -> Option<Answer> + Send + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            server: server.clone(),
            script: Mutex::new(Box::new(script)),
        })
    }
}

/// An answer without a body.
pub fn status(status: u16) -> Answer {
    status_after(status, None)
}

/// An answer without a body that asks for a wait.
pub fn status_after(status: u16, retry_after: Option<RetryAfter>) -> Answer {
    Answer::Status {
        status,
        body: Body::Empty,
        retry_after,
        scim_type: None,
        message: String::new(),
    }
}

#[async_trait]
impl Executor for Scripted {
    async fn send(&self, request: SendRequest) -> Answer {
        let said = (self.script.lock().unwrap())(&request);
        match said {
            Some(answer) => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                answer
            }
            None => self.server.send(request).await,
        }
    }
    async fn get(&self, resource_type: &str, id: &str) -> Result<Option<Resource>, ReadFailure> {
        self.server.get(resource_type, id).await
    }
    async fn list(&self, t: &str, filter: Option<&Filter>, count: u32) -> Result<Listed, ReadFailure> {
        self.server.list(t, filter, count).await
    }
    async fn walk(&self, resource_type: &str) -> Result<Listed, ReadFailure> {
        self.server.walk(resource_type).await
    }
    async fn members(
        &self,
        t: &str,
        group: &str,
        ids: &[String],
        own: bool,
    ) -> Result<MembersSeen, ReadFailure> {
        self.server.members(t, group, ids, own).await
    }
    fn model(&self, resource_type: &str) -> Option<Arc<ResourceModel>> {
        self.server.model(resource_type)
    }
}
