//! Servers that cannot be reached, cannot be trusted, or do not let us in.

use rollcall_tests::{CANARY, Hostile, Rollcall, Sandbox, closed_port, self_signed};

use crate::every_reading_command_fails;

#[test]
fn a_host_that_refuses_connections_is_named_and_nothing_is_called_done() {
    let rollcall = Rollcall::new();
    rollcall.connect(
        "Gone",
        &format!("http://127.0.0.1:{}/scim/v2", closed_port()),
        "test",
    );
    for said in every_reading_command_fails(&rollcall, "Gone", "connection_refused") {
        assert!(said.stderr.contains("Gone"), "the connection is named: {said}");
    }
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Gone",
        "--set",
        "userName=kim@example.com",
        "--yes",
    ];
    rollcall.json(&create).fails(3, "connection_refused");
}

#[test]
fn a_host_whose_name_is_unknown_is_said_so() {
    let rollcall = Rollcall::new();
    // RFC 6761: no resolver ever finds a name under .invalid.
    rollcall.connect("Typo", "https://scim.rollcall-tests.invalid/v2", "test");
    let list = rollcall
        .json(&["resources", "list", "User", "--on", "Typo"])
        .fails(3, "dns");
    assert!(list.stderr.contains("Typo"), "the connection is named: {list}");
}

#[test]
fn a_certificate_that_nobody_signed_is_refused_before_the_token_is_sent() {
    let server = self_signed();
    let rollcall = Rollcall::new();
    rollcall.connect(
        "Forged",
        &format!("https://localhost:{}/scim/v2", server.port()),
        "test",
    );
    for said in every_reading_command_fails(&rollcall, "Forged", "tls") {
        assert!(said.stderr.contains("certificate"), "the cause is named: {said}");
    }
    assert_eq!(server.requests(), 0, "no request, and so no token, reached it");
    for option in ["--insecure", "--no-verify"] {
        rollcall
            .json(&["connection", "test", "Forged", option])
            .fails(2, "usage");
    }
}

#[test]
fn a_plain_server_behind_an_https_address_is_no_secure_connection() {
    let server = Hostile::answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    let rollcall = Rollcall::new();
    rollcall.connect(
        "Plain",
        &format!("https://localhost:{}/scim/v2", server.port()),
        "test",
    );
    rollcall
        .json(&["resources", "list", "User", "--on", "Plain"])
        .fails(3, "tls");
}

#[test]
fn a_token_that_is_not_accepted_is_said_so() {
    let sandbox = Sandbox::with_people(5);
    let rollcall = Rollcall::new();
    rollcall.connect_with("Stale", &sandbox.base(), "test", "an-old-token");
    for said in every_reading_command_fails(&rollcall, "Stale", "unauthorized") {
        assert!(
            !said.stderr.contains("an-old-token"),
            "the token is not repeated: {said}"
        );
    }
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Stale",
        "--set",
        "userName=kim@example.com",
        "--yes",
    ];
    rollcall.json(&create).fails(3, "unauthorized");
    assert_eq!(sandbox.users().len(), 5, "nothing changed on the server");
}

#[test]
fn a_redirect_is_not_followed_and_takes_no_token_along() {
    let elsewhere = Hostile::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    let sandbox = Sandbox::with_profile(
        3,
        &format!(
            "[http]\nredirect_to = \"http://127.0.0.1:{}\"\n",
            elsewhere.port()
        ),
    );
    let rollcall = Rollcall::new();
    rollcall.connect("Moved", &sandbox.base(), "test");
    every_reading_command_fails(&rollcall, "Moved", "redirected");
    let create = [
        "resources",
        "create",
        "User",
        "--on",
        "Moved",
        "--set",
        "userName=kim@example.com",
        "--yes",
    ];
    rollcall.json(&create).fails(3, "redirected");
    assert_eq!(elsewhere.requests(), 0, "the other host was never asked");
}

#[test]
fn a_connection_cut_in_the_middle_of_an_answer_is_no_answer() {
    let cut = "HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: 4000\r\n\r\n{\"Resources\": [";
    let server = Hostile::answering(cut);
    let rollcall = Rollcall::new();
    rollcall.connect(
        "Cut",
        &format!("http://127.0.0.1:{}/scim/v2", server.port()),
        "test",
    );
    let list = rollcall.json(&["resources", "list", "User", "--on", "Cut"]);
    let code = list.error()["code"].clone();
    assert!(
        code == "network" || code == "timed_out",
        "half an answer is none: {list}"
    );
    assert_eq!(list.code, 3, "a connection error: {list}");
}

#[test]
fn what_a_hostile_server_echoes_never_shows_the_token() {
    let echo = format!(
        "{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"400\",\
         \"detail\":\"bad header Authorization: Bearer {CANARY}\"}}"
    );
    let answer = format!(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/scim+json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{echo}",
        echo.len()
    );
    let server = Hostile::answering(answer);
    let rollcall = Rollcall::new();
    rollcall.connect(
        "Echo",
        &format!("http://127.0.0.1:{}/scim/v2", server.port()),
        "test",
    );
    // Output and files are searched for the token by every run, and when the home goes.
    for command in [["connection", "test", "Echo"], ["connection", "show", "Echo"]] {
        rollcall.json(&command);
    }
    let list = rollcall.json(&["resources", "list", "User", "--on", "Echo"]);
    assert_ne!(list.code, 0, "an error is no list: {list}");
}
