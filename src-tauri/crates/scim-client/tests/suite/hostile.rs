//! A hostile or broken server: threats A1–A5, A17, A19, A21.

use rollcall_scim::Resource;
use rollcall_scim_client::{Applied, ClientError, ListQuery, Projection};
use serde_json::json as value;

use crate::server::{Act, CANARY, Server, Tape, answer, json};

fn user() -> Resource {
    Resource::from_value(value!({"userName": "ada@example.com"})).unwrap()
}

fn redirect_to(status: u16, location: String) -> impl Fn(&crate::server::Seen) -> Act {
    move |_| answer(status, &[("Location", &location)], b"")
}

#[tokio::test]
async fn a_redirect_to_another_host_is_never_followed_whatever_the_status() {
    let other = Server::start(|_| json(200, &value!({"id": "1", "schemas": []}))).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("http://{}/steal?x=1", other.address);
        let server = Server::start(redirect_to(status, location)).await;
        let client = server.client();
        let created = client.create("/Users", &user()).await.unwrap_err();
        let deleted = client.delete("/Users", "1", None).await.unwrap_err();
        let read = client.get("/Users", "1", &Projection::none()).await.unwrap_err();
        for error in [&created, &deleted, &read] {
            let ClientError::Redirect {
                target_host,
                same_origin,
                ..
            } = error
            else {
                panic!("{status} must be a redirect error, was {error:?}");
            };
            assert_eq!(
                target_host.as_deref(),
                Some("127.0.0.1"),
                "only the host is named"
            );
            assert!(!same_origin, "another port is another origin");
            assert!(
                !error.why().contains("steal"),
                "the path of the target is not shown"
            );
        }
        let expected = if status == 303 {
            Applied::Unknown
        } else {
            Applied::NotApplied
        };
        assert_eq!(
            created.applied(),
            expected,
            "303 answers a POST that was processed"
        );
    }
    assert_eq!(
        other.connections(),
        0,
        "the other host never hears of the request, let alone the token"
    );
}

#[tokio::test]
async fn a_redirect_on_the_same_origin_is_reported_as_such_and_not_followed() {
    let server = Server::start(|seen| match seen.target.as_str() {
        "/scim/v2/Users/1" => answer(308, &[("Location", "/scim/v3/Users/1")], b""),
        _ => json(200, &value!({"id": "1"})),
    })
    .await;
    let error = server
        .client()
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            ClientError::Redirect {
                same_origin: true,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        server.seen().len(),
        1,
        "a person decides whether the address changes"
    );
}

#[tokio::test]
async fn an_id_that_climbs_is_refused_before_any_request() {
    let server = Server::start(|_| json(200, &value!({}))).await;
    let client = server.client();
    for id in ["", ".", ".."] {
        let error = client.delete("/Users", id, None).await.unwrap_err();
        assert!(
            matches!(error, ClientError::UnusableId { .. }),
            "{id:?} would delete another address"
        );
        assert_eq!(error.applied(), Applied::NotApplied, "nothing was sent");
    }
    assert_eq!(server.connections(), 0, "not even a connection");
}

#[tokio::test]
async fn strange_ids_stay_one_segment_of_the_path() {
    let server = Server::start(|_| answer(204, &[], b"")).await;
    let client = server.client();
    let ids = [
        "%2e%2e",
        "a/b",
        "a?b",
        "../Groups/1",
        "a#b",
        "a\\b",
        "a\0b",
        "k&KdKr6",
        "auth0|1",
        "ünï",
        "a b",
        "...",
    ];
    for id in ids {
        client.delete("/Users", id, None).await.unwrap();
    }
    for (seen, id) in server.seen().iter().zip(ids) {
        let last = seen
            .target
            .strip_prefix("/scim/v2/Users/")
            .unwrap_or_else(|| panic!("{id:?} left /Users"));
        let plain = !last.contains(['/', '?', '#', '\\', '\0', ' ']);
        assert!(plain, "{id:?} became {last:?}, which is more than one segment");
        let back = percent_encoding::percent_decode_str(last).decode_utf8().unwrap();
        assert_eq!(back, id, "the server decodes the very same id");
    }
}

#[tokio::test]
async fn an_endpoint_outside_the_base_is_refused() {
    let server = Server::start(|_| json(200, &value!([]))).await;
    let client = server.client();
    for endpoint in [
        "//evil.example.net/x",
        "https://evil.example.net/x",
        "file:///etc/passwd",
        "/../admin",
        "/a/%2e%2e/b",
        "Users",
        "/Users?x=1",
        "/Us ers",
        "\\\\evil",
        "/a//b",
    ] {
        let error = client.list(endpoint, &ListQuery::default()).await.unwrap_err();
        assert!(
            matches!(error, ClientError::UnusableEndpoint { .. }),
            "{endpoint:?} gave {error:?}"
        );
    }
    assert_eq!(server.connections(), 0, "nothing was requested");
}

#[tokio::test]
async fn an_echo_server_does_not_get_the_token_into_an_error() {
    let server = Server::start(|seen| {
        let mut echo = seen.header("authorization").unwrap_or_default().to_owned();
        echo.push_str(&"x".repeat(5 * 1024 * 1024));
        answer(400, &[("Content-Type", "text/plain")], echo.as_bytes())
    })
    .await;
    let tape = std::sync::Arc::new(Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    let client = rollcall_scim_client::Client::new(config).unwrap();
    let error = client.create("/Users", &user()).await.unwrap_err();
    let ClientError::Status(status) = &error else {
        panic!("{error:?}")
    };
    assert!(status.message.len() <= 2048, "5 MB of text are cut to 2 kB");
    for text in [
        format!("{error:?}"),
        error.to_string(),
        error.why(),
        format!("{:?}", tape.exchanges()),
    ] {
        assert!(
            !text.contains(CANARY),
            "the token stays out of {}",
            text.chars().take(80).collect::<String>()
        );
    }
}

#[tokio::test]
async fn a_strange_etag_is_not_kept_and_a_good_one_is() {
    let long = format!("\"{}\"", "x".repeat(10_000));
    for (etag, expected) in [
        ("W/\"3\"", Some("W/\"3\"")),
        ("\"abc\"", Some("\"abc\"")),
        ("*", None),
        (long.as_str(), None),
        ("unquoted", None),
        ("\"a\"b\"", None),
    ] {
        let sent = etag.to_owned();
        let server = Server::start(move |_| answer(200, &[("ETag", &sent)], br#"{"id":"1"}"#)).await;
        let answer = server
            .client()
            .get("/Users", "1", &Projection::none())
            .await
            .unwrap();
        assert_eq!(
            answer.etag.as_deref(),
            expected,
            "{}",
            &etag[..etag.len().min(20)]
        );
    }
}

#[tokio::test]
async fn a_version_that_matches_anything_or_breaks_the_header_is_refused() {
    let server = Server::start(|_| answer(204, &[], b"")).await;
    let client = server.client();
    for version in [
        "*",
        "",
        "\"a\", \"b\"",
        "a\r\nX-Evil: 1",
        "\"a",
        &"x".repeat(10_000),
    ] {
        let error = client.delete("/Users", "1", Some(version)).await.unwrap_err();
        assert_eq!(
            error,
            ClientError::UnusableVersion,
            "{version:?} says nothing about a version"
        );
    }
    assert_eq!(server.connections(), 0, "nothing was sent");
    client.delete("/Users", "1", Some("W/\"7\"")).await.unwrap();
    assert_eq!(
        server.seen()[0].header("if-match"),
        Some("W/\"7\""),
        "a good version is sent as it came"
    );
}

#[tokio::test]
async fn broken_http_is_an_error_and_never_a_hang() {
    let many: String = (0..200).map(|i| format!("X-{i}: 1\r\n")).collect();
    let answers: Vec<Vec<u8>> = vec![
        format!(
            "HTTP/1.1 200 OK\r\nX-Big: {}\r\n\r\n",
            "x".repeat(2 * 1024 * 1024)
        )
        .into_bytes(),
        format!("HTTP/1.1 200 OK\r\n{many}Content-Length: 2\r\n\r\n{{}}").into_bytes(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}".to_vec(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n".to_vec(),
        b"hello, this is no HTTP\r\n\r\n".to_vec(),
    ];
    for bytes in answers {
        let head = String::from_utf8_lossy(&bytes)
            .chars()
            .take(60)
            .collect::<String>();
        let server = Server::start(move |_| Act::SendAndClose(bytes.clone())).await;
        let error = server.client().create("/Users", &user()).await.unwrap_err();
        assert!(
            matches!(error, ClientError::NoAnswer { timed_out: false, .. }),
            "{head}: {error:?}"
        );
        assert_eq!(error.applied(), Applied::Unknown, "the request was sent: {head}");
        assert_eq!(server.seen().len(), 1, "a write is sent once: {head}");
    }
}

#[tokio::test]
async fn a_read_answered_with_somebody_else_is_an_error() {
    for (asked, answered, same) in [
        ("17", value!("17"), true),
        // Some servers write ids as numbers.
        ("17", value!(17), true),
        ("17", value!(null), true),
        ("17", value!("18"), false),
        ("abc", value!("ABC"), false),
        ("17", value!({"value": "17"}), false),
    ] {
        let body = value!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": answered});
        let server = Server::start(move |_| json(200, &body)).await;
        let result = server.client().get("/Users", asked, &Projection::none()).await;
        let other = matches!(result, Err(ClientError::OtherResource { status: 200, .. }));
        assert_eq!(
            !other, same,
            "asked for {asked}, given {answered}: whoever acts on it acts on that person"
        );
    }
}
