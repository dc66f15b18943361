//! Faults of the network: threats B1–B5, B12; and when a request is sent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rollcall_scim::Resource;
use rollcall_scim_client::{Applied, BaseUrl, Client, ClientError, ConnectFailure, ListQuery, Projection};
use serde_json::json as value;
use tokio::net::TcpListener;

use crate::server::{Act, Server, Tape, answer, config, json};

fn impatient(server: &Server) -> Client {
    let mut config = server.config();
    config.limits.total_timeout = Duration::from_millis(300);
    Client::new(config).unwrap()
}

fn user() -> Resource {
    Resource::from_value(value!({"userName": "ada@example.com"})).unwrap()
}

#[tokio::test]
async fn a_dripping_body_ends_at_the_total_deadline() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{".to_vec();
    let server = Server::start(move |_| Act::Drip(head.clone(), Duration::from_millis(20))).await;
    let error = impatient(&server)
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap_err();
    assert!(
        matches!(error, ClientError::NoAnswer { timed_out: true, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn silence_and_dripping_headers_end_at_the_deadline_and_leave_a_write_unknown() {
    for head in ["", "HTTP/1.1 200 OK\r\nX-Slow: "] {
        let server =
            Server::start(move |_| Act::Drip(head.as_bytes().to_vec(), Duration::from_millis(20))).await;
        let error = impatient(&server).create("/Users", &user()).await.unwrap_err();
        assert_eq!(
            error.applied(),
            Applied::Unknown,
            "the server may have created the user: {error:?}"
        );
    }
    let server = Server::start(|_| Act::SendAndHang(Vec::new())).await;
    let error = impatient(&server).create("/Users", &user()).await.unwrap_err();
    assert!(
        matches!(error, ClientError::NoAnswer { timed_out: true, .. }),
        "{error:?}"
    );
    assert_eq!(server.seen().len(), 1, "a write is sent once, whatever happens");
}

#[tokio::test]
async fn a_write_whose_connection_closes_is_sent_once_and_unknown() {
    let acts: [fn() -> Act; 3] = [
        || Act::Close,
        || Act::SendAndClose(b"HTTP/1.1 201 Created\r\nContent-Le".to_vec()),
        || Act::SendAndClose(b"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{\"id\":".to_vec()),
    ];
    for act in acts {
        // The first request warms the connection, so that the write goes over a used one.
        let count = Arc::new(AtomicUsize::new(0));
        let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => json(200, &value!({"id": "1"})),
            _ => act(),
        })
        .await;
        let client = server.client();
        client.get("/Users", "1", &Projection::none()).await.unwrap();
        let error = client.create("/Users", &user()).await.unwrap_err();
        assert!(
            matches!(error, ClientError::NoAnswer { timed_out: false, .. }),
            "{error:?}"
        );
        assert_eq!(
            error.applied(),
            Applied::Unknown,
            "the server read the whole request"
        );
        let posts = server.seen().iter().filter(|s| s.method == "POST").count();
        assert_eq!(posts, 1, "a second POST would be a second user");
    }
}

#[tokio::test]
async fn a_get_over_a_used_connection_that_was_closed_is_sent_once_more() {
    let server = Server::start(|seen| match (seen.connection, seen.target.as_str()) {
        (0, "/scim/v2/Users/1") => json(200, &value!({"id": "1"})),
        (1, _) => json(200, &value!({"id": "2"})),
        _ => Act::Close,
    })
    .await;
    let client = server.client();
    client.get("/Users", "1", &Projection::none()).await.unwrap();
    client.get("/Users", "2", &Projection::none()).await.unwrap();
    assert_eq!(
        server.connections(),
        2,
        "the second read went over a new connection"
    );
    assert_eq!(server.seen().len(), 3, "and was asked exactly twice");
}

#[tokio::test]
async fn a_get_over_a_new_connection_that_was_closed_is_not_repeated() {
    let server = Server::start(|_| Act::Close).await;
    let error = server
        .client()
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::NoAnswer { .. }), "{error:?}");
    assert_eq!(
        server.seen().len(),
        1,
        "a server that hangs up on purpose is not pestered"
    );
}

#[tokio::test]
async fn a_close_delimited_body_that_ends_early_is_no_short_list() {
    // Without a length, the transport cannot know that anything is missing; only the parser can.
    let bytes =
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"totalResults\":2,\"Resources\":[{\"id\":\"1\"}";
    let server = Server::start(move |_| Act::SendAndClose(bytes.to_vec())).await;
    let error = server
        .client()
        .list("/Users", &ListQuery::default())
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::Unreadable { .. }), "{error:?}");
}

#[tokio::test]
async fn refused_and_nameless_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::new(config(&format!("http://{closed}"))).unwrap();
    let refused = client.create("/Users", &user()).await.unwrap_err();
    assert!(
        matches!(
            refused,
            ClientError::NotSent {
                kind: ConnectFailure::Refused,
                ..
            }
        ),
        "{refused:?}"
    );
    assert_eq!(refused.applied(), Applied::NotApplied, "nothing was sent");

    // RFC 6761 §6.4: a name under `.invalid` never has an address.
    let client = Client::new(config("https://scim.example.invalid")).unwrap();
    let nameless = client.create("/Users", &user()).await.unwrap_err();
    assert!(
        matches!(
            nameless,
            ClientError::NotSent {
                kind: ConnectFailure::Dns,
                ..
            }
        ),
        "{nameless:?}"
    );
    assert_ne!(refused.action(), nameless.action(), "the advice differs");
}

#[tokio::test]
async fn a_port_that_accepts_and_never_shakes_hands_is_a_connect_timeout() {
    let server = Server::start(|_| Act::Close).await;
    let mut config = config(&format!("https://localhost:{}", server.address.port()));
    config.limits.connect_timeout = Duration::from_millis(200);
    let error = Client::new(config)
        .unwrap()
        .create("/Users", &user())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            ClientError::NotSent {
                kind: ConnectFailure::ConnectTimeout,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_request_that_is_given_up_still_shows_in_the_log() {
    let server = Server::start(|_| Act::SendAndHang(Vec::new())).await;
    let tape = Arc::new(Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    let client = Client::new(config).unwrap();
    let writing = tokio::spawn(async move { client.create("/Users", &user()).await });
    while server.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    writing.abort();
    assert!(writing.await.unwrap_err().is_cancelled());
    let exchanges = tape.exchanges();
    assert_eq!(exchanges.len(), 1, "what may have reached a server is on record");
    assert!(
        exchanges[0].error.as_deref().unwrap().contains("given up"),
        "{:?}",
        exchanges[0].error
    );
}

#[test]
fn plain_http_is_for_this_computer_only() {
    for text in [
        "http://scim.example.com",
        "http://192.168.1.4/scim",
        "http://localhost.example.com",
    ] {
        assert!(
            BaseUrl::parse(text).is_err(),
            "{text} would send the token in the clear"
        );
    }
    for text in [
        "http://localhost:8080/scim/v2",
        "http://127.0.0.1/",
        "http://[::1]:1",
    ] {
        assert!(
            BaseUrl::parse(text).unwrap().is_plain_loopback(),
            "{text} is marked as not encrypted"
        );
    }
}

#[tokio::test]
async fn a_write_without_a_connection_in_its_time_is_not_sent() {
    // It accepts and never shakes hands: the connection's own limit is far away.
    let server = Server::start(|_| Act::Close).await;
    let mut config = config(&format!("https://localhost:{}", server.address.port()));
    config.limits.connect_timeout = Duration::from_secs(3600);
    config.limits.total_timeout = Duration::from_secs(3600);
    let client = Client::new(config).unwrap();
    let in_time = || client.first_byte_by(Instant::now() + Duration::from_millis(100));
    let errors = [
        in_time().create("/Users", &user()).await.unwrap_err(),
        in_time().delete("/Users", "1", None).await.unwrap_err(),
    ];
    for error in errors {
        let kind = ConnectFailure::ConnectTimeout;
        assert!(
            matches!(&error, ClientError::NotSent { kind: k, .. } if *k == kind),
            "{error:?}"
        );
        assert_eq!(
            error.applied(),
            Applied::NotApplied,
            "the queue may take a new permit at once"
        );
    }
}

#[tokio::test]
async fn a_write_whose_time_is_over_does_not_even_connect() {
    let server = Server::start(|_| json(201, &value!({"id": "1"}))).await;
    let late = server.client().first_byte_by(Instant::now());
    let error = late.create("/Users", &user()).await.unwrap_err();
    assert!(matches!(error, ClientError::NotSent { .. }), "{error:?}");
    assert_eq!(server.connections(), 0, "nothing was started");
    late.get("/Users", "1", &Projection::none())
        .await
        .expect("a read does not mind: it changes nothing");
}

#[tokio::test]
async fn a_write_that_left_in_time_waits_for_its_answer_beyond_it() {
    let server = Server::start(|seen| match seen.method.as_str() {
        "POST" => Act::SendAndHang(Vec::new()),
        _ => answer(204, &[], b""),
    })
    .await;
    let in_time = || impatient(&server).first_byte_by(Instant::now() + Duration::from_millis(100));
    let error = in_time().create("/Users", &user()).await.unwrap_err();
    assert!(
        matches!(error, ClientError::NoAnswer { timed_out: true, .. }),
        "it left, so the total deadline ends it: {error:?}"
    );
    assert_eq!(
        error.applied(),
        Applied::Unknown,
        "the server may have applied it"
    );
    in_time().delete("/Users", "1", None).await.expect("answered");
    let seen = server.seen();
    let length = seen[0].body.len().to_string();
    assert_eq!(
        seen[0].header("content-length"),
        Some(length.as_str()),
        "the body goes out whole, with its length"
    );
    assert_eq!(
        seen[1].header("transfer-encoding"),
        None,
        "a DELETE stays without a body"
    );
}
