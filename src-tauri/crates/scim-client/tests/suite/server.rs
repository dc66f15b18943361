//! A server on a raw socket that answers whatever a test tells it to, valid HTTP or not, and remembers
//! what it was asked.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rollcall_scim_client::{
    Auth, BaseUrl, Client, ClientConfig, Exchange, ExchangeMark, Recorder, SecretText,
};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// The token every test sends; it may turn up nowhere else.
pub const CANARY: &str = "CANARY-TOKEN-7f3a";

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Path and query, undecoded.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// Which connection it came over, from 0.
    pub connection: usize,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, v)| v.as_str())
    }

    /// A query parameter, decoded.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let url = url::Url::parse(&format!("http://localhost{}", self.target)).unwrap();
        let found = url.query_pairs().find(|(n, _)| n == name);
        found.map(|(_, v)| v.into_owned())
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.parameter(name).map(|v| v.parse().unwrap())
    }
}

/// What the server does with a request.
pub enum Act {
    /// These bytes; the connection stays open for the next request.
    Send(Vec<u8>),
    /// These bytes, then the connection is closed.
    SendAndClose(Vec<u8>),
    /// These bytes, then the second part again and again until the client goes away.
    SendForever(Vec<u8>, Vec<u8>),
    /// These bytes, then one byte at a time with a pause, until the client goes away.
    Drip(Vec<u8>, Duration),
    /// These bytes, then silence until the client goes away.
    SendAndHang(Vec<u8>),
    /// The connection is closed without an answer.
    Close,
}

/// A well-formed answer with a JSON body.
pub fn json(status: u16, body: &Value) -> Act {
    answer(
        status,
        &[("Content-Type", "application/scim+json")],
        body.to_string().as_bytes(),
    )
}

/// A well-formed answer.
pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Act {
    let mut head = format!("HTTP/1.1 {status} Test\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    Act::Send([head.as_bytes(), body].concat())
}

type Script = dyn Fn(&Seen) -> Act + Send + Sync;

/// The server. Dropped with the test's runtime.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub async fn start(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        Self::start_with(script, None).await
    }

    pub async fn start_with(
        script: impl Fn(&Seen) -> Act + Send + Sync + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let script: Arc<Script> = Arc::new(script);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let server = Self {
            address,
            seen: Arc::clone(&seen),
            connections: Arc::clone(&connections),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let (script, seen, tls) = (Arc::clone(&script), Arc::clone(&seen), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, number, &*script, &seen).await,
                        Some(acceptor) => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, number, &*script, &seen).await;
                            }
                        }
                    }
                });
            }
        });
        server
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Connections so far, used or not.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub fn base(&self) -> String {
        format!("http://{}/scim/v2", self.address)
    }

    pub fn config(&self) -> ClientConfig {
        config(&self.base())
    }

    /// A client with short deadlines, so that a test of a hanging server ends soon.
    pub fn client(&self) -> Client {
        Client::new(self.config()).unwrap()
    }
}

pub fn config(base: &str) -> ClientConfig {
    let auth = Auth::Bearer(SecretText::new(CANARY.to_owned()));
    let mut config = ClientConfig::new("Example", BaseUrl::parse(base).unwrap(), auth);
    config.limits.connect_timeout = Duration::from_millis(1500);
    config.limits.total_timeout = Duration::from_secs(20);
    config
}

/// Keeps every exchange.
#[derive(Default)]
pub struct Tape(Mutex<Vec<Exchange>>);

impl Recorder for Tape {
    fn record(&self, exchange: Exchange) -> Option<ExchangeMark> {
        let mut tape = self.0.lock().unwrap();
        tape.push(exchange);
        i64::try_from(tape.len()).ok()
    }
}

impl Tape {
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap().clone()
    }
}

async fn serve<S>(mut stream: S, connection: usize, script: &Script, seen: &Mutex<Vec<Seen>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer, connection).await {
        let act = script(&request);
        seen.lock().unwrap().push(request);
        match act {
            Act::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Act::SendAndClose(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Act::SendForever(head, part) => {
                let _ = stream.write_all(&head).await;
                while stream.write_all(&part).await.is_ok() {}
                return;
            }
            Act::Drip(head, pause) => {
                let _ = stream.write_all(&head).await;
                while stream.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
                return;
            }
            Act::SendAndHang(head) => {
                let _ = stream.write_all(&head).await;
                let mut rest = [0; 64];
                while matches!(stream.read(&mut rest).await, Ok(n) if n > 0) {}
                return;
            }
            Act::Close => return,
        }
    }
}

async fn read_request<S: AsyncRead + Unpin>(
    stream: &mut S,
    buffer: &mut Vec<u8>,
    connection: usize,
) -> Option<Seen> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..head_end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(": "))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, v)| v.parse::<usize>().unwrap());
    let body_end = head_end + 4 + length;
    while buffer.len() < body_end {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8_lossy(&buffer[head_end + 4..body_end]).into_owned();
    buffer.drain(..body_end);
    Some(Seen {
        method,
        target,
        headers,
        body,
        connection,
    })
}
