//! Counts the requests of a look, and knows when it has to end.

use std::sync::{Arc, Mutex, PoisonError};

use rollcall_scim_client::{Exchange, Recorder};

use super::{LookStop, MOST_REQUESTS};

/// What was asked so far.
#[derive(Clone)]
pub(super) struct Attempts(Arc<Counter>);

struct Counter {
    kept: Box<dyn Recorder>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    made: u32,
    last: String,
    stopped: Option<LookStop>,
}

impl Attempts {
    pub(super) fn new(kept: impl Recorder + 'static) -> Self {
        Self(Arc::new(Counter {
            kept: Box::new(kept),
            state: Mutex::default(),
        }))
    }

    pub(super) fn recorder(&self) -> Arc<dyn Recorder> {
        self.0.clone()
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many requests were made.
    pub(super) fn made(&self) -> u32 {
        self.with(|s| s.made)
    }

    /// The last exchange in a few words.
    pub(super) fn last(&self) -> String {
        self.with(|s| s.last.clone())
    }

    /// Why no more may be asked.
    pub(super) fn stopped(&self) -> Option<LookStop> {
        self.with(|s| s.stopped)
    }

    /// Whether one more may be asked. Asking for more than may be is noted.
    pub(super) fn may_ask(&self) -> bool {
        self.with(|s| {
            if s.stopped.is_none() && s.made >= MOST_REQUESTS {
                s.stopped = Some(LookStop::Enough);
            }
            s.stopped.is_none()
        })
    }
}

impl Recorder for Counter {
    fn record(&self, exchange: Exchange) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.made = state.made.saturating_add(1);
        let status = exchange
            .status
            .map_or_else(|| "no answer".to_owned(), |s| s.to_string());
        state.last = format!("{} {} → {status}", exchange.method, exchange.path);
        let stop = match exchange.status {
            Some(401) => Some(LookStop::Unauthorized),
            Some(403) => Some(LookStop::Forbidden),
            Some(429) => Some(LookStop::Throttled),
            Some(_) => None,
            None => Some(LookStop::Unreachable),
        };
        state.stopped = state.stopped.or(stop);
        drop(state);
        self.kept.record(exchange);
    }
}
