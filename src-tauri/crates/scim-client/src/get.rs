//! Reads one resource: GET, RFC 7644 §3.4.1.

use reqwest::Method;

use crate::address::resource_url;
use crate::transport::{Request, Wanted};
use crate::{Answer, Client, ClientError, Projection};

impl Client {
    /// Reads the resource with this id, RFC 7644 §3.4.1. An answer with another id is an error: ids are
    /// case-exact (RFC 7643 §3.1), and whoever acts on it would act on somebody else.
    pub async fn get(
        &self,
        endpoint: &str,
        id: &str,
        projection: &Projection,
    ) -> Result<Answer, ClientError> {
        let parameters: Vec<_> = projection
            .parameter(self.dialect().list.at(endpoint).projection)
            .into_iter()
            .collect();
        let url = resource_url(self.base(), endpoint, id, &parameters)?;
        let mut request = Request::new("get", Method::GET, url, Wanted::Resource);
        request.id = Some(id.to_owned());
        self.send(request).await.map(Answer::from_received)
    }
}
