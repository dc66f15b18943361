//! A small HTTP/1.1 client that shows what really came over the wire: where a body was cut, whether
//! an answer came at all. A full client would hide exactly that.
#![allow(dead_code, reason = "each test file uses the part it needs")]

use std::time::Duration;

use rollcall_sandbox::{Profile, RunningSandbox, SandboxOptions, start};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Whether the body had the length that its header promised, or its last chunk.
    pub whole: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn id(&self) -> String {
        self.json()["id"]
            .as_str()
            .expect("the answer has an id")
            .to_owned()
    }

    /// The userNames (or displayNames) on a page.
    pub fn names(&self) -> Vec<String> {
        let page = self.json();
        let rows = page["Resources"].as_array().expect("a ListResponse").clone();
        let name = |row: &Value| {
            row["userName"]
                .as_str()
                .or(row["displayName"].as_str())
                .or(row["name"].as_str())
                .unwrap_or("")
                .to_owned()
        };
        rows.iter().map(name).collect()
    }
}

/// A sandbox with a client.
pub struct Server {
    pub sandbox: RunningSandbox,
}

/// A sandbox without people.
pub async fn empty(profile: &str) -> Server {
    with(profile, 0).await
}

/// A sandbox with so many people.
pub async fn with(profile: &str, people: usize) -> Server {
    let profile = Profile::from_toml(profile).expect("the profile names switches that exist");
    let options = SandboxOptions {
        people,
        profile,
        ..SandboxOptions::default()
    };
    Server {
        sandbox: start(options).await.expect("a free port"),
    }
}

impl Server {
    pub fn set(&self, profile: &str) {
        self.sandbox
            .set_profile(Profile::from_toml(profile).expect("the profile names switches that exist"));
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None).await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, &[], Some(body)).await.expect("an answer")
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, &[], Some(body)).await.expect("an answer")
    }

    pub async fn patch(&self, path: &str, operations: Value) -> Answer {
        self.send("PATCH", path, &[], Some(patch_op(operations)))
            .await
            .expect("an answer")
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None).await.expect("an answer")
    }

    /// Creates a user and returns its id.
    pub async fn user(&self, name: &str) -> String {
        let answer = self.post("/Users", user(name)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.id()
    }

    /// Creates a group with these members and returns its id.
    pub async fn group(&self, name: &str, members: &[&str]) -> String {
        let answer = self.post("/Groups", group(name, members)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.id()
    }

    /// The request below the base; `None` when the connection was closed without an answer.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Option<Answer> {
        let body = body.map(|b| b.to_string().into_bytes());
        let token = format!("Bearer {}", self.sandbox.token());
        let mut all = vec![("Authorization", token.as_str())];
        if body.is_some()
            && !headers
                .iter()
                .any(|(n, _)| n.eq_ignore_ascii_case("content-type"))
        {
            all.push(("Content-Type", "application/scim+json"));
        }
        all.extend_from_slice(headers);
        raw(self.sandbox.base(), method, path, &all, body.as_deref()).await
    }

    /// The same under `/_sandbox/`.
    pub async fn control(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        let token = format!("Bearer {}", self.sandbox.token());
        let root = self
            .sandbox
            .base()
            .strip_suffix("/scim/v2")
            .expect("the base has this path");
        let headers = [("Authorization", token.as_str())];
        raw(
            root,
            method,
            &format!("/_sandbox{path}"),
            &headers,
            body.map(str::as_bytes),
        )
        .await
        .expect("an answer")
    }
}

/// One request on a connection of its own.
pub async fn raw(
    base: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Option<Answer> {
    let rest = base.strip_prefix("http://").expect("plain HTTP on loopback");
    let (host, root) = rest
        .split_once('/')
        .map_or((rest, String::new()), |(h, r)| (h, format!("/{r}")));
    let mut stream = TcpStream::connect(host).await.expect("the sandbox listens");
    let mut request = format!("{method} {root}{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(body) = body {
        request.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    request.push_str("\r\n");
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body.unwrap_or_default());
    // A server that refuses early may close before it has read everything.
    let _ = stream.write_all(&bytes).await;
    let mut received = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut received));
    // A reset ends the answer like a close does.
    let _ = read.await.expect("the server answers or closes");
    parse(&received, method)
}

fn parse(received: &[u8], method: &str) -> Option<Answer> {
    let end = received.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(": "))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect();
    let of = |name: &str| {
        headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.clone())
    };
    let rest = &received[end + 4..];
    let (body, whole) = if of("transfer-encoding").is_some_and(|v| v.contains("chunked")) {
        unchunk(rest)
    } else {
        let promised = of("content-length")
            .and_then(|v| v.parse::<usize>().ok())
            .unwrap_or(rest.len());
        (
            rest.to_vec(),
            method == "HEAD" || status == 304 || rest.len() == promised,
        )
    };
    Some(Answer {
        status,
        headers,
        body,
        whole,
    })
}

fn unchunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(String::from_utf8_lossy(&rest[..end]).trim(), 16).unwrap_or(0);
        if size == 0 {
            return (body, true);
        }
        let from = end + 2;
        let Some(piece) = rest.get(from..from + size) else {
            body.extend_from_slice(&rest[from.min(rest.len())..]);
            return (body, false);
        };
        body.extend_from_slice(piece);
        rest = rest.get(from + size + 2..).unwrap_or_default();
    }
    (body, false)
}

pub fn user(name: &str) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name})
}

pub fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": name,
        "members": members,
    })
}

pub fn patch_op(operations: Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

/// Percent-encodes a query value.
pub fn q(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
