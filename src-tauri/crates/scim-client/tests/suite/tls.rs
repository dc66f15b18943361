//! Certificates: threats B7 and B8, each cause told apart.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rollcall_scim_client::identity::as_pem;
use rollcall_scim_client::{
    Applied, Client, ClientError, ConnectFailure, Identity, Projection, SecretText, TlsCause,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use serde_json::json as value;
use tokio_rustls::TlsAcceptor;

use crate::server::{Server, config, json};

/// A throw-away authority and its certificate.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    authority_called("Example test authority")
}

fn authority_called(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn acceptor(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// A server whose certificate is made by `change` and issued by `issuer`.
async fn server_with(
    issuer: &CertifiedIssuer<'static, KeyPair>,
    change: impl FnOnce(&mut CertificateParams),
) -> Server {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Example server");
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    start(acceptor(vec![certificate.der().clone()], &key)).await
}

async fn start(acceptor: TlsAcceptor) -> Server {
    Server::start_with(|_| json(200, &value!({"id": "1"})), Some(acceptor)).await
}

fn client(server: &Server, roots: Vec<Vec<u8>>) -> Client {
    let mut config = config(&format!("https://localhost:{}/scim/v2", server.address.port()));
    config.network.extra_roots = roots;
    Client::new(config).unwrap()
}

async fn refusal(server: &Server, roots: Vec<Vec<u8>>) -> TlsCause {
    let error = client(server, roots)
        .get("/Users", "1", &Projection::none())
        .await
        .unwrap_err();
    assert_eq!(
        error.applied(),
        Applied::NotApplied,
        "nothing is sent over a refused connection"
    );
    assert!(server.seen().is_empty(), "the token never left");
    match error {
        ClientError::NotSent {
            kind: ConnectFailure::Tls(cause),
            ..
        } => cause,
        other => panic!("must be a TLS failure, was {other:?}"),
    }
}

#[tokio::test]
async fn a_trusted_certificate_is_accepted() {
    let authority = authority();
    let server = server_with(&authority, |_| {}).await;
    let client = client(&server, vec![authority.der().to_vec()]);
    let answer = client.get("/Users", "1", &Projection::none()).await.unwrap();
    assert_eq!(
        answer.status, 200,
        "an authority added to the connection is trusted"
    );
}

#[tokio::test]
async fn an_unknown_authority_and_a_self_signed_certificate_are_told_apart() {
    let server = server_with(&authority(), |_| {}).await;
    assert_eq!(refusal(&server, vec![]).await, TlsCause::UnknownAuthority);

    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let server = start(acceptor(vec![certificate.der().clone()], &key)).await;
    assert_eq!(refusal(&server, vec![]).await, TlsCause::SelfSigned);
}

#[tokio::test]
async fn wrong_host_expired_and_not_yet_valid_are_told_apart() {
    let authority = authority();
    let trusted = || vec![authority.der().to_vec()];
    let other_host = server_with(&authority, |p| {
        p.subject_alt_names = vec![rcgen::SanType::DnsName("other.example.com".try_into().unwrap())];
    })
    .await;
    assert_eq!(refusal(&other_host, trusted()).await, TlsCause::WrongHost);
    let expired = server_with(&authority, |p| {
        (p.not_before, p.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    })
    .await;
    assert_eq!(refusal(&expired, trusted()).await, TlsCause::Expired);
    let early = server_with(&authority, |p| {
        (p.not_before, p.not_after) = (date_time_ymd(2200, 1, 1), date_time_ymd(2201, 1, 1));
    })
    .await;
    assert_eq!(refusal(&early, trusted()).await, TlsCause::NotYetValid);
}

#[tokio::test]
async fn an_authority_used_as_server_certificate_is_explained_even_when_trusted() {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let server = start(acceptor(vec![certificate.der().clone()], &key)).await;
    let cause = refusal(&server, vec![certificate.der().to_vec()]).await;
    assert_eq!(
        cause,
        TlsCause::AuthorityAsServer,
        "adding it as trusted does not help, so say what does"
    );
}

#[tokio::test]
async fn plain_http_on_the_tls_port_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                .await;
        }
    });
    let client = Client::new(config(&format!("https://localhost:{}", address.port()))).unwrap();
    let error = client.get("/Users", "1", &Projection::none()).await.unwrap_err();
    let ClientError::NotSent { kind, .. } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(kind, &ConnectFailure::Tls(TlsCause::NotTls), "{error:?}");
}

#[test]
fn every_cause_has_its_own_sentence() {
    let causes = [
        TlsCause::SelfSigned,
        TlsCause::UnknownAuthority,
        TlsCause::WrongHost,
        TlsCause::Expired,
        TlsCause::NotYetValid,
        TlsCause::AuthorityAsServer,
        TlsCause::NotTls,
    ];
    let why = |cause: &TlsCause| {
        let kind = ConnectFailure::Tls(cause.clone());
        ClientError::NotSent {
            kind,
            message: String::new(),
        }
        .why()
    };
    let sentences: std::collections::HashSet<String> = causes.iter().map(why).collect();
    assert_eq!(
        sentences.len(),
        causes.len(),
        "a person can tell them apart: {sentences:?}"
    );
}

/// A server that lets only those in whom this authority certified. TLS 1.2 refuses within the handshake; TLS 1.3 after
/// it, where the alert races with the request.
async fn server_for_certified(issuer: &CertifiedIssuer<'static, KeyPair>) -> Server {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(issuer.der().clone()).unwrap();
    let certified = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, issuer).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_client_cert_verifier(certified.build().unwrap())
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    start(TlsAcceptor::from(Arc::new(config))).await
}

fn identity(issuer: &CertifiedIssuer<'static, KeyPair>) -> Identity {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["client.example.com".to_owned()])
        .unwrap()
        .signed_by(&key, issuer)
        .unwrap();
    let pem = format!(
        "{}{}",
        *as_pem("CERTIFICATE", certificate.der()),
        *as_pem("PRIVATE KEY", &key.serialize_der())
    );
    Identity::from_pem(&SecretText::new(pem)).unwrap()
}

#[tokio::test]
async fn a_client_certificate_that_is_missing_or_anothers_is_not_called_a_fault_of_the_servers() {
    let (own, other) = (authority(), authority_called("Somebody else"));
    let server = server_for_certified(&own).await;
    for (given, expected) in [
        (None, Some(TlsCause::ClientCertificate)),
        (Some(identity(&other)), Some(TlsCause::ClientCertificate)),
        (Some(identity(&own)), None),
    ] {
        let mut config = config(&format!("https://localhost:{}/scim/v2", server.address.port()));
        config.network.extra_roots = vec![own.der().to_vec()];
        config.network.identity = given;
        let answer = Client::new(config)
            .unwrap()
            .get("/Users", "1", &Projection::none())
            .await;
        let cause = match answer {
            Ok(_) => None,
            Err(ClientError::NotSent {
                kind: ConnectFailure::Tls(cause),
                ..
            }) => Some(cause),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(cause, expected);
    }
}
