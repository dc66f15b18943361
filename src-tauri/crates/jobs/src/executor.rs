//! The port to the server: send one change, read, list. Nothing here retries.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rollcall_scim::{Filter, Resource, ResourceModel};

use crate::{Answer, Change, OpId};

/// One change to send, secrets in place. No `Debug`: the body may hold a password.
pub struct SendRequest {
    /// For logs.
    pub op: OpId,
    /// The resource type's name, e.g. `User`.
    pub resource_type: String,
    /// What to send; never a single membership.
    pub change: Change,
    /// Sent as If-Match, when the server honours it.
    pub if_match: Option<String>,
    /// The first byte must leave within this time, or nothing may be sent at all
    /// ([`Answer::PermitExpired`]).
    pub permit: Duration,
}

/// Why a read told nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadFailure {
    /// Not reached, no answer, 5xx, 429: ask again later, after the given wait if the server named one.
    Later {
        /// One sentence.
        message: String,
        /// The server's wait.
        retry_after: Option<Duration>,
    },
    /// The server cannot or will not do this kind of read (400, 403, 404 of the endpoint, 501).
    Impossible {
        /// One sentence.
        message: String,
    },
    /// 401: the credential must be looked at.
    Unauthorized {
        /// One sentence.
        message: String,
    },
}

impl ReadFailure {
    /// Its sentence.
    pub fn message(&self) -> &str {
        match self {
            Self::Later { message, .. } | Self::Impossible { message } | Self::Unauthorized { message } => {
                message
            }
        }
    }
}

/// A list as received.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listed {
    /// The resources, unfiltered by us.
    pub resources: Vec<Resource>,
    /// Whether the list is proven complete.
    pub complete: bool,
}

/// What a group shows of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MembersSeen {
    /// These of the ids asked for are members; all others are not.
    Present(HashSet<String>),
    /// The server does not show members.
    NotShown,
    /// The group is gone.
    Gone,
}

/// The port to one server.
#[async_trait]
pub trait Executor: Send + Sync {
    /// Sends one change, once.
    async fn send(&self, request: SendRequest) -> Answer;
    /// Reads one resource; `None` on 404 and 410.
    async fn get(&self, resource_type: &str, id: &str) -> Result<Option<Resource>, ReadFailure>;
    /// One page of at most `count` resources that the server says match the filter. Servers lie: the caller
    /// looks again.
    async fn list(
        &self,
        resource_type: &str,
        filter: Option<&Filter>,
        count: u32,
    ) -> Result<Listed, ReadFailure>;
    /// The whole directory of one type, paged.
    async fn walk(&self, resource_type: &str) -> Result<Listed, ReadFailure>;
    /// Which of `ids` are members of the group. With `own`, whoever the group does not show is also looked up in
    /// their own `groups`, one read for each: some servers show only the first members of a group.
    async fn members(
        &self,
        resource_type: &str,
        group: &str,
        ids: &[String],
        own: bool,
    ) -> Result<MembersSeen, ReadFailure>;
    /// The schema of a resource type, for comparing.
    fn model(&self, resource_type: &str) -> Option<Arc<ResourceModel>>;
}
