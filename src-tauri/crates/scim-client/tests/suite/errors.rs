//! Error answers, layer by layer (quirks Q-ERR-01, Q-ERR-02).

use std::time::Duration;

use rollcall_scim::Resource;
use rollcall_scim_client::{Applied, ClientError, Projection, RetryAfter, StatusError};
use serde_json::json as value;

use crate::server::{CANARY, Server, answer};

async fn error_of(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: String,
) -> StatusError {
    let server = Server::start(move |_| answer(status, headers, body.as_bytes())).await;
    match server.client().get("/Users", "1", &Projection::none()).await {
        Err(ClientError::Status(error)) => *error,
        other => panic!("status {status} must be a status error, was {other:?}"),
    }
}

#[tokio::test]
async fn a_scim_error_is_read_with_its_type() {
    for status in [value!("409"), value!(409)] {
        let body = value!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "scimType": "uniqueness", "detail": "userName is taken", "status": status
        });
        let error = error_of(409, &[], body.to_string()).await;
        assert_eq!(error.scim_type(), Some("uniqueness"), "status {status}");
        assert_eq!(error.message, "userName is taken");
    }
}

#[tokio::test]
async fn the_status_of_the_answer_wins_over_that_in_the_body() {
    let body =
        value!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "x"});
    assert_eq!(error_of(500, &[], body.to_string()).await.status, 500);
}

// Q-ERR-01
#[tokio::test]
async fn vendor_shapes_give_their_text() {
    let cases = [
        (
            "GitHub",
            value!({"message": "Bad credentials", "documentation_url": "https://docs.example.com"}),
            "Bad credentials",
        ),
        (
            "Salesforce",
            value!([{"message": "Session expired", "errorCode": "INVALID_SESSION_ID"}]),
            "Session expired (INVALID_SESSION_ID)",
        ),
        (
            "Salesforce SCIM",
            value!({"Errors": [{"description": "no profile", "code": 400}]}),
            "no profile",
        ),
        (
            "AWS",
            value!({"__type": "ValidationException", "message": "bad filter"}),
            "bad filter (ValidationException)",
        ),
        (
            "code and message",
            value!({"code": "E42", "message": "no seat left"}),
            "no seat left (E42)",
        ),
        (
            "OAuth",
            value!({"error": "invalid_token", "error_description": "expired"}),
            "expired (invalid_token)",
        ),
        (
            "Azure",
            value!({"error": {"code": "Denied", "message": "not you"}}),
            "not you (Denied)",
        ),
        (
            "problem details",
            value!({"title": "Forbidden", "detail": "ask an admin"}),
            "ask an admin",
        ),
        ("list of texts", value!({"errors": ["one", "two"]}), "one; two"),
    ];
    for (vendor, body, expected) in cases {
        assert_eq!(
            error_of(400, &[], body.to_string()).await.message,
            expected,
            "{vendor}"
        );
    }
}

// Q-ERR-01
#[tokio::test]
async fn text_pages_and_nothing_fall_through_to_the_next_layer() {
    assert_eq!(
        error_of(400, &[], "no such user".into()).await.message,
        "no such user"
    );
    let page = "<html><head><title>503 Service\n Unavailable</title></head></html>";
    let error = error_of(503, &[("Content-Type", "text/html")], page.into()).await;
    assert!(
        error.html && error.message.contains("503 Service Unavailable"),
        "{error:?}"
    );
    assert!(!error.message.contains('<'), "no markup reaches a person");
    assert!(
        error_of(404, &[], String::new())
            .await
            .message
            .contains("nothing at this address")
    );
    assert!(
        !error_of(500, &[], "{\"broken".into())
            .await
            .message
            .contains("broken"),
        "half JSON is no text"
    );
    assert!(
        !error_of(418, &[], "{}".into()).await.message.is_empty(),
        "there is always a sentence"
    );
}

#[tokio::test]
async fn retry_after_and_the_challenge_are_kept() {
    let error = error_of(429, &[("Retry-After", "7")], String::new()).await;
    assert_eq!(error.retry_after, Some(RetryAfter::Wait(Duration::from_secs(7))));
    let error = error_of(429, &[("Retry-After", "-1")], String::new()).await;
    assert_eq!(
        error.retry_after,
        Some(RetryAfter::Unreadable("-1".into())),
        "no wait is made up"
    );
    let error = error_of(401, &[("WWW-Authenticate", "Bearer realm=\"x\"")], String::new()).await;
    assert_eq!(error.challenge.as_deref(), Some("Bearer"));
}

// Q-ERR-02
#[tokio::test]
async fn each_status_says_whether_a_write_was_applied() {
    let cases = [
        (400, Applied::NotApplied),
        (401, Applied::NotApplied),
        (404, Applied::NotApplied),
        (409, Applied::NotApplied),
        (412, Applied::NotApplied),
        (429, Applied::NotApplied),
        (501, Applied::NotApplied),
        (408, Applied::Unknown),
        (500, Applied::Unknown),
        (502, Applied::Unknown),
        (503, Applied::Unknown),
        (504, Applied::Unknown),
    ];
    for (status, expected) in cases {
        let error = ClientError::Status(Box::new(error_of(status, &[], String::new()).await));
        assert_eq!(error.applied(), expected, "status {status}");
    }
    let throttled = error_of(503, &[("Retry-After", "1")], String::new()).await;
    assert_eq!(
        ClientError::Status(Box::new(throttled)).applied(),
        Applied::NotApplied,
        "503 with a wait is a refusal"
    );
}

#[tokio::test]
async fn a_password_that_the_server_quotes_stays_out_of_the_error() {
    let server = Server::start(|seen| answer(400, &[], format!("rejected: {}", seen.body).as_bytes())).await;
    let body = value!({"userName": "ada", "password": "Hunter2-secret"});
    let user = Resource::from_value(body).unwrap();
    let error = server.client().create("/Users", &user).await.unwrap_err();
    assert!(!format!("{error:?}").contains("Hunter2-secret"), "{error:?}");
}

#[tokio::test]
async fn every_sentence_is_there_and_free_of_secrets() {
    for status in [400, 401, 403, 404, 409, 412, 429, 500, 503] {
        let error = ClientError::Status(Box::new(error_of(status, &[], format!("token {CANARY}")).await));
        for text in [error.what("Example"), error.why(), error.action()] {
            assert!(!text.is_empty() && text.ends_with('.'), "{status}: {text:?}");
            assert!(!text.contains(CANARY), "{text}");
        }
        assert!(error.what("Example").contains("Example"), "names the connection");
    }
}

#[tokio::test]
async fn the_keyword_of_an_error_is_bounded_and_redacted_like_its_text() {
    let long = format!("{CANARY} {}", "x".repeat(100_000));
    let body = value!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "scimType": long, "detail": long, "status": "400"
    });
    let error = error_of(400, &[], body.to_string()).await;
    let shown = format!("{error:?}");
    assert!(
        !shown.contains(CANARY),
        "a keyword is kept in logs and events too"
    );
    assert!(
        error.scim_type().is_some_and(|keyword| keyword.len() <= 100),
        "a keyword is short, whatever the server sends"
    );
}
