//! Waits on this computer for the one answer of the browser (RFC 8252 §7.3).

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// The path of the redirect address.
const PATH: &str = "/callback";
/// Most bytes of a request that are read.
const MOST: usize = 16 * 1024;
/// A connection that says nothing must not hold the next one up.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the browser shows at the end.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The heading, in the user's language.
    pub title: String,
    /// What to do now, e.g. "You can close this page."
    pub text: String,
}

/// What the browser brought.
pub(super) enum Brought {
    /// The authorization code.
    Code(String),
    /// The server's error code and words.
    Error(String, String),
}

/// The address the browser is sent back to.
pub(super) struct Loopback {
    listener: TcpListener,
    port: u16,
}

impl Loopback {
    /// Takes a port of 127.0.0.1, any for 0: nothing else on the network can reach it.
    pub(super) async fn open(port: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    pub(super) fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// The first answer that carries our state. Anything else (another page of the browser, another program of this
    /// computer) is turned away and does not end the waiting. The port is closed afterwards.
    pub(super) async fn answer(self, state: &str, page: &Page) -> std::io::Result<Brought> {
        loop {
            let (mut stream, _) = self.listener.accept().await?;
            let read = tokio::time::timeout(PATIENCE, request_line(&mut stream)).await;
            let brought = match read {
                Ok(Some(target)) => brought(&target, state),
                _ => None,
            };
            let (status, page) = match &brought {
                Some(_) => ("200 OK", page.clone()),
                None => ("404 Not Found", Page::default()),
            };
            drop(tokio::time::timeout(PATIENCE, reply(&mut stream, status, &page)).await);
            if let Some(brought) = brought {
                return Ok(brought);
            }
        }
    }
}

/// The target of a GET request.
async fn request_line(stream: &mut TcpStream) -> Option<String> {
    let mut seen = Vec::new();
    // To the end of the head: a browser takes an answer to half a request for a broken connection.
    while !seen.windows(4).any(|w| w == b"\r\n\r\n") {
        if seen.len() > MOST || stream.read_buf(&mut seen).await.ok()? == 0 {
            return None;
        }
    }
    let text = String::from_utf8(seen).ok()?;
    let mut words = text.lines().next()?.split(' ');
    (words.next()? == "GET").then_some(())?;
    Some(words.next()?.to_owned())
}

/// The answer in a target, if it is one to our question.
fn brought(target: &str, state: &str) -> Option<Brought> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok()?;
    if url.path() != PATH || url.host_str() != Some("127.0.0.1") {
        return None;
    }
    let value = |name: &str| {
        let mut found = url.query_pairs().filter(|(n, _)| n == name);
        let first = found.next().map(|(_, v)| v.into_owned());
        // Twice is nobody's answer (RFC 6749 §3.1).
        found.next().is_none().then_some(first).flatten()
    };
    (value("state")? == state).then_some(())?;
    match (value("code"), value("error")) {
        (Some(code), None) => Some(Brought::Code(code)),
        (None, Some(error)) => Some(Brought::Error(
            error,
            value("error_description").unwrap_or_default(),
        )),
        _ => None,
    }
}

async fn reply(stream: &mut TcpStream, status: &str, page: &Page) -> std::io::Result<()> {
    let body = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Rollcall</title></head>\
         <body style=\"font: 16px system-ui; margin: 4rem\"><h1 style=\"font-size: 20px\">{}</h1><p>{}</p></body></html>",
        escaped(&page.title),
        escaped(&page.text)
    );
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nReferrer-Policy: no-referrer\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_answer(target: &str) -> bool {
        brought(target, "st4te").is_some()
    }

    #[test]
    fn only_an_answer_to_our_own_question_counts() {
        assert!(is_answer("/callback?code=abc&state=st4te"));
        assert!(is_answer("/callback?error=access_denied&state=st4te"));
        for other in [
            "/callback?code=abc",
            "/callback?code=abc&state=other",
            "/callback?code=abc&state=st4te&state=st4te",
            "/callback?code=abc&error=x&state=st4te",
            "/callback?state=st4te",
            "/favicon.ico",
            "/other?code=abc&state=st4te",
            "//evil.example.net/callback?code=abc&state=st4te",
            "http://evil.example.net/callback?code=abc&state=st4te",
        ] {
            assert!(!is_answer(other), "{other}");
        }
    }
}
