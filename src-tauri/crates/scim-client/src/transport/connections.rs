//! Counts the connections opened, so that a request can tell whether it went over a used one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use tower::{Layer, Service};

/// How many connections were started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opened(Arc<AtomicU64>);

impl Opened {
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl<S> Layer<S> for Opened {
    type Service = Counting<S>;

    fn layer(&self, inner: S) -> Counting<S> {
        Counting {
            inner,
            opened: self.clone(),
        }
    }
}

/// The connector, counted.
#[derive(Clone, Debug)]
pub(crate) struct Counting<S> {
    inner: S,
    opened: Opened,
}

impl<S, R> Service<R> for Counting<S>
where
    S: Service<R>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> S::Future {
        self.opened.0.fetch_add(1, Ordering::SeqCst);
        self.inner.call(request)
    }
}
