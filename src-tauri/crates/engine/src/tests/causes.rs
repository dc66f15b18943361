//! The test of a connection names each cause by itself, with a way out of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rollcall_scim_client::DeviationCode;
use rollcall_scim_client::identity::as_pem;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::{TlsAcceptor, rustls};

use super::*;

const EMPTY_LIST: &str =
    r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}"#;

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn page(title: &str) -> String {
    answer(
        "200 OK\r\nContent-Type: text/html",
        &format!("<html><title>{title}</title></html>"),
    )
}

/// Answers every request with these bytes. The port.
async fn says(answer: impl Into<String>, tls: Option<TlsAcceptor>) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = answer.into();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (answer, tls) = (answer.clone(), tls.clone());
            tokio::spawn(async move {
                match tls {
                    None => serve(stream, &answer).await,
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            serve(stream, &answer).await;
                        }
                    }
                }
            });
        }
    });
    port
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &str) {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(n @ 1..) = stream.read(&mut buffer).await {
        seen.extend_from_slice(&buffer[..n]);
        if seen.ends_with(b"\r\n\r\n") {
            seen.clear();
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

/// Speaks HTTP where TLS is expected, without waiting for a request. The port.
async fn plain() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(answer("400 Bad Request", "").as_bytes()).await;
        }
    });
    port
}

/// A server whose certificate this authority made; without one it vouches for itself.
async fn secure(
    issuer: Option<&CertifiedIssuer<'static, KeyPair>>,
    change: impl FnOnce(&mut CertificateParams),
) -> u16 {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params
        .distinguished_name
        .push(DnType::CommonName, "Example server");
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer),
        None => params.self_signed(&key),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.unwrap().der().clone()],
            key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    says(
        answer("200 OK", EMPTY_LIST),
        Some(TlsAcceptor::from(Arc::new(config))),
    )
    .await
}

async fn tried(bench: &Bench, url: &str, trusted: Option<FilesChoice>) -> TestReport {
    let mut form = form("", url, Environment::Test, "abc");
    form.network.trusted = trusted;
    let form = Box::new(form);
    let subject = TestSubject::Form { form, saved: None };
    bench.engine.connection_test(subject).await.unwrap()
}

/// What a report says: the code, with how a secure connection failed.
fn cause(report: &TestReport) -> String {
    assert!(!report.usable);
    let failure = report.failure.as_ref().expect("a cause is named");
    for part in [&failure.message, &failure.why, &failure.action] {
        assert!(!part.is_empty(), "what, why and what to do: {failure:?}");
    }
    match failure.params.get("tls") {
        Some(tls) => format!("{} {tls}", failure.code.as_str()),
        None => failure.code.as_str().to_owned(),
    }
}

#[tokio::test]
async fn every_cause_of_a_failed_test_has_its_own_name_and_its_own_way_out() {
    let bench = bench(Environment::Test, 1, "").await;
    let closed = {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        socket.local_addr().unwrap().port()
    };
    let hotel = "302 Found\r\nLocation: http://hotspot.example.net/welcome";
    let sign_in = "302 Found\r\nLocation: https://portal.example.com/login";
    let mut ways_out = BTreeSet::new();
    for (expected, port) in [
        ("unauthorized", says(answer("401 Unauthorized", ""), None).await),
        ("forbidden", says(answer("403 Forbidden", ""), None).await),
        ("wrong_path", says(answer("404 Not Found", ""), None).await),
        ("login_page", says(page("Customer Portal"), None).await),
        ("captive_portal", says(page("Welcome to Guest WiFi"), None).await),
        ("captive_portal", says(answer(hotel, ""), None).await),
        (
            "captive_portal",
            says(answer("511 Network Authentication Required", ""), None).await,
        ),
        ("redirected", says(answer(sign_in, ""), None).await),
        ("connection_refused", closed),
    ] {
        let report = tried(&bench, &format!("http://127.0.0.1:{port}/scim/v2"), None).await;
        assert_eq!(cause(&report), expected);
        ways_out.insert(report.failure.unwrap().action);
    }
    let unknown = tried(&bench, "https://no-such-host.invalid/scim/v2", None).await;
    assert_eq!(cause(&unknown), "dns");
    ways_out.insert(unknown.failure.unwrap().action);
    assert_eq!(ways_out.len(), 8, "each has a way out of its own: {ways_out:#?}");
}

#[tokio::test]
async fn every_cause_of_a_failed_secure_connection_has_its_own_name_and_its_own_reason() {
    let bench = bench(Environment::Test, 1, "").await;
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
        .distinguished_name
        .push(DnType::CommonName, "Example authority");
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, as_pem("CERTIFICATE", issuer.der())).unwrap();
    let known = Some(&issuer);
    let mut reasons = BTreeSet::new();
    for (expected, port, trusts) in [
        ("tls selfSigned", secure(None, |_| {}).await, false),
        ("tls unknownAuthority", secure(known, |_| {}).await, false),
        (
            "tls wrongHost",
            secure(known, |p| {
                p.subject_alt_names = vec![rcgen::SanType::DnsName("other.example.com".try_into().unwrap())];
            })
            .await,
            true,
        ),
        (
            "tls expired",
            secure(known, |p| {
                (p.not_before, p.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
            })
            .await,
            true,
        ),
        (
            "tls notYetValid",
            secure(known, |p| {
                (p.not_before, p.not_after) = (date_time_ymd(2200, 1, 1), date_time_ymd(2201, 1, 1));
            })
            .await,
            true,
        ),
        (
            "tls authorityAsServer",
            secure(None, |p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)).await,
            false,
        ),
        ("tls notTls", plain().await, false),
    ] {
        let trusted = match trusts {
            true => {
                let token = bench.engine.certificate_file(&file).await.unwrap().token;
                Some(FilesChoice::Files { tokens: vec![token] })
            }
            false => None,
        };
        let report = tried(&bench, &format!("https://localhost:{port}/scim/v2"), trusted).await;
        assert_eq!(cause(&report), expected);
        reasons.insert(report.failure.unwrap().why);
    }
    assert_eq!(reasons.len(), 7, "a person can tell them apart: {reasons:#?}");
}

#[tokio::test]
async fn an_old_version_and_a_wrong_clock_are_told_of_a_server_that_works() {
    let bench = bench(Environment::Test, 1, "[discovery]\nscim_1_1 = true\n").await;
    let subject = TestSubject::Saved { connection: bench.id };
    let old = bench.engine.connection_test(subject).await.unwrap();
    assert!(old.usable, "{:?}", old.failure);
    let version = old.capabilities.iter().find(|c| c.feature == "base.scim_version");
    assert_eq!(version.map(|c| c.value.as_str()), Some("1.1"));
    let late = answer("200 OK\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT", EMPTY_LIST);
    let port = says(late, None).await;
    let report = tried(&bench, &format!("http://127.0.0.1:{port}/scim/v2"), None).await;
    let codes: Vec<_> = report.deviations.iter().map(|d| d.code).collect();
    assert!(
        codes.contains(&DeviationCode::ClockAhead),
        "{:?} {codes:?}",
        report.failure
    );
}
