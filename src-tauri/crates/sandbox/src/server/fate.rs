//! What becomes of one request: authentication, faults, counting.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use tower::ServiceExt;

use super::bodies;
use crate::Profile;
use crate::http::{App, Failure, Writing, classify};
use crate::profile::{FaultAction, HttpProfile, RetryAfterForm};

/// Most bytes of a request to `/_sandbox/`; a profile has a few thousand.
const CONTROL_LIMIT: usize = 1 << 20;

/// The connection is to be closed without an answer. hyper does so when the service fails.
#[derive(Debug, thiserror::Error)]
#[error("closed without an answer, as the profile says")]
pub(super) struct Dropped;

/// Answers one request, or drops the connection.
pub(super) async fn handle(app: Arc<App>, request: Request<Incoming>) -> Result<Response<Body>, Dropped> {
    let request = request.map(Body::new);
    if request.uri().path().starts_with("/_sandbox/") {
        return control(&app, request).await;
    }
    let path = app.below_base(request.uri().path());
    let class = classify(request.method(), path, request.uri().query());
    let _counted = app.enter(class);
    let profile = app.profile();
    let result = decide(&app, &profile, request).await;
    if let Ok(answer) = &result {
        app.count_status(answer.status());
    }
    result
}

/// Requests to `/_sandbox/`: no quirk, no fault, no counting.
async fn control(app: &Arc<App>, request: Request<Body>) -> Result<Response<Body>, Dropped> {
    let correct = Profile {
        http: HttpProfile {
            max_request_bytes: CONTROL_LIMIT,
            ..HttpProfile::default()
        },
        ..Profile::default()
    };
    match in_memory(&correct, request).await? {
        Ok(request) => Ok(route(app, request).await),
        Err(answer) => Ok(answer),
    }
}

async fn decide(
    app: &Arc<App>,
    profile: &Arc<Profile>,
    request: Request<Body>,
) -> Result<Response<Body>, Dropped> {
    let below = app.below_base(request.uri().path()).unwrap_or_default();
    // Held until the answer: what comes in meanwhile comes at the same time.
    let writing = match app.begin_write(profile, request.method(), below) {
        Ok(writing) => writing,
        Err(failure) => return Ok(failure.answer(profile)),
    };
    if profile.http.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(profile.http.latency_ms)).await;
    }
    if let Err(failure) = app.admit(profile, request.method(), request.headers(), request.uri()) {
        return Ok(failure.answer(profile));
    }
    let path = app
        .below_base(request.uri().path())
        .unwrap_or_default()
        .to_owned();
    let mut action = None;
    for struck in app.strike(profile, request.method().as_str(), &path) {
        match struck {
            FaultAction::Latency { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
            other => action = action.or(Some(other)),
        }
    }
    if matches!(action, Some(FaultAction::CloseBefore)) {
        return Err(Dropped);
    }
    // The body is read before anything else happens, so that what is applied later is complete.
    let mut request = match in_memory(profile, request).await? {
        Ok(request) => request,
        Err(answer) => return Ok(answer),
    };
    request.extensions_mut().insert(Arc::clone(profile));
    if let Some(then) = writing.as_ref().and_then(Writing::members_then) {
        request.extensions_mut().insert(then);
    }
    if profile.http.trailing_slash_required {
        request = slashed(request);
    }
    match action {
        None => Ok(route(app, request).await),
        Some(action) => carry_out(app, profile, action, request).await,
    }
}

/// The request with its body read, or the answer when it is too large.
async fn in_memory(
    profile: &Profile,
    request: Request<Body>,
) -> Result<Result<Request<Body>, Response<Body>>, Dropped> {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, profile.http.max_request_bytes).await {
        Ok(bytes) => Ok(Ok(Request::from_parts(parts, Body::from(bytes)))),
        Err(error) if is_too_long(&error) => Ok(Err(Failure::too_large(profile).answer(profile))),
        // The client went away in the middle of its own request.
        Err(_) => Err(Dropped),
    }
}

async fn carry_out(
    app: &Arc<App>,
    profile: &Profile,
    action: FaultAction,
    request: Request<Body>,
) -> Result<Response<Body>, Dropped> {
    match action {
        FaultAction::Latency { .. } => Ok(route(app, request).await),
        FaultAction::TooManyRequests { retry_after } => {
            Ok(busy(profile, StatusCode::TOO_MANY_REQUESTS, retry_after))
        }
        FaultAction::Unavailable { retry_after } => {
            Ok(busy(profile, StatusCode::SERVICE_UNAVAILABLE, retry_after))
        }
        FaultAction::ErrorBefore { status } => Ok(failed(profile, status)),
        FaultAction::ErrorAfter { status } => {
            let _ = route(app, request).await;
            Ok(failed(profile, status))
        }
        FaultAction::LoseAnswer => {
            let answer = route(app, request).await;
            app.count_status(answer.status());
            Err(Dropped)
        }
        FaultAction::CloseBefore => Err(Dropped),
        FaultAction::Refused { status, body } => Ok(refused(status, body)),
        FaultAction::CutBody { after_bytes } => {
            let answer = route(app, request).await;
            Ok(with_body(answer, |bytes| bodies::cut(bytes, after_bytes)).await)
        }
        FaultAction::SlowBody {
            bytes: size,
            pause_ms,
        } => {
            let answer = route(app, request).await;
            let pause = Duration::from_millis(pause_ms);
            Ok(with_body(answer, |bytes| bodies::drip(bytes.clone(), size, pause)).await)
        }
        FaultAction::DelayedApply { ms, close } => {
            let app = Arc::clone(app);
            let (send, receive) = tokio::sync::oneshot::channel();
            // A task of its own: it lands even when hyper drops this future with the connection.
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                let answer = route(&app, request).await;
                // Whom nobody waits for is counted here, as every lost answer is.
                if let Err(lost) = send.send(answer) {
                    app.count_status(lost.status());
                }
            });
            if close {
                return Err(Dropped);
            }
            receive.await.map_err(|_| Dropped)
        }
        FaultAction::HtmlPage => Ok(page()),
        FaultAction::HugeBody { mebibytes } => Ok(scim(bodies::huge(mebibytes))),
        FaultAction::GzipBomb { mebibytes } => {
            let mut answer = scim(bodies::gzip_bomb(mebibytes));
            answer
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Ok(answer)
        }
        FaultAction::Unauthorized => Ok(Failure::unauthorized().answer(profile)),
    }
}

/// Q-URL-01: the same path without the slash at its end; nowhere without one.
fn slashed(mut request: Request<Body>) -> Request<Body> {
    let uri = request.uri();
    let path = match uri.path().strip_suffix('/') {
        Some(path) => path.to_owned(),
        None => format!("{}/-", uri.path()),
    };
    let whole = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    if let Ok(uri) = whole.parse() {
        *request.uri_mut() = uri;
    }
    request
}

async fn route(app: &Arc<App>, request: Request<Body>) -> Response<Body> {
    match app.router().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

fn busy(profile: &Profile, status: StatusCode, retry_after: Option<u64>) -> Response<Body> {
    let mut answer = Failure::new(status, None, "too many requests for the moment").answer(profile);
    if let Some(seconds) = retry_after {
        let then = SystemTime::now().checked_add(Duration::from_secs(seconds));
        let then = then.unwrap_or(SystemTime::UNIX_EPOCH);
        let form = profile.errors.retry_after;
        let told = match form {
            RetryAfterForm::Seconds => seconds.to_string(),
            RetryAfterForm::Date => httpdate::fmt_http_date(then),
            RetryAfterForm::Words => format!("{seconds} seconds"),
            RetryAfterForm::Reset => {
                let moment = then.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                moment.as_secs().to_string()
            }
        };
        let name = match form {
            RetryAfterForm::Reset => HeaderName::from_static("x-ratelimit-reset"),
            _ => RETRY_AFTER,
        };
        if let Ok(told) = HeaderValue::from_str(&told) {
            answer.headers_mut().insert(name, told);
        }
    }
    answer
}

fn failed(profile: &Profile, status: u16) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Failure::new(status, None, "failed because the profile says so").answer(profile)
}

fn refused(status: u16, body: String) -> Response<Body> {
    let media_type = if body.starts_with(['{', '[']) {
        "application/json"
    } else {
        "text/plain; charset=utf-8"
    };
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer
}

fn page() -> Response<Body> {
    let html = "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>Sign in to the network</h1></body></html>";
    let mut answer = Response::new(Body::from(html));
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    answer
}

fn scim(body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/scim+json"));
    answer
}

/// Gives the answer another body of the same declared length.
async fn with_body(answer: Response<Body>, body: impl FnOnce(&Bytes) -> Body) -> Response<Body> {
    let (mut parts, old) = answer.into_parts();
    let Ok(bytes) = axum::body::to_bytes(old, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    if !bytes.is_empty() {
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    }
    Response::from_parts(parts, body(&bytes))
}

fn is_too_long(error: &axum::Error) -> bool {
    use std::error::Error as _;
    // axum wraps what http-body-util says; the wrapped error's own type is not reachable without
    // that crate, its text is stable and tested below by the 413 of the endpoint tests.
    error
        .source()
        .is_some_and(|source| source.to_string().contains("length limit exceeded"))
}
