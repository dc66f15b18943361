//! The permit of a write: its first byte leaves in time, or none ever does. So whoever keeps a queue
//! can count from the permit's end how long something may still land.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use thiserror::Error;
use tokio::time::Instant;

/// The permit ran out before the request was handed to a connection.
#[derive(Debug, Error)]
#[error("the time for the first byte is over")]
pub(super) struct RanOut;

const WAITING: u8 = 0;
const USED: u8 = 1;
const TAKEN_BACK: u8 = 2;

/// Used once by the connection, or taken back once by the request's owner: never both.
#[derive(Clone)]
pub(super) struct Permit {
    by: Instant,
    state: Arc<AtomicU8>,
}

impl Permit {
    pub(super) fn until(by: std::time::Instant) -> Self {
        Self {
            by: Instant::from_std(by),
            state: Arc::new(AtomicU8::new(WAITING)),
        }
    }

    /// Ends when the permit has run out unused; never once it was used.
    pub(super) async fn run_out(&self) {
        // A timer is a millisecond late, which is enough to begin.
        if Instant::now() < self.by {
            tokio::time::sleep_until(self.by).await;
        }
        if !self.take_back() {
            std::future::pending::<()>().await;
        }
    }

    /// Whether nothing of the request has left. From then on nothing will.
    pub(super) fn take_back(&self) -> bool {
        let before = self
            .state
            .compare_exchange(WAITING, TAKEN_BACK, Ordering::SeqCst, Ordering::SeqCst);
        before != Err(USED)
    }

    /// Whether the request may leave now. From the first yes on it has left.
    fn may_leave(&self) -> bool {
        if self.state.load(Ordering::SeqCst) == WAITING && Instant::now() >= self.by {
            self.take_back();
        }
        let before = self
            .state
            .compare_exchange(WAITING, USED, Ordering::SeqCst, Ordering::SeqCst);
        before != Err(TAKEN_BACK)
    }

    /// The body of the request, which carries the permit to the connection.
    pub(super) fn body(&self, bytes: Bytes) -> reqwest::Body {
        reqwest::Body::wrap(Permitted {
            permit: self.clone(),
            rest: bytes,
        })
    }
}

/// A body that asks for its permit. hyper calls `is_end_stream` right before it writes the head of
/// the request, over HTTP/1.1 and HTTP/2 alike, and nothing calls it earlier; what it has written
/// goes out only after the body was asked for its first frame.
struct Permitted {
    permit: Permit,
    rest: Bytes,
}

impl Body for Permitted {
    type Data = Bytes;
    type Error = RanOut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, RanOut>>> {
        if !self.permit.may_leave() {
            return Poll::Ready(Some(Err(RanOut)));
        }
        let rest = std::mem::take(&mut self.rest);
        Poll::Ready((!rest.is_empty()).then(|| Ok(Frame::data(rest))))
    }

    /// Without a permit there seems to be more, so that the body is asked and can fail.
    fn is_end_stream(&self) -> bool {
        self.permit.may_leave() && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        if self.permit.state.load(Ordering::SeqCst) == TAKEN_BACK {
            return SizeHint::default();
        }
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::Method;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::*;

    fn later() -> std::time::Instant {
        std::time::Instant::now() + Duration::from_secs(3600)
    }

    #[test]
    fn a_permit_is_used_or_taken_back_and_never_both() {
        let used = Permit::until(later());
        assert!(
            used.may_leave() && used.may_leave(),
            "the whole request may leave"
        );
        assert!(!used.take_back(), "what has left is not called unsent");
        let back = Permit::until(later());
        assert!(back.take_back() && back.take_back());
        assert!(!back.may_leave(), "what is called unsent never leaves");
        let late = Permit::until(std::time::Instant::now());
        assert!(
            !late.may_leave() && late.take_back(),
            "a connection that is late does not use it"
        );
    }

    /// The owner takes the permit back in the moment between the connection's being there and the
    /// request's being written.
    #[tokio::test]
    async fn without_a_permit_not_one_byte_reaches_the_server() {
        for (method, body) in [(Method::POST, "{}"), (Method::DELETE, "")] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}/Users/1", listener.local_addr().unwrap());
            let received = tokio::spawn(async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = Vec::new();
                let _ = stream.read_buf(&mut bytes).await;
                bytes
            });
            let permit = Permit::until(later());
            assert!(permit.take_back());
            let plain = reqwest::Client::builder()
                .tls_backend_preconfigured(nobody())
                .no_proxy()
                .build()
                .unwrap();
            let body = permit.body(Bytes::from_static(body.as_bytes()));
            let sent = plain.request(method.clone(), url).body(body).send().await;
            assert!(sent.is_err(), "{method} has no answer");
            let received = received.await.unwrap();
            assert_eq!(
                String::from_utf8_lossy(&received),
                "",
                "{method}: a server may act on a head without a body"
            );
        }
    }

    fn nobody() -> rustls::ClientConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth()
    }
}
