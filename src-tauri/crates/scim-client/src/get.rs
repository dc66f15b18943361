//! Reads one resource: GET, RFC 7644 §3.4.1.

use crate::{Answer, Client, ClientError, Projection};

impl Client {
    /// Reads one resource: GET, RFC 7644 §3.4.1.
    pub async fn get(
        &self,
        endpoint: &str,
        id: &str,
        projection: &Projection,
    ) -> Result<Answer, ClientError> {
        let _ = (&self.inner, endpoint, id, projection);
        Err(ClientError::Setup {
            message: "unfinished".into(),
        })
    }
}
