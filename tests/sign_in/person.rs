//! A person signs in in the browser, and Rollcall goes on with the refresh token.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use rollcall_tests::{RealServer, Rollcall};

use crate::{guarded, guarded_with};

/// A connection called Acme whose person signs in at this server.
fn connect(rollcall: &Rollcall, server: &RealServer, scope: &str) {
    connect_as(rollcall, server, scope, "desktop", &[]);
}

/// The same by another client, with more options.
fn connect_as(rollcall: &Rollcall, server: &RealServer, scope: &str, client: &str, more: &[&str]) {
    let (authorize, token) = (
        format!("{}/auth", server.origin()),
        format!("{}/token", server.origin()),
    );
    let mut add = vec![
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
        client,
        "--scope",
        scope,
    ];
    add.extend(more);
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

#[test]
fn where_the_redirect_address_is_registered_the_browser_comes_back_to_its_port() {
    let port = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        listener.local_addr().expect("an address").port().to_string()
    };
    let (_sandbox, server) = guarded_with(3, &[("REDIRECT_PORT", &port)]);
    let rollcall = Rollcall::new();
    let scope = "openid offline_access scim.read";
    connect_as(&rollcall, &server, scope, "registered", &[]);
    let mut waiting = rollcall.spawn(&["connection", "sign-in", "Acme", "--no-browser"]);
    let page = browse(&waiting.first_line(), false);
    let page = String::from_utf8_lossy(&page.stdout);
    assert!(
        page.contains("redirect_uri"),
        "this server compares the address letter by letter: {page}"
    );
    drop(waiting);

    let edit = ["connection", "edit", "Acme", "--redirect-port", &port];
    rollcall.run(&edit).done();
    let mut waiting = rollcall.spawn(&["connection", "sign-in", "Acme", "--no-browser"]);
    let address = waiting.first_line();
    assert!(
        address.contains(&format!("127.0.0.1%3A{port}%2Fcallback")),
        "back to the registered address: {address}"
    );
    let page = browse(&address, false);
    let page = String::from_utf8_lossy(&page.stdout);
    assert!(page.contains("You can close this page."), "{page}");
    waiting.wait().done();
    let report = rollcall.json(&["connection", "test", "Acme"]).done().json();
    assert_eq!(report["usable"], true, "{report}");
}

#[test]
fn a_port_that_is_taken_is_said_before_the_browser_opens() {
    let (_sandbox, server) = guarded(1, "3600");
    let rollcall = Rollcall::new();
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    connect_as(
        &rollcall,
        &server,
        "openid",
        "desktop",
        &["--redirect-port", &port],
    );
    let ended = rollcall.run(&["connection", "sign-in", "Acme", "--no-browser"]);
    assert_ne!(ended.code, 0, "{ended}");
    assert!(ended.stderr.contains(&port), "which port is said: {ended}");
}
