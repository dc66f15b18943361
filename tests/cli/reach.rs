//! `rollcall connection add` and `edit`: authorities, client certificates, proxies.

use rollcall_tests::{CANARY, Rollcall};

use crate::ready;

const EDIT: [&str; 3] = ["connection", "edit", "Acme"];

/// A certificate and its key, as files.
fn files(rollcall: &Rollcall) -> (String, String) {
    let key = rcgen::KeyPair::generate().expect("a key");
    let mut params = rcgen::CertificateParams::new(vec![]).expect("params");
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Globex Internal CA");
    let certificate = params.self_signed(&key).expect("a certificate");
    let pem = rollcall_scim_client::identity::as_pem;
    (
        rollcall.file("ca.pem", pem("CERTIFICATE", certificate.der()).as_bytes()),
        rollcall.file("ca.key", pem("PRIVATE KEY", &key.serialize_der()).as_bytes()),
    )
}

#[test]
fn what_a_connection_trusts_shows_and_goes_through_is_told_and_taken_back() {
    let (_sandbox, rollcall) = ready(1);
    let (certificate, key) = files(&rollcall);
    let set = [
        "--ca",
        &certificate,
        "--client-cert",
        &certificate,
        "--client-cert-key",
        &key,
        "--proxy",
        "proxy.example.com:3128",
        "--proxy-user",
        "kim",
        "--timeout",
        "120",
        "--secret-stdin",
        "--json",
    ];
    // One line: the token that is kept is not asked for again.
    let edited = rollcall
        .run_with(&[&EDIT[..], &set].concat(), CANARY)
        .done()
        .json();
    assert_eq!(edited["network"]["timeoutSeconds"], 120);
    assert_eq!(
        edited["network"]["proxy"]["address"],
        "http://proxy.example.com:3128"
    );
    let shown = rollcall.run(&["connection", "show", "Acme"]).done();
    for line in [
        "Trusts, besides this computer's authorities, CN=Globex Internal CA",
        "Shows the client certificate CN=Globex Internal CA",
    ] {
        assert!(shown.stdout.contains(line), "{line}: {shown}");
    }
    rollcall.run(&["connection", "test", "Acme"]).done();

    let back = [
        "--without-ca",
        "--without-client-cert",
        "--proxy",
        "system",
        "--json",
    ];
    let edited = rollcall.run(&[&EDIT[..], &back].concat()).done().json();
    assert_eq!(edited["network"]["trusted"], serde_json::json!([]));
    assert!(edited["network"]["clientCertificate"].is_null(), "{edited}");
    assert_eq!(edited["secret"], "stored", "the token stayed all the while");
}

#[test]
fn options_and_files_that_make_no_sense_are_refused_and_nothing_is_changed() {
    let (_sandbox, rollcall) = ready(1);
    let (certificate, key) = files(&rollcall);
    let absent = rollcall.path("absent.pem");
    let notes = rollcall.file("notes.txt", "these are notes");
    for (wrong, code, error) in [
        (vec!["--proxy", "system", "--proxy-user", "kim"], 2, "usage"),
        (vec!["--proxy", "socks5://proxy.example.com"], 2, "invalid_input"),
        (vec!["--timeout", "1"], 2, "invalid_input"),
        (vec!["--ca", &absent], 2, "file"),
        (vec!["--ca", &notes], 2, "invalid_input"),
        (vec!["--ca", &key], 2, "invalid_input"),
        (vec!["--client-cert", &certificate], 2, "invalid_input"),
    ] {
        rollcall.json(&[&EDIT[..], &wrong].concat()).fails(code, error);
    }
    let shown = rollcall.json(&["connection", "show", "Acme"]).done().json();
    let network = &shown["connection"]["network"];
    assert_eq!(network["proxy"]["kind"], "system", "{network}");
    assert_eq!(network["trusted"], serde_json::json!([]), "{network}");
}
