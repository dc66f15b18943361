//! Answers that are no SCIM, or too much of it: threats A7–A10, A15.

use rollcall_scim_client::{Applied, ClientError, ListQuery, LooksLike, Projection};
use serde_json::{Value, json as value};

use crate::server::{Act, Server, answer, json};

#[tokio::test]
async fn an_endless_body_stops_at_the_cap() {
    let server = Server::start(|_| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_vec();
        Act::SendForever(
            head,
            [b"10000\r\n".to_vec(), vec![b' '; 0x10000], b"\r\n".to_vec()].concat(),
        )
    })
    .await;
    let mut config = server.config();
    config.limits.max_body = 1024 * 1024;
    let client = rollcall_scim_client::Client::new(config).unwrap();
    let error = client.list("/Users", &ListQuery::default()).await.unwrap_err();
    assert_eq!(
        error,
        ClientError::TooLarge {
            status: 200,
            limit: 1024 * 1024
        }
    );
    assert!(
        error.why().contains("1 MiB"),
        "the person learns the limit: {}",
        error.why()
    );
    assert_eq!(
        error.applied(),
        Applied::Unknown,
        "had it been a write, it may have been applied"
    );
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_even_read() {
    let server = Server::start(|_| {
        Act::SendAndHang(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n{".to_vec())
    })
    .await;
    let error = server
        .client()
        .list("/Users", &ListQuery::default())
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn deep_nesting_is_an_error_and_no_crash() {
    let bomb = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let server =
        Server::start(move |_| answer(200, &[("Content-Type", "application/json")], bomb.as_bytes())).await;
    let error = server
        .client()
        .list("/Users", &ListQuery::default())
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::TooDeep { .. }), "{error:?}");
}

#[tokio::test]
async fn broken_json_is_an_error_with_a_position_and_never_half_a_list() {
    let bodies: [&[u8]; 7] = [
        b"{\"totalResults\":1,\"Resources\":[{\"id\":\"\xff\"}]}",
        b"{\"id\":\"\\ud800\"}",
        b"{\"id\":\"1\"} trailing",
        b"{\"id\":1e400}",
        b"{\"id\":NaN}",
        b"{\"totalResults\":2,\"Resources\":[{\"id\":\"1\"},",
        b"[{\"id\":\"1\"}",
    ];
    for body in bodies {
        let server = Server::start(move |_| answer(200, &[], body)).await;
        let error = server
            .client()
            .list("/Users", &ListQuery::default())
            .await
            .unwrap_err();
        let ClientError::Unreadable { message, .. } = &error else {
            panic!(
                "{} must be unreadable, was {error:?}",
                String::from_utf8_lossy(body)
            );
        };
        let placed = message.contains("line")
            || message.contains("byte")
            || message.contains("position")
            || message.contains("character");
        assert!(placed, "says where: {message}");
    }
}

#[tokio::test]
async fn a_key_that_comes_twice_is_flagged_rather_than_the_last_one_believed() {
    let server = Server::start(|_| answer(200, &[], br#"{"id":"1","userName":"ada","id":"2"}"#)).await;
    let error = server
        .client()
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap_err();
    assert!(
        matches!(error, ClientError::Unreadable { .. }),
        "which id is the right one? {error:?}"
    );
}

#[tokio::test]
async fn odd_totals_are_numbers_or_nothing() {
    for (total, expected) in [
        (value!("3"), Some(3)),
        (value!(-1), None),
        (value!(1e26), None),
        (value!("many"), None),
        (Value::Null, None),
    ] {
        let body = value!({"totalResults": total, "Resources": [{"id": "1"}]});
        let server = Server::start(move |_| json(200, &body)).await;
        let list = server
            .client()
            .list("/Users", &ListQuery::default())
            .await
            .unwrap();
        assert_eq!(list.total_results, expected, "totalResults {total}");
        assert_eq!(list.resources.len(), 1, "the resources are good all the same");
    }
}

#[tokio::test]
async fn a_login_page_with_status_200_is_named() {
    let page = b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>";
    for kind in ["text/html; charset=utf-8", "application/scim+json"] {
        let server = Server::start(move |_| answer(200, &[("Content-Type", kind)], page)).await;
        let client = server.client();
        let read = client.get("/Users", "1", &Projection::none()).await.unwrap_err();
        assert!(
            matches!(
                read,
                ClientError::NotScim {
                    looks_like: LooksLike::Html,
                    ..
                }
            ),
            "{kind}: {read:?}"
        );
        assert!(read.why().contains("login page"), "{}", read.why());
        let written = client.patch("/Users", "1", &[], None).await.unwrap_err();
        assert_eq!(
            written.applied(),
            Applied::Unknown,
            "nobody knows what stands behind a login page"
        );
        let deleted = client.delete("/Users", "1", None).await.unwrap_err();
        assert!(
            matches!(deleted, ClientError::NotScim { .. }),
            "a login page deletes nobody: {deleted:?}"
        );
    }
}

#[tokio::test]
async fn json_under_a_wrong_media_type_is_read() {
    for kind in ["text/html", "application/json+scim", "text/plain", ""] {
        let headers = if kind.is_empty() {
            vec![]
        } else {
            vec![("Content-Type", kind)]
        };
        let server = Server::start(move |_| answer(200, &headers, br#"{"id":"1","schemas":[]}"#)).await;
        let answer = server
            .client()
            .get("/Users", "1", &Projection::none())
            .await
            .unwrap();
        assert_eq!(answer.resource.unwrap().id(), Some("1"), "media type {kind:?}");
    }
}

#[tokio::test]
async fn a_success_without_the_wanted_message_is_no_success() {
    let error =
        value!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "detail": "no"});
    for (body, looks_like) in [
        (String::new(), LooksLike::Empty),
        ("OK".to_owned(), LooksLike::Text),
        ("[]".to_owned(), LooksLike::Json),
        (value!({"hello": "world"}).to_string(), LooksLike::Json),
        (error.to_string(), LooksLike::Json),
    ] {
        let text = body.clone();
        let server = Server::start(move |_| answer(200, &[], text.as_bytes())).await;
        let result = server.client().get("/Users", "1", &Projection::none()).await;
        match result {
            Err(ClientError::NotScim { looks_like: got, .. }) => assert_eq!(got, looks_like, "{body}"),
            other => panic!("{body} must not pass as a user: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_empty_answer_to_a_write_is_a_success_without_resource() {
    for (status, body) in [(204, ""), (200, ""), (200, "{}"), (201, "null")] {
        let server =
            Server::start(move |_| answer(status, &[("Content-Type", "application/json")], body.as_bytes()))
                .await;
        let answer = server.client().patch("/Users", "1", &[], None).await.unwrap();
        assert_eq!(
            (answer.status, answer.resource),
            (status, None),
            "{status} {body:?}"
        );
    }
}
