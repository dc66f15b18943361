//! A person signs in in the browser, and Rollcall goes on with the refresh token.

use std::path::Path;
use std::process::{Command, Output};

use rollcall_tests::{RealServer, Rollcall};

use crate::guarded;

/// A connection called Acme whose person signs in at this server.
fn connect(rollcall: &Rollcall, server: &RealServer, scope: &str) {
    let (authorize, token) = (
        format!("{}/auth", server.origin()),
        format!("{}/token", server.origin()),
    );
    let add = [
        "connection",
        "add",
        "Acme",
        "--url",
        server.base(),
        "--environment",
        "test",
        "--auth",
        "browser",
        "--authorize-url",
        &authorize,
        "--token-url",
        &token,
        "--client-id",
        "desktop",
        "--scope",
        scope,
    ];
    rollcall.run(&add).done();
}

/// What a person does with the address: `person.mjs` beside the server's start script.
fn browse(address: &str, refuse: bool) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/oidc-provider/person.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(address);
    if refuse {
        node.env("REFUSE", "1");
    }
    node.output().expect("node runs")
}

#[test]
fn a_person_signs_in_once_and_each_refresh_token_is_used_once() {
    let (_sandbox, server) = guarded(3, "3600");
    let rollcall = Rollcall::new();
    connect(&rollcall, &server, "openid offline_access scim.read");
    let before = rollcall.json(&["connection", "show", "Acme"]).done().json();
    assert_eq!(
        before["connection"]["secret"], "missing",
        "nobody has signed in yet"
    );

    let mut waiting = rollcall.spawn(&["connection", "sign-in", "Acme", "--no-browser"]);
    let address = waiting.first_line();
    assert!(
        address.contains("code_challenge_method=S256"),
        "with PKCE: {address}"
    );
    assert!(
        address.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A"),
        "back to this computer: {address}"
    );
    let page = browse(&address, false);
    let page = String::from_utf8_lossy(&page.stdout);
    assert!(
        page.contains("You can close this page."),
        "the browser says what to do: {page}"
    );
    waiting.wait().done();

    // Each command is a process of its own: it has the refresh token alone, and the server ends the whole sign-in
    // when one is used a second time.
    for _ in 0..3 {
        let report = rollcall.json(&["connection", "test", "Acme"]).done().json();
        assert_eq!(report["usable"], true, "{report}");
    }
    rollcall.run(&["sync", "--on", "Acme"]).done();
}

#[test]
fn a_person_who_cancels_is_told_and_nothing_is_kept() {
    let (sandbox, server) = guarded(1, "3600");
    let rollcall = Rollcall::new();
    connect(&rollcall, &server, "openid offline_access");
    let mut waiting = rollcall.spawn(&["connection", "sign-in", "Acme", "--no-browser"]);
    let address = waiting.first_line();
    browse(&address, true);
    let ended = waiting.wait();
    assert_eq!(ended.code, 3, "{ended}");
    assert!(
        ended.stderr.contains("access_denied"),
        "the server's code is told: {ended}"
    );
    let shown = rollcall.json(&["connection", "show", "Acme"]).done().json();
    assert_eq!(shown["connection"]["secret"], "missing");
    assert_eq!(
        sandbox.stats().total_requests(),
        0,
        "nothing went to the SCIM server"
    );
}
