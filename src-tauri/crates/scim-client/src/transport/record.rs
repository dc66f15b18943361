//! The record of a request in flight. It is handed out exactly once, also when the request is given
//! up halfway: what may have reached a server must show in the log.

use std::sync::Arc;
use std::time::Instant;

use reqwest::header::HeaderMap;
use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::interpret::Wanted;
use super::payload::Payload;
use super::{Arrived, Request};
use crate::exchange::{BODY_LIMIT, ERROR_LIMIT, GIVEN_UP};
use crate::redact::Redactor;
use crate::{Client, ClientError, Exchange, ExchangeMark, LastExchange, Recorder};

/// A request that has started and not ended.
pub(super) struct Pending {
    started: Instant,
    operation: &'static str,
    status: Option<u16>,
    handed_out: bool,
    redactor: Arc<Redactor>,
    recorder: Option<Arc<dyn Recorder>>,
    last: Option<LastExchange>,
    exchange: Option<Exchange>,
}

impl Pending {
    pub(super) fn start(client: &Client, request: &Request) -> Self {
        let redactor = client.redactor();
        let redactor = match redactor.with_body(request.body.as_ref()) {
            Some(own) => Arc::new(own),
            None => redactor,
        };
        let recorder = client.inner.config.recorder.clone();
        // Without a recorder nothing is prepared.
        let exchange = recorder.is_some().then(|| {
            let (request_body, truncated) = match &request.body {
                Some(body) => {
                    let (text, cut) = json_text(&redactor, body);
                    (Some(text), cut)
                }
                None => (None, false),
            };
            Exchange {
                at: OffsetDateTime::now_utc(),
                duration_ms: 0,
                operation: request.operation,
                method: request.method.to_string(),
                path: redactor.path(request.url.path(), request.url.query()),
                status: None,
                error: None,
                request_headers: Vec::new(),
                request_body,
                response_headers: Vec::new(),
                response_body: None,
                bytes_received: 0,
                truncated,
            }
        });
        Self {
            started: Instant::now(),
            operation: request.operation,
            status: None,
            handed_out: false,
            redactor,
            recorder,
            last: client.last.clone(),
            exchange,
        }
    }

    pub(super) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// The headers as they go out.
    pub(super) fn sent(&mut self, headers: &HeaderMap) {
        if let Some(exchange) = &mut self.exchange {
            exchange.request_headers = self.redactor.headers(headers);
        }
    }

    /// What came in, whole or not.
    pub(super) fn arrived(&mut self, arrived: &Arrived, payload: Option<&Payload>, wanted: Wanted) {
        let Some(exchange) = &mut self.exchange else {
            return;
        };
        exchange.status = arrived.status;
        exchange.response_headers = self.redactor.headers(&arrived.headers);
        exchange.bytes_received = arrived.bytes;
        let (body, cut) = match payload {
            None | Some(Payload::Empty) => (None, false),
            Some(Payload::Json(value, _)) => {
                let (text, cut) = match envelope(value).filter(|_| wanted != Wanted::Document) {
                    Some(envelope) => json_text(&self.redactor, &envelope),
                    None => json_text(&self.redactor, value),
                };
                (Some(text), cut)
            }
            // Broken JSON may be half a list of people: only what is wrong with it is kept.
            Some(Payload::Broken(_)) => (None, true),
            Some(Payload::Other(_, text)) => {
                let (text, cut) = self.redactor.cut(&self.redactor.unstructured(text), BODY_LIMIT);
                (Some(text), cut)
            }
        };
        exchange.response_body = body;
        exchange.truncated |= cut;
    }

    /// Hands the record out, and says what it is found by.
    pub(super) fn finish(mut self, error: Option<&ClientError>) -> Option<ExchangeMark> {
        self.hand_out(error.map(ToString::to_string))
    }

    fn hand_out(&mut self, error: Option<String>) -> Option<ExchangeMark> {
        if std::mem::replace(&mut self.handed_out, true) {
            return None;
        }
        let duration_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        // Facts, never content: the exchange itself goes to the recorder.
        tracing::debug!(
            operation = self.operation,
            status = self.status,
            duration_ms,
            ok = error.is_none(),
            "exchange ended"
        );
        let mut exchange = self.exchange.take()?;
        exchange.error = error.map(|e| self.redactor.cut(&e, ERROR_LIMIT).0);
        exchange.duration_ms = duration_ms;
        let mark = self.recorder.as_ref()?.record(exchange);
        if let Some(last) = &self.last {
            last.note(mark);
        }
        mark
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        let _mark = self.hand_out(Some(GIVEN_UP.to_owned()));
    }
}

/// A list answer with its resources replaced by their number; `None` when it is no list.
fn envelope(value: &Value) -> Option<Value> {
    match value {
        Value::Array(items) => Some(Value::from(format!("a list of {}", items.len()))),
        Value::Object(map) => {
            let is_list = |(k, v): (&String, &Value)| k.eq_ignore_ascii_case("Resources") && v.is_array();
            if !map.iter().any(is_list) {
                return None;
            }
            let short: Map<String, Value> = map
                .iter()
                .map(|(key, value)| match value {
                    Value::Array(items) if key.eq_ignore_ascii_case("Resources") => {
                        (key.clone(), Value::from(items.len()))
                    }
                    // A cursor lets whoever has it read on (RFC 9865 §5).
                    Value::String(_) if key.to_ascii_lowercase().ends_with("cursor") => {
                        (key.clone(), Value::from("(a cursor)"))
                    }
                    other => (key.clone(), other.clone()),
                })
                .collect();
            Some(Value::Object(short))
        }
        _ => None,
    }
}

/// JSON as text, redacted and bounded.
fn json_text(redactor: &Redactor, value: &Value) -> (String, bool) {
    // Twice the limit leaves room for what masking shortens.
    let mut budget = BODY_LIMIT * 2;
    let text = redactor.json(value, &mut budget).to_string();
    let (text, cut) = redactor.cut(&text, BODY_LIMIT);
    (text, cut || budget == 0)
}
