//! `/_sandbox/`: what other processes (tests, above all) may ask and change. Not SCIM; guarded by
//! the same token, never subject to quirks and faults.
//!
//! | | |
//! |---|---|
//! | `GET /_sandbox/stats` | [`Stats`](crate::Stats) as JSON |
//! | `POST /_sandbox/reset` | counters to zero, faults count from the beginning; 204 |
//! | `GET /_sandbox/profile` | the profile as TOML |
//! | `PUT /_sandbox/profile` | a profile as TOML; 204, or 400 with the reason as text |
//! | `GET /_sandbox/dump` | every resource as JSON lines, whatever the profile hides; `?kind=User` for one kind |

use std::sync::Weak;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::routing::{get, post};

use super::App;
use super::call::Call;
use crate::directory::View;
use crate::{Profile, ResourceKind};

type Answer = Response<Body>;

pub(super) fn routes() -> Router<Weak<App>> {
    Router::new()
        .route("/stats", get(stats))
        .route("/reset", post(reset))
        .route("/profile", get(profile).put(set_profile))
        .route("/dump", get(dump))
}

async fn stats(call: Call) -> Answer {
    guarded(&call, || {
        typed(
            "application/json",
            serde_json::to_string(&call.app.stats()).unwrap_or_default(),
        )
    })
}

async fn reset(call: Call) -> Answer {
    guarded(&call, || {
        call.app.reset_stats();
        Call::empty(StatusCode::NO_CONTENT)
    })
}

async fn profile(call: Call) -> Answer {
    guarded(&call, || {
        typed(
            "application/toml",
            toml::to_string(&*call.app.profile()).unwrap_or_default(),
        )
    })
}

async fn set_profile(call: Call) -> Answer {
    guarded(&call, || {
        match Profile::from_toml(&String::from_utf8_lossy(&call.body)) {
            Ok(profile) => {
                call.app.set_profile(profile);
                Call::empty(StatusCode::NO_CONTENT)
            }
            Err(error) => {
                let mut answer = typed("text/plain; charset=utf-8", error.to_string());
                *answer.status_mut() = StatusCode::BAD_REQUEST;
                answer
            }
        }
    })
}

async fn dump(call: Call) -> Answer {
    guarded(&call, || {
        let only = call.parameter("kind").and_then(ResourceKind::of_name);
        let mut lines = Vec::new();
        call.app.read(|directory| {
            for kind in ResourceKind::ALL
                .into_iter()
                .filter(|kind| only.is_none_or(|only| only == *kind))
            {
                for entry in directory.of(kind).entries() {
                    directory.write(kind, entry, View::WHOLE, &mut lines);
                    lines.push(b'\n');
                }
            }
        });
        typed("application/jsonl", lines)
    })
}

fn guarded(call: &Call, answer: impl FnOnce() -> Answer) -> Answer {
    let plain = Profile::default();
    match call.app.admit(
        &plain,
        &axum::http::Method::GET,
        &call.headers,
        &axum::http::Uri::default(),
    ) {
        Ok(()) => answer(),
        Err(failure) => failure.answer(&plain),
    }
}

fn typed(media_type: &'static str, body: impl Into<Body>) -> Answer {
    let mut answer = Response::new(body.into());
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}
