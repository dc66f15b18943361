//! What the one hook hands to the recorder: everything about an exchange but its secrets.

use std::sync::Arc;

use rollcall_scim::Resource;
use rollcall_scim::patch::PatchOperation;
use rollcall_scim_client::{Auth, Client, Exchange, ListQuery, Projection, SecretText};
use serde_json::{Value, json as value};

use crate::server::{Act, CANARY, Seen, Server, Tape, answer, json};

async fn recorded(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> (Client, Arc<Tape>, Server) {
    let server = Server::start(script).await;
    let tape = Arc::new(Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    (Client::new(config).unwrap(), tape, server)
}

fn header<'e>(headers: &'e [(String, String)], name: &str) -> Option<&'e str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

fn only(tape: &Tape) -> Exchange {
    let mut all = tape.exchanges();
    assert_eq!(all.len(), 1, "one request, one record");
    all.remove(0)
}

#[tokio::test]
async fn credentials_and_cookies_are_masked_and_other_headers_kept() {
    let (client, tape, server) = recorded(|_| {
        answer(
            200,
            &[("Set-Cookie", "session=abc123"), ("X-Request-Id", "r-1")],
            br#"{"id":"1"}"#,
        )
    })
    .await;
    client.get("/Users", "1", &Projection::none()).await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!(
        seen.header("authorization"),
        Some(format!("Bearer {CANARY}").as_str()),
        "it was sent"
    );
    assert_eq!(
        seen.header("accept"),
        Some("application/scim+json, application/json;q=0.9")
    );
    assert!(
        seen.header("user-agent").unwrap().starts_with("Rollcall/"),
        "some servers insist on one"
    );
    assert_eq!(seen.header("referer"), None);
    let exchange = only(&tape);
    assert_eq!(header(&exchange.request_headers, "authorization"), Some("***"));
    assert_eq!(header(&exchange.response_headers, "set-cookie"), Some("***"));
    assert_eq!(header(&exchange.response_headers, "x-request-id"), Some("r-1"));
    assert_eq!(
        (exchange.operation, exchange.method.as_str(), exchange.status),
        ("get", "GET", Some(200))
    );
    assert_eq!(exchange.path, "/scim/v2/Users/1");
    assert!(!format!("{exchange:?}").contains(CANARY));
}

#[tokio::test]
async fn of_a_list_only_the_envelope_is_kept() {
    let (client, tape, _server) = recorded(|_| {
        json(
            200,
            &value!({"totalResults": 2, "Resources": [{"id": "1", "userName": "ada"}, {"id": "2"}]}),
        )
    })
    .await;
    let query = ListQuery {
        filter: Some("userName eq \"ada@example.com\" and active eq true".into()),
        count: Some(2),
        ..ListQuery::default()
    };
    client.list("/Users", &query).await.unwrap();
    let exchange = only(&tape);
    let body: Value = serde_json::from_str(exchange.response_body.as_deref().unwrap()).unwrap();
    assert_eq!(
        body,
        value!({"totalResults": 2, "Resources": 2}),
        "the number stands for the people"
    );
    assert!(
        !exchange.path.contains("ada"),
        "values inside filters are masked: {}",
        exchange.path
    );
    assert_eq!(
        exchange.path,
        "/scim/v2/Users?filter=userName eq \"***\" and active eq true&count=2"
    );
}

#[tokio::test]
async fn passwords_are_masked_in_resources_and_patches() {
    let (client, tape, server) = recorded(|seen| match seen.method.as_str() {
        "POST" => json(
            201,
            &value!({"id": "1", "userName": "ada", "password": "Hunter2-secret"}),
        ),
        _ => answer(204, &[], b""),
    })
    .await;
    let user = Resource::from_value(value!({"userName": "ada", "password": "Hunter2-secret"})).unwrap();
    client.create("/Users", &user).await.unwrap();
    let message = value!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [
            {"op": "replace", "path": "password", "value": "Hunter3-secret"},
            {"op": "add", "value": {"password": "Hunter4-secret", "title": "Dr"}},
            {"op": "replace", "path": "displayName", "value": "Ada L."}
        ]
    });
    let operations = PatchOperation::from_message(&message).unwrap();
    client.patch("/Users", "1", &operations, None).await.unwrap();
    assert!(
        server.seen()[1].body.contains("Hunter3-secret"),
        "the server got it"
    );
    assert_eq!(
        server.seen()[1].header("content-type"),
        Some("application/scim+json")
    );
    let text = format!("{:?}", tape.exchanges());
    for secret in ["Hunter2-secret", "Hunter3-secret", "Hunter4-secret"] {
        assert!(!text.contains(secret), "{secret} is on record");
    }
    assert!(
        text.contains("Ada L.") && text.contains("Dr"),
        "the rest of the change is on record"
    );
}

#[tokio::test]
async fn long_bodies_are_cut_and_said_to_be() {
    let long = "x".repeat(40 * 1024);
    let body = value!({"id": "1", "displayName": long});
    let (client, tape, _server) = recorded(move |_| json(200, &body)).await;
    let answer = client.get("/Users", "1", &Projection::none()).await.unwrap();
    assert!(answer.bytes > 40 * 1024, "the answer itself is whole");
    let exchange = only(&tape);
    assert!(exchange.truncated && exchange.response_body.unwrap().len() <= 16 * 1024);
    assert_eq!(exchange.bytes_received, answer.bytes);
}

#[tokio::test]
async fn a_basic_password_is_masked_in_both_its_forms() {
    let server = Server::start(|seen| {
        let header = seen.header("authorization").unwrap_or_default();
        answer(
            401,
            &[],
            format!("cannot read {header} nor battery-staple").as_bytes(),
        )
    })
    .await;
    let tape = Arc::new(Tape::default());
    let mut config = server.config();
    config.recorder = Some(tape.clone());
    config.auth = Auth::Basic {
        user: "admin".into(),
        password: SecretText::new("battery-staple".into()),
    };
    let error = Client::new(config)
        .unwrap()
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap_err();
    let sent = server.seen()[0].header("authorization").unwrap().to_owned();
    assert_eq!(sent, "Basic YWRtaW46YmF0dGVyeS1zdGFwbGU=");
    for text in [format!("{error:?}"), format!("{:?}", tape.exchanges())] {
        assert!(
            !text.contains("battery-staple") && !text.contains("YWRtaW46"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn broken_lists_of_people_are_not_kept() {
    let (client, tape, _server) = recorded(|_| {
        answer(
            200,
            &[],
            br#"{"totalResults":9,"Resources":[{"userName":"ada@example.com"},"#,
        )
    })
    .await;
    client.list("/Users", &ListQuery::default()).await.unwrap_err();
    let exchange = only(&tape);
    assert_eq!(exchange.response_body, None, "half a list is still people");
    assert!(exchange.error.is_some(), "what is wrong with it is on record");
}

#[test]
fn nothing_printable_about_a_client_holds_its_secret() {
    let mut config = crate::server::config("https://scim.example.com/v2");
    config.auth = Auth::Bearer(SecretText::new(CANARY.into()));
    let texts = [
        format!("{config:?}"),
        format!("{:?}", config.auth),
        format!("{:?}", Client::new(config.clone()).unwrap()),
    ];
    for text in texts {
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[test]
fn a_token_that_cannot_be_a_header_is_refused_at_once() {
    for token in ["", "  ", "two words", "line\nbreak", "naïve"] {
        let mut config = crate::server::config("https://scim.example.com/v2");
        config.auth = Auth::Bearer(SecretText::new(token.into()));
        assert!(
            Client::new(config).is_err(),
            "{token:?} would be refused by the transport mid-way"
        );
    }
}
