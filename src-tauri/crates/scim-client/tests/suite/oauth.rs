//! Access tokens: fetched once, renewed in time, shown nowhere.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use base64::Engine as _;
use rollcall_scim::Resource;
use rollcall_scim_client::oauth::{
    ClientProof, EndpointUrl, Grant, OAuthConfig, RefreshTokens, SignInError, SigningKey, TokenSource,
};
use rollcall_scim_client::{
    Applied, Auth, Client, ClientConfig, ClientError, Limits, ListQuery, Network, Projection, SecretText,
};
use serde_json::json as value;

use crate::server::{CANARY, Seen, Server, Tape, answer, json};

const SECRET: &str = "CANARY-CLIENT-SECRET-1";

/// An authorization server and a service provider in one: tokens are `CANARY-TOKEN-7f3a-<n>`.
struct Both {
    server: Server,
    tape: Arc<Tape>,
    issued: Arc<AtomicUsize>,
}

impl Both {
    /// `life`: what `expires_in` is. `accepts`: which tokens the service provider takes, by their number.
    async fn start(life: &'static str, accepts: impl Fn(usize) -> bool + Send + Sync + 'static) -> Self {
        let issued = Arc::new(AtomicUsize::new(0));
        let count = issued.clone();
        let server = Server::start(move |seen: &Seen| {
            if seen.target == "/token/" {
                let n = count.fetch_add(1, Ordering::SeqCst) + 1;
                let body = format!(
                    r#"{{"access_token":"{CANARY}-{n}","token_type":"Bearer","expires_in":{life},"refresh_token":"CANARY-REFRESH-{n}"}}"#
                );
                return answer(200, &[("Content-Type", "application/json")], body.as_bytes());
            }
            let sent = seen.header("authorization").unwrap_or_default();
            let number = sent
                .strip_prefix(&format!("Bearer {CANARY}-"))
                .and_then(|n| n.parse().ok());
            match number {
                Some(n) if accepts(n) && seen.method == "GET" && seen.target.ends_with("/Users/1") => {
                    json(200, &value!({"id": "1", "userName": sent}))
                }
                Some(n) if accepts(n) && seen.method == "POST" => json(201, &value!({"id": "1"})),
                Some(n) if accepts(n) => json(200, &value!({"totalResults": 0, "Resources": []})),
                _ => json(401, &value!({"status": "401", "detail": format!("not {sent}")})),
            }
        })
        .await;
        Self {
            server,
            tape: Arc::default(),
            issued,
        }
    }

    fn source(&self, proof: ClientProof, grant: Grant) -> Arc<TokenSource> {
        let config = OAuthConfig {
            token_url: EndpointUrl::parse(&format!("http://{}/token/", self.server.address)).unwrap(),
            client_id: "roll call".into(),
            proof,
            scope: "scim.read scim.write".into(),
            parameters: vec![("audience".into(), "https://scim.example.com".into())],
            grant,
        };
        let recorder = Some(self.tape.clone() as Arc<dyn rollcall_scim_client::Recorder>);
        TokenSource::new(
            config,
            &Network::default(),
            &Limits::default(),
            "Rollcall/test",
            recorder,
        )
        .unwrap()
    }

    fn client(&self, source: Arc<TokenSource>) -> Client {
        let mut config: ClientConfig = self.server.config();
        config.auth = Auth::OAuth(source);
        config.recorder = Some(self.tape.clone());
        Client::new(config).unwrap()
    }

    fn usual(&self) -> Client {
        let secret = SecretText::new(SECRET.into());
        self.client(self.source(ClientProof::Basic(secret), Grant::ClientCredentials))
    }

    fn token_requests(&self) -> Vec<Seen> {
        let all = self.server.seen();
        all.into_iter().filter(|s| s.target == "/token/").collect()
    }
}

fn user() -> Resource {
    Resource::from_value(value!({"userName": "kim@example.com"})).unwrap()
}

fn form(seen: &Seen) -> Vec<(String, String)> {
    url::form_urlencoded::parse(seen.body.as_bytes())
        .into_owned()
        .collect()
}

fn field(seen: &Seen, name: &str) -> Option<String> {
    form(seen).into_iter().find(|(n, _)| n == name).map(|(_, v)| v)
}

#[tokio::test]
async fn many_requests_wait_for_one_token_and_share_it() {
    let both = Both::start("3600", |_| true).await;
    let client = both.usual();
    let gets = (0..12).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.get("/Users", "1", &Projection::none()).await.map(|_| ()) })
    });
    for get in gets.collect::<Vec<_>>() {
        get.await.unwrap().unwrap();
    }
    assert_eq!(both.issued.load(Ordering::SeqCst), 1, "one token for all of them");
}

// Q-AUTH-01
#[tokio::test]
async fn the_secret_goes_by_header_by_body_or_as_a_signature_and_only_to_the_token_endpoint() {
    let secret = || SecretText::new(SECRET.into());
    let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let text = base64::engine::general_purpose::STANDARD.encode(pair.serialize_der());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
    let key = Box::new(SigningKey::from_pem(&SecretText::new(pem)).unwrap());
    let proofs = [
        ClientProof::Basic(secret()),
        ClientProof::Post(secret()),
        ClientProof::Key {
            key,
            key_id: Some("k-1".into()),
        },
    ];
    for (n, proof) in proofs.into_iter().enumerate() {
        let both = Both::start("3600", |_| true).await;
        let client = both.client(both.source(proof, Grant::ClientCredentials));
        client.list("/Users", &ListQuery::default()).await.unwrap();
        let seen = both.token_requests().remove(0);
        assert_eq!(field(&seen, "grant_type").as_deref(), Some("client_credentials"));
        assert_eq!(field(&seen, "scope").as_deref(), Some("scim.read scim.write"));
        assert_eq!(
            field(&seen, "audience").as_deref(),
            Some("https://scim.example.com")
        );
        match n {
            0 => {
                assert!(seen.header("authorization").unwrap().starts_with("Basic "));
                assert_eq!(field(&seen, "client_secret"), None, "in one place only");
            }
            1 => {
                assert_eq!(seen.header("authorization"), None);
                assert_eq!(field(&seen, "client_id").as_deref(), Some("roll call"));
                assert_eq!(field(&seen, "client_secret").as_deref(), Some(SECRET));
            }
            _ => {
                assert_eq!(seen.header("authorization"), None);
                assert_eq!(
                    field(&seen, "client_assertion_type").as_deref(),
                    Some("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                );
                assert_eq!(field(&seen, "client_assertion").unwrap().split('.').count(), 3);
            }
        }
        let others = both.server.seen().into_iter().filter(|s| s.target != "/token/");
        let sent = format!("{:?}", others.collect::<Vec<_>>());
        assert!(
            !sent.contains(SECRET),
            "the service provider never sees the client's secret"
        );
    }
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let account = Grant::AccountCredentials {
        account_id: "acct-1".into(),
    };
    for grant in [Grant::ClientCredentials, account] {
        // As text, as several servers send it; a life of nothing is over at once.
        let both = Both::start("\"0\"", |_| true).await;
        let client = both.client(both.source(ClientProof::Basic(SecretText::new(SECRET.into())), grant));
        for _ in 0..3 {
            client.get("/Users", "1", &Projection::none()).await.unwrap();
        }
        assert_eq!(
            both.issued.load(Ordering::SeqCst),
            3,
            "one that has ended is never sent"
        );
    }
}

#[tokio::test]
async fn a_token_for_an_account_is_asked_for_by_a_grant_of_its_own() {
    let both = Both::start("3600", |_| true).await;
    let secret = ClientProof::Basic(SecretText::new(SECRET.into()));
    let account = Grant::AccountCredentials {
        account_id: "acct 1&scope=x".into(),
    };
    let client = both.client(both.source(secret, account));
    client.list("/Users", &ListQuery::default()).await.unwrap();
    let seen = both.token_requests().remove(0);
    assert!(seen.header("authorization").unwrap().starts_with("Basic "));
    let mut sent = form(&seen);
    sent.sort();
    let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        sent,
        [
            of("account_id", "acct 1&scope=x"),
            of("audience", "https://scim.example.com"),
            of("grant_type", "account_credentials"),
            of("scope", "scim.read scim.write"),
        ],
        "each once, as given"
    );
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_and_the_request_repeated() {
    // The first token is taken until the server has seen it once; then it is revoked.
    let uses = AtomicUsize::new(0);
    let both = Both::start("3600", move |n| n > 1 || uses.fetch_add(1, Ordering::SeqCst) == 0).await;
    let client = both.usual();
    client.get("/Users", "1", &Projection::none()).await.unwrap();
    client.create("/Users", &user()).await.unwrap();
    assert_eq!(both.issued.load(Ordering::SeqCst), 2);
    let posts = both
        .server
        .seen()
        .into_iter()
        .filter(|s| s.method == "POST" && s.target != "/token/");
    assert_eq!(
        posts.count(),
        2,
        "401 says that the first was not applied; it is sent once more"
    );
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_is_not_replaced_again() {
    let both = Both::start("3600", |_| false).await;
    let error = both.usual().create("/Users", &user()).await.unwrap_err();
    assert_eq!(error.status(), Some(401), "the next one would be refused too");
    assert_eq!(both.issued.load(Ordering::SeqCst), 1);
    assert_eq!(error.applied(), Applied::NotApplied);
}

#[tokio::test]
async fn neither_token_nor_secret_is_in_a_record_or_an_error() {
    let both = Both::start("3600", |_| false).await;
    let client = both.usual();
    let error = client.get("/Users", "1", &Projection::none()).await.unwrap_err();
    let shown = format!(
        "{:?} {error:?} {} {} {client:?}",
        both.tape.exchanges(),
        error.why(),
        error.what("Example")
    );
    for secret in [CANARY, SECRET] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert_eq!(
        both.tape.exchanges()[0].operation,
        "sign in",
        "that it signed in is recorded"
    );
}

async fn refused_by(status: u16, body: &str) -> (ClientError, Server) {
    let body = body.to_owned();
    let elsewhere = [("Location", "https://evil.example.net/token")];
    let server = Server::start(move |_| answer(status, &elsewhere, body.as_bytes())).await;
    let config = OAuthConfig {
        token_url: EndpointUrl::parse(&format!("http://{}/token/", server.address)).unwrap(),
        client_id: "rollcall".into(),
        proof: ClientProof::Post(SecretText::new(SECRET.into())),
        scope: String::new(),
        parameters: Vec::new(),
        grant: Grant::ClientCredentials,
    };
    let source = TokenSource::new(
        config,
        &Network::default(),
        &Limits::default(),
        "Rollcall/test",
        None,
    )
    .unwrap();
    let mut config = server.config();
    config.auth = Auth::OAuth(source);
    let client = Client::new(config).unwrap();
    let error = client.create("/Users", &user()).await.unwrap_err();
    (error, server)
}

#[tokio::test]
async fn what_the_authorization_server_says_is_told_and_nothing_goes_to_the_service_provider() {
    let said = format!(r#"{{"error":"invalid_client","error_description":"unknown secret {SECRET}"}}"#);
    let (error, server) = refused_by(401, &said).await;
    let ClientError::SignIn(why) = &error else {
        panic!("{error:?}");
    };
    assert!(matches!(&**why, SignInError::Refused { code, .. } if code == "invalid_client"));
    assert!(
        error.why().contains("invalid_client"),
        "the code helps the operator"
    );
    assert!(!format!("{error:?}").contains(SECRET), "what is quoted is hidden");
    assert_eq!(error.applied(), Applied::NotApplied, "a job may try again later");
    assert_eq!(server.seen().len(), 1, "nothing but the token request was sent");

    let big = format!("{{\"access_token\":\"{}\"}}", "x".repeat(300_000));
    for (status, body) in [
        (302, ""),
        (200, "<html>Sign in</html>"),
        (200, "{\"hello\":1}"),
        (200, big.as_str()),
        (200, "{\"access_token\":\"a\\nb\",\"token_type\":\"Bearer\"}"),
        (200, ""),
    ] {
        let (error, server) = refused_by(status, body).await;
        assert!(
            matches!(&error, ClientError::SignIn(e) if matches!(**e, SignInError::NoToken { .. })),
            "{status} {body:.40} gives no token: {error:?}"
        );
        assert_eq!(server.seen().len(), 1, "and is not followed");
    }
}

#[derive(Default)]
struct Kept(Mutex<Vec<String>>);

#[async_trait]
impl RefreshTokens for Kept {
    async fn load(&self) -> Result<SecretText, String> {
        let last = self.0.lock().unwrap().last().cloned();
        last.map(SecretText::new).ok_or_else(|| "none".to_owned())
    }
    async fn save(&self, token: &SecretText) -> Result<(), String> {
        self.0.lock().unwrap().push(token.expose().to_owned());
        Ok(())
    }
}

#[tokio::test]
async fn a_refresh_token_is_used_once_and_the_next_one_is_kept() {
    let both = Both::start("0", |_| true).await;
    let kept = Arc::new(Kept::default());
    kept.0.lock().unwrap().push("CANARY-REFRESH-0".into());
    let source = both.source(ClientProof::None, Grant::Refresh(kept.clone()));
    let client = both.client(source);
    for _ in 0..2 {
        client.get("/Users", "1", &Projection::none()).await.unwrap();
    }
    let used: Vec<_> = both
        .token_requests()
        .iter()
        .map(|s| field(s, "refresh_token").unwrap())
        .collect();
    assert_eq!(
        used,
        ["CANARY-REFRESH-0", "CANARY-REFRESH-1"],
        "each once, the newest next"
    );
    assert_eq!(
        kept.0.lock().unwrap().last().unwrap(),
        "CANARY-REFRESH-2",
        "the next start has the newest"
    );
    let record = format!("{:?}", both.tape.exchanges());
    assert!(!record.contains("CANARY-REFRESH"), "{record}");
}

#[tokio::test]
async fn giving_up_on_a_request_does_not_lose_the_next_refresh_token() {
    let both = Both::start("3600", |_| true).await;
    let kept = Arc::new(Kept::default());
    kept.0.lock().unwrap().push("CANARY-REFRESH-0".into());
    let client = both.client(both.source(ClientProof::None, Grant::Refresh(kept.clone())));
    let given_up = client.clone();
    let waiting =
        tokio::spawn(async move { given_up.get("/Users", "1", &Projection::none()).await.map(|_| ()) });
    tokio::task::yield_now().await;
    waiting.abort();
    client.get("/Users", "1", &Projection::none()).await.unwrap();
    assert_eq!(kept.0.lock().unwrap().last().unwrap(), "CANARY-REFRESH-1");
    assert_eq!(
        both.issued.load(Ordering::SeqCst),
        1,
        "what was given up was finished and shared"
    );
}
