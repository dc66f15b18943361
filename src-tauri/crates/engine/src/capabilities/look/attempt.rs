//! Counts the requests of a look or a calibration, and knows when it has to end.

use std::sync::{Arc, Mutex, PoisonError};

use rollcall_scim_client::{Exchange, ExchangeMark, Recorder, RetryAfterForm};

use super::LookStop;

/// What was asked so far.
#[derive(Clone)]
pub(crate) struct Attempts(Arc<Counter>);

struct Counter {
    kept: Box<dyn Recorder>,
    most: u32,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    made: u32,
    last: Shown,
    stopped: Option<LookStop>,
    throttled: Option<Throttled>,
}

/// A recorded exchange that shows something.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    /// In a few words.
    pub(crate) words: String,
    /// Its record, where it is kept.
    pub(crate) mark: Option<ExchangeMark>,
}

/// The first 429.
#[derive(Clone)]
pub(crate) struct Throttled {
    /// Its exchange.
    pub(crate) exchange: Shown,
    /// How it said how long to wait; `None` where it did not.
    pub(crate) told: Option<RetryAfterForm>,
}

impl Attempts {
    /// At most so many requests, each handed on to be kept.
    pub(crate) fn new(kept: impl Recorder + 'static, most: u32) -> Self {
        Self(Arc::new(Counter {
            kept: Box::new(kept),
            most,
            state: Mutex::default(),
        }))
    }

    pub(crate) fn recorder(&self) -> Arc<dyn Recorder> {
        self.0.clone()
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many requests were made.
    pub(crate) fn made(&self) -> u32 {
        self.with(|s| s.made)
    }

    /// The last exchange.
    pub(crate) fn last(&self) -> Shown {
        self.with(|s| s.last.clone())
    }

    /// Why no more may be asked.
    pub(crate) fn stopped(&self) -> Option<LookStop> {
        self.with(|s| s.stopped)
    }

    /// The 429 that ended it.
    pub(crate) fn throttled(&self) -> Option<Throttled> {
        self.with(|s| s.throttled.clone())
    }

    /// Whether one more may be asked. Asking for more than may be is noted.
    pub(crate) fn may_ask(&self) -> bool {
        self.with(|s| {
            if s.stopped.is_none() && s.made >= self.0.most {
                s.stopped = Some(LookStop::Enough);
            }
            s.stopped.is_none()
        })
    }
}

impl Recorder for Counter {
    fn record(&self, exchange: Exchange) -> Option<ExchangeMark> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.made = state.made.saturating_add(1);
        let status = exchange
            .status
            .map_or_else(|| "no answer".to_owned(), |s| s.to_string());
        let words = format!("{} {} → {status}", exchange.method, exchange.path);
        let stop = match exchange.status {
            Some(401) => Some(LookStop::Unauthorized),
            Some(403) => Some(LookStop::Forbidden),
            Some(429) => Some(LookStop::Throttled),
            Some(_) => None,
            None => Some(LookStop::Unreachable),
        };
        state.stopped = state.stopped.or(stop);
        let throttled = stop == Some(LookStop::Throttled) && state.throttled.is_none();
        let told = RetryAfterForm::told(&exchange.response_headers);
        let mark = self.kept.record(exchange);
        state.last = Shown { words, mark };
        if throttled {
            state.throttled = Some(Throttled {
                exchange: state.last.clone(),
                told,
            });
        }
        mark
    }
}
