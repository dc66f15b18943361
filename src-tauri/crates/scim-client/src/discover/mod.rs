//! Asks a service provider what it is: ServiceProviderConfig, ResourceTypes, Schemas (RFC 7644 §4).

use rollcall_scim::discovery::ServiceProviderConfig;
use rollcall_scim::{ResourceModel, Schema};

use crate::{Client, ClientError, Observation};

/// Something about the server that departs from the RFC, and how the client copes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// A stable code, e.g. `config_missing`.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
}

/// What a service provider says about itself, with stand-ins for what is missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Discovery {
    /// The service provider's configuration, when it was readable.
    pub config: Option<ServiceProviderConfig>,
    /// The kinds of resources, at least User and Group.
    pub models: Vec<ResourceModel>,
    /// The schemas as the server sent them.
    pub schemas: Vec<Schema>,
    /// What was missing or broken, and what stands in.
    pub deviations: Vec<Deviation>,
    /// What the configuration declares, feature by feature.
    pub observations: Vec<Observation>,
}

impl Client {
    /// Reads the server's discovery. Missing or broken parts become deviations; an error means that
    /// nothing could be reached or that every request was refused with 401 or 403.
    pub async fn discover(&self) -> Result<Discovery, ClientError> {
        let _ = &self.inner;
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
