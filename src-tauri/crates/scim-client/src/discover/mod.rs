//! Asks a service provider what it is: ServiceProviderConfig, ResourceTypes, Schemas (RFC 7644 §4).
//! Nothing here stops a connection that works otherwise: what is missing is replaced and noted.

mod assemble;
mod deviation;

use reqwest::Method;
use rollcall_scim::discovery::ServiceProviderConfig;
use rollcall_scim::{ResourceModel, Schema};
use serde_json::Value;

use crate::address::endpoint_url;
use crate::transport::{Body, Request, Wanted};
use crate::{Client, ClientError, ExchangeMark, ListQuery, Observation};
use assemble::Assembly;
pub use deviation::{Deviation, DeviationCode};

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

/// A document, and the record of the exchange that brought it.
type Shown = (Value, Option<ExchangeMark>);

/// Most schemas fetched one by one because the list left them out.
const MAX_SINGLE_SCHEMAS: usize = 8;

impl Client {
    /// Reads the server's discovery. Missing or broken parts become deviations; an error means that
    /// nothing could be reached, that every request was refused with 401 or 403, or that neither the
    /// discovery nor `/Users` is there.
    ///
    /// Discovery may be open to everyone (RFC 7644 §4): a success does not prove the credential.
    pub async fn discover(&self) -> Result<Discovery, ClientError> {
        let mut assembly = Assembly::new(self.base().url());
        let config = self.config_document(&mut assembly).await;
        if let Err(error) = &config
            && is_fatal(error)
        {
            return Err(error.clone());
        }
        let (types, schemas) = tokio::join!(self.document("/ResourceTypes"), self.document("/Schemas"));
        if let (Err(config), Err(types), Err(schemas)) = (&config, &types, &schemas) {
            self.nothing_found(config, types, schemas, &mut assembly).await?;
        }
        assembly.take_config(config);
        assembly.take_types(types);
        assembly.take_schemas(schemas);
        for urn in assembly.missing_schemas(MAX_SINGLE_SCHEMAS) {
            // An id like any other: encoded, checked, below `/Schemas`.
            if let Ok(body) = self.schema_document(&urn).await {
                assembly.take_schema(&body);
            }
        }
        let discovery = assembly.finish();
        self.hide_attributes(assemble::never_returned(&discovery.models));
        Ok(discovery)
    }

    /// `/ServiceProviderConfig`, or the plural of SCIM 1.1 that Salesforce still uses.
    async fn config_document(&self, assembly: &mut Assembly) -> Result<Shown, ClientError> {
        let singular = self.shown("/ServiceProviderConfig").await;
        if !matches!(&singular, Err(ClientError::Status(e)) if e.status == 404) {
            return singular;
        }
        match self.shown("/ServiceProviderConfigs").await {
            Ok(body) => {
                assembly.deviates(DeviationCode::ConfigPlural.of(&[]));
                Ok(body)
            }
            Err(_) => singular,
        }
    }

    async fn document(&self, endpoint: &str) -> Result<Value, ClientError> {
        self.shown(endpoint).await.map(|(document, _)| document)
    }

    async fn shown(&self, endpoint: &str) -> Result<Shown, ClientError> {
        let url = endpoint_url(self.base(), endpoint, &[])?;
        self.read_document(Request::new("discover", Method::GET, url, Wanted::Document))
            .await
    }

    async fn schema_document(&self, urn: &str) -> Result<Value, ClientError> {
        let url = crate::address::resource_url(self.base(), "/Schemas", urn, &[])?;
        let read = self.read_document(Request::new("discover", Method::GET, url, Wanted::Document));
        read.await.map(|(document, _)| document)
    }

    async fn read_document(&self, request: Request) -> Result<Shown, ClientError> {
        let received = self.send(request).await?;
        let document = match received.body {
            Body::Json(value, _) => value,
            Body::Nothing => Value::Null,
        };
        Ok((document, received.exchange))
    }

    /// Nothing of the discovery is there. Whether this is a SCIM server without discovery (GitHub
    /// organisations, Bitwarden) or no SCIM server, one small list tells.
    async fn nothing_found(
        &self,
        config: &ClientError,
        types: &ClientError,
        schemas: &ClientError,
        assembly: &mut Assembly,
    ) -> Result<(), ClientError> {
        if [config, types, schemas]
            .into_iter()
            .all(|e| matches!(e.status(), Some(401 | 403)))
        {
            return Err(config.clone());
        }
        let query = ListQuery {
            start_index: Some(1),
            count: Some(1),
            ..ListQuery::default()
        };
        match self.list("/Users", &query).await {
            Ok(_) => Ok(()),
            // It answered about /Users: the address is right, whatever is wrong with the parameters.
            Err(ClientError::Status(e)) if e.status == 400 || (e.status >= 500 && e.scim.is_some()) => {
                assembly.deviates(DeviationCode::ListRefused.of(&[("answer", &e.to_string())]));
                Ok(())
            }
            Err(ClientError::Status(e)) if e.status == 500 && !e.html => {
                assembly.deviates(DeviationCode::ListFails.of(&[]));
                Ok(())
            }
            // A page or a redirect in answer to the first request says more than a 404 to the last.
            Err(_) if matches!(config, ClientError::NotScim { .. } | ClientError::Redirect { .. }) => {
                Err(config.clone())
            }
            Err(error) => Err(error),
        }
    }
}

/// Nothing else would fare better.
fn is_fatal(error: &ClientError) -> bool {
    matches!(
        error,
        ClientError::Setup { .. }
            | ClientError::UnusableSecret
            | ClientError::NotSent { .. }
            | ClientError::NoAnswer { timed_out: true, .. }
    ) || error.status() == Some(429)
}
