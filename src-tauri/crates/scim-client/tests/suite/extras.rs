//! Keys in headers, and headers and parameters that go with every request.

use std::sync::Arc;

use rollcall_scim_client::{Auth, Client, ClientError, Extra, ListQuery, Place, SecretText};

use crate::server::{Act, CANARY, Seen, Server, Tape, answer};

fn extra(place: Place, name: &str, value: &str, secret: bool) -> Extra {
    Extra {
        place,
        name: name.to_owned(),
        value: SecretText::new(value.to_owned()),
        secret,
    }
}

fn page(_: &Seen) -> Act {
    let body = format!(r#"{{"totalResults":0,"Resources":[],"note":"you sent {CANARY}"}}"#);
    answer(200, &[("X-Echo", CANARY)], body.as_bytes())
}

#[tokio::test]
async fn a_key_goes_out_in_the_header_that_was_named_and_nowhere_else() {
    let server = Server::start(page).await;
    let tape = Arc::new(Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    config.auth = Auth::ApiKey {
        header: "X-Acme-Key".into(),
        key: SecretText::new(CANARY.into()),
    };
    let client = Client::new(config).unwrap();
    client.list("/Users", &ListQuery::default()).await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!(seen.header("x-acme-key"), Some(CANARY), "the server gets the key");
    assert_eq!(seen.header("authorization"), None, "and no other credential");
    let record = format!("{:?}", tape.exchanges());
    assert!(
        !record.contains(CANARY),
        "no record holds it, echoed or not: {record}"
    );
    assert!(
        !format!("{client:?}").contains(CANARY),
        "nor does the client's Debug"
    );
}

#[tokio::test]
async fn extras_go_with_every_request_and_secret_ones_are_never_shown() {
    let server = Server::start(page).await;
    let tape = Arc::new(Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    config.extras = vec![
        extra(Place::Header, "X-Tenant", "tenant-7", false),
        extra(Place::Header, "X-Second", "canary+second/key", true),
        extra(Place::Query, "api-version", "2", false),
        extra(Place::Query, "code", "a&b=c d", true),
    ];
    let client = Client::new(config).unwrap();
    let query = ListQuery {
        filter: Some("userName eq \"kim\"".into()),
        ..ListQuery::default()
    };
    client.list("/Users", &query).await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!(seen.header("x-tenant"), Some("tenant-7"));
    assert_eq!(seen.header("x-second"), Some("canary+second/key"));
    assert!(
        seen.target.ends_with("&api-version=2&code=a%26b%3Dc%20d"),
        "encoded, behind the parameters of the request: {}",
        seen.target
    );
    let exchange = tape.exchanges().remove(0);
    assert!(
        exchange.path.contains("api-version=2"),
        "what is not secret is shown"
    );
    assert!(
        exchange.path.contains("code=***"),
        "what is secret is not: {}",
        exchange.path
    );
    let record = format!("{exchange:?}");
    for secret in ["canary+second/key", "a&b=c d", "a%26b%3Dc%20d"] {
        assert!(!record.contains(secret), "{secret} in {record}");
    }
    assert!(
        record.contains("tenant-7"),
        "a tenant's name helps whoever reads the record"
    );
}

#[tokio::test]
async fn what_the_client_or_the_sign_in_sets_cannot_be_set_a_second_time() {
    let server = Server::start(page).await;
    for name in ["Host", "Content-Length", "Authorization", "If-Match"] {
        let mut config = server.config();
        config.extras = vec![extra(Place::Header, name, "x", false)];
        assert!(
            matches!(Client::new(config), Err(ClientError::Setup { .. })),
            "{name} is refused before any request"
        );
    }
    let mut config = server.config();
    config.auth = Auth::ApiKey {
        header: "X-Key".into(),
        key: SecretText::new("k-1234".into()),
    };
    config.extras = vec![extra(Place::Header, "x-key", "other", false)];
    assert!(Client::new(config).is_err(), "two keys in one header");
    let mut config = server.config();
    config.extras = vec![extra(Place::Header, "X-A", "two\r\nX-B: lines", false)];
    assert!(
        matches!(Client::new(config), Err(ClientError::UnusableSecret)),
        "a value cannot begin another header"
    );
}
