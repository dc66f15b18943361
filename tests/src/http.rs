//! A client that shares nothing with the product: what it reads is what the server has.

use std::time::Duration;

use serde_json::Value;

/// A server's own word, by plain HTTP.
pub struct Http {
    agent: ureq::Agent,
    base: String,
    authorization: String,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body; `Null` when it is no JSON.
    pub body: Value,
}

impl Http {
    /// Asks this SCIM base with this whole `Authorization` value.
    pub fn new(base: impl Into<String>, authorization: impl Into<String>) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        Self {
            agent,
            base: base.into(),
            authorization: authorization.into(),
        }
    }

    /// GET of a path below the base.
    pub fn get(&self, path: &str) -> Reply {
        let request = self.agent.get(format!("{}{path}", self.base));
        let answer = request
            .header("Authorization", &self.authorization)
            .header("Accept", "application/scim+json, application/json")
            .call()
            .unwrap_or_else(|error| panic!("the server does not answer GET {path}: {error}"));
        read(answer)
    }

    /// POST of a resource.
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        let request = self.agent.post(format!("{}{path}", self.base));
        let answer = request
            .header("Authorization", &self.authorization)
            .header("Content-Type", "application/scim+json")
            .send(body.to_string())
            .unwrap_or_else(|error| panic!("the server does not answer POST {path}: {error}"));
        read(answer)
    }

    /// PATCH of a resource.
    pub fn patch(&self, path: &str, operations: &Value) -> Reply {
        let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
        let body = serde_json::json!({ "schemas": schemas, "Operations": operations });
        let request = self.agent.patch(format!("{}{path}", self.base));
        let answer = request
            .header("Authorization", &self.authorization)
            .header("Content-Type", "application/scim+json")
            .send(body.to_string())
            .unwrap_or_else(|error| panic!("the server does not answer PATCH {path}: {error}"));
        read(answer)
    }

    /// Everything an endpoint lists, page by page as the server wants it: without `count`, by cursor where one comes
    /// (RFC 9865), until no new id comes or `totalResults` is reached.
    pub fn all(&self, endpoint: &str) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        let mut ids = std::collections::BTreeSet::new();
        let mut cursor: Option<String> = None;
        loop {
            let query = match &cursor {
                Some(next) => format!("?cursor={next}"),
                None if found.is_empty() => String::new(),
                None => format!("?startIndex={}", found.len() + 1),
            };
            let page = self.get(&format!("{endpoint}{query}"));
            assert_eq!(
                page.status, 200,
                "the list of {endpoint} is answered: {:?}",
                page.body
            );
            let fresh: Vec<Value> = page.body["Resources"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|r| ids.insert(r["id"].as_str().unwrap_or_default().to_owned()))
                .cloned()
                .collect();
            let empty = fresh.is_empty();
            found.extend(fresh);
            if cursor.is_some() && page.body["nextCursor"].is_null() {
                return found;
            }
            cursor = page.body["nextCursor"].as_str().map(str::to_owned);
            let total = page.body["totalResults"].as_u64().unwrap_or(0);
            if empty || u64::try_from(found.len()).is_ok_and(|n| n >= total) {
                return found;
            }
        }
    }
}

fn read(mut answer: ureq::http::Response<ureq::Body>) -> Reply {
    let status = answer.status().as_u16();
    let text = answer
        .body_mut()
        .with_config()
        .limit(256 << 20)
        .read_to_string()
        .unwrap_or_default();
    Reply {
        status,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
    }
}
