//! Custom authorities, client certificates, keys in headers and proxies, with nginx and tinyproxy.

use rollcall_tests::{CANARY, Hostile, Output, Rollcall, closed_port};

use crate::front::{Front, Tinyproxy};

fn add(rollcall: &Rollcall, front: &Front, more: &[&str], input: &str) -> Output {
    let base = front.base();
    let mut command = vec![
        "connection",
        "add",
        "Acme",
        "--url",
        &base,
        "--environment",
        "test",
        "--json",
    ];
    command.extend(more);
    rollcall.run_with(&command, input)
}

/// The cause that the connection test names.
fn cause(rollcall: &Rollcall) -> (String, serde_json::Value) {
    let report = rollcall.json(&["connection", "test", "Acme"]).json();
    let code = report["failure"]["code"].as_str().unwrap_or("none").to_owned();
    (code, report["failure"]["params"].clone())
}

#[test]
fn an_authority_of_ones_own_is_trusted_on_that_connection_alone() {
    let front = Front::start(2, "");
    let rollcall = Rollcall::new();
    add(&rollcall, &front, &["--auth", "none"], "").done();
    let (code, params) = cause(&rollcall);
    assert_eq!(
        (code.as_str(), params["tls"].as_str()),
        ("tls", Some("unknownAuthority"))
    );
    let ca = front.file("ca.pem");
    let edited = rollcall
        .json(&["connection", "edit", "Acme", "--ca", &ca])
        .done()
        .json();
    let subject = edited["network"]["trusted"][0]["subject"].as_str().unwrap();
    assert!(
        subject.contains("Globex Internal CA"),
        "whom one trusts is shown: {subject}"
    );
    assert_eq!(cause(&rollcall).0, "none", "now it is trusted");
    let base = front.base();
    let other = [
        "connection",
        "add",
        "Globex",
        "--url",
        &base,
        "--environment",
        "test",
        "--auth",
        "none",
    ];
    rollcall.run(&other).done();
    let report = rollcall.json(&["connection", "test", "Globex"]).json();
    assert_eq!(
        report["failure"]["params"]["tls"], "unknownAuthority",
        "by that connection alone"
    );
    rollcall
        .run(&["connection", "edit", "Acme", "--without-ca"])
        .done();
    assert_eq!(cause(&rollcall).0, "tls", "and no longer than one wants");
}

#[test]
fn a_client_certificate_opens_the_door_as_pem_and_as_pkcs12() {
    let front = Front::start(2, "ssl_verify_client on;");
    let ca = front.file("ca.pem");
    let rollcall = Rollcall::new();
    add(&rollcall, &front, &["--auth", "none", "--ca", &ca], "").done();
    let (code, params) = cause(&rollcall);
    assert_eq!(
        (code.as_str(), params["tls"].as_str()),
        ("tls", Some("clientCertificate")),
        "that one is missing is said"
    );
    let file = |name: &str| front.file(name);
    let (both, certificate, key, p12) = (
        file("client-both.pem"),
        file("client.pem"),
        file("client.key"),
        file("client.p12"),
    );
    for options in [
        vec!["--client-cert", both.as_str()],
        vec!["--client-cert", &certificate, "--client-cert-key", &key],
    ] {
        let command = [vec!["connection", "edit", "Acme"], options].concat();
        rollcall.json(&command).done();
        assert_eq!(cause(&rollcall).0, "none", "{command:?}");
    }
    let with_password = [
        "connection",
        "edit",
        "Acme",
        "--client-cert",
        &p12,
        "--client-cert-password",
        "--secret-stdin",
        "--json",
    ];
    let refused = rollcall
        .run_with(&with_password, "wrong")
        .fails(2, "invalid_input");
    assert!(
        refused.stderr.contains("PKCS#12 file is wrong"),
        "which it is: {refused}"
    );
    let without = &with_password[..5];
    let refused = rollcall.json(without).fails(2, "invalid_input");
    assert!(
        refused.stderr.contains("none was given"),
        "which it is: {refused}"
    );
    let edited = rollcall.run_with(&with_password, CANARY).done().json();
    let subject = edited["network"]["clientCertificate"]["subject"]
        .as_str()
        .unwrap();
    assert!(
        subject.contains("client"),
        "the certificate is shown, its key is not: {edited}"
    );
    assert_eq!(cause(&rollcall).0, "none", "PKCS#12 is turned into what is kept");

    let (other, shown) = (
        file("stranger.key"),
        rollcall.run(&["connection", "show", "Acme"]).done(),
    );
    assert!(
        shown.stdout.contains("Shows the client certificate CN=client"),
        "in words: {shown}"
    );
    let mixed = [
        "connection",
        "edit",
        "Acme",
        "--client-cert",
        &certificate,
        "--client-cert-key",
        &other,
    ];
    let refused = rollcall.json(&mixed).fails(2, "invalid_input");
    assert!(
        refused.stderr.contains("not the one of the certificate"),
        "which it is: {refused}"
    );
    assert_eq!(cause(&rollcall).0, "none", "and nothing was changed by it");

    let stranger = front.file("stranger-both.pem");
    rollcall
        .json(&["connection", "edit", "Acme", "--client-cert", &stranger])
        .done();
    let (code, params) = cause(&rollcall);
    assert_eq!(
        (code.as_str(), params["tls"].as_str()),
        ("tls", Some("clientCertificate"))
    );
    rollcall
        .run(&["connection", "edit", "Acme", "--without-client-cert"])
        .done();
    assert_eq!(
        cause(&rollcall).1["tls"],
        "clientCertificate",
        "none is shown any more"
    );
}

#[test]
fn a_key_in_a_header_and_a_secret_parameter_are_what_a_real_server_sees() {
    let check = format!(
        "if ($http_x_api_key != \"{CANARY}\") {{ return 401; }} if ($arg_code != \"s3cret-code\") {{ return 403; }}"
    );
    let front = Front::start(2, &check);
    let ca = front.file("ca.pem");
    let rollcall = Rollcall::new();
    let options = [
        "--ca",
        &ca,
        "--auth",
        "api-key",
        "--key-header",
        "X-API-Key",
        "--secret-param",
        "code",
        "--secret-stdin",
    ];
    add(&rollcall, &front, &options, &format!("{CANARY}\ns3cret-code\n")).done();
    assert_eq!(cause(&rollcall).0, "none", "key and parameter arrive");
    let wrong = [
        "connection",
        "edit",
        "Acme",
        "--new-secret",
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&wrong, "another-key").done();
    assert_eq!(
        cause(&rollcall).0,
        "unauthorized",
        "a rotated key is the one that is sent"
    );
}

#[test]
fn a_proxy_is_used_with_and_without_a_password_and_its_faults_are_named() {
    let front = Front::start(2, "");
    let ca = front.file("ca.pem");
    let (open, closed) = (Tinyproxy::start(None), Tinyproxy::start(Some(CANARY)));
    let rollcall = Rollcall::new();
    let address = open.address();
    add(
        &rollcall,
        &front,
        &["--auth", "none", "--ca", &ca, "--proxy", &address],
        "",
    )
    .done();
    assert_eq!(cause(&rollcall).0, "none");
    assert!(open.has_connected(front.port), "it went through the proxy");

    let proxy = |address: &str| {
        rollcall
            .json(&["connection", "edit", "Acme", "--proxy", address])
            .done();
        let (code, params) = cause(&rollcall);
        (code, params["proxy"].as_str().unwrap_or_default().to_owned())
    };
    let named = |code: &str, fault: &str| (code.to_owned(), fault.to_owned());
    assert_eq!(
        proxy(&closed.address()),
        named("proxy", "signIn"),
        "407 is the proxy's word"
    );
    let nobody = format!("http://127.0.0.1:{}", closed_port());
    assert_eq!(
        proxy(&nobody),
        named("proxy", "notReached"),
        "not the server's fault"
    );
    let no_proxy = front.sandbox.base().replace("/scim/v2", "");
    assert_eq!(
        proxy(&no_proxy),
        named("proxy", "refused"),
        "something that is no proxy"
    );
    assert_eq!(proxy("off"), named("none", ""), "without one the server is there");

    let guarded = closed.address();
    let with_password = [
        "connection",
        "edit",
        "Acme",
        "--proxy",
        guarded.as_str(),
        "--proxy-user",
        "kim",
        "--secret-stdin",
        "--json",
    ];
    rollcall.run_with(&with_password, "wrong").done();
    let (code, params) = cause(&rollcall);
    assert_eq!(
        (code.as_str(), params["proxy"].as_str()),
        ("proxy", Some("refusedOrPassword")),
        "tinyproxy answers 401, which may be either"
    );
    rollcall.run_with(&with_password, CANARY).done();
    assert_eq!(cause(&rollcall).0, "none");
    assert!(closed.has_connected(front.port));

    let strict =
        Hostile::answering("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
    let strict = format!("http://127.0.0.1:{}", strict.port());
    let wrong = with_password.map(|word| if word == guarded { strict.as_str() } else { word });
    rollcall.run_with(&wrong, "wrong").done();
    let (code, params) = cause(&rollcall);
    assert_eq!(
        (code.as_str(), params["proxy"].as_str()),
        ("proxy", Some("wrongPassword")),
        "407 for what was given"
    );
}

#[test]
fn the_systems_proxy_is_used_and_shown() {
    let front = Front::start(2, "");
    let ca = front.file("ca.pem");
    let proxy = Tinyproxy::start(None);
    let mut rollcall = Rollcall::new();
    rollcall.set("HTTPS_PROXY", Some(&proxy.address()));
    let added = add(&rollcall, &front, &["--auth", "none", "--ca", &ca], "")
        .done()
        .json();
    let shown = added["network"]["proxyInUse"].as_str().unwrap_or_default();
    assert_eq!(
        shown,
        format!("127.0.0.1:{}", proxy.port),
        "which proxy sees the connection is shown"
    );
    assert_eq!(cause(&rollcall).0, "none");
    assert!(proxy.has_connected(front.port));

    let closed = Tinyproxy::start(Some(CANARY));
    for (who, expected) in [
        ("", Some("signIn")),
        ("kim:wrong@", Some("refusedOrPassword")),
        (&format!("kim:{CANARY}@"), None),
    ] {
        let address = format!("http://{who}127.0.0.1:{}", closed.port);
        rollcall.set("HTTPS_PROXY", Some(&address));
        assert_eq!(
            cause(&rollcall).1["proxy"].as_str(),
            expected,
            "with a password of the system's"
        );
    }
    assert!(closed.has_connected(front.port));
    rollcall.set("NO_PROXY", Some("localhost"));
    rollcall.set("HTTPS_PROXY", Some("http://127.0.0.1:1"));
    assert_eq!(
        cause(&rollcall).0,
        "none",
        "what the system leaves out goes past it"
    );
}
