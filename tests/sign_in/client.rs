//! OAuth 2.0 client credentials.

use rollcall_tests::{CANARY, RealServer, Rollcall, csv, people};

use crate::{add, guarded};

#[test]
fn a_client_signs_in_by_header_by_body_and_by_signature() {
    let (_sandbox, server) = guarded(3, "3600");
    let key = |client: &str| {
        server
            .folder()
            .join(format!("{client}.pem"))
            .display()
            .to_string()
    };
    let (es256, rs256) = (key("es256-client"), key("rs256-client"));
    let secret = ["--secret-stdin"];
    let post = [
        "--secret-stdin",
        "--client-auth",
        "post",
        "--scope",
        "scim.read scim.write",
    ];
    let es = [
        "--client-auth",
        "private-key",
        "--client-key",
        &es256,
        "--key-id",
        "es256-client",
    ];
    let rs = [
        "--client-auth",
        "private-key",
        "--client-key",
        &rs256,
        "--key-id",
        "rs256-client",
    ];
    let account = ["--secret-stdin", "--account-id", "acct-1"];
    for (client, options, input) in [
        ("basic client", &secret[..], CANARY),
        ("account-client", &account[..], CANARY),
        ("post-client", &post[..], CANARY),
        ("es256-client", &es[..], ""),
        ("rs256-client", &rs[..], ""),
    ] {
        let rollcall = Rollcall::new();
        add(&rollcall, &server, client, options, input).done();
        let report = rollcall.json(&["connection", "test", "Acme"]).done().json();
        assert_eq!(
            report["usable"], true,
            "{client} gets a token that the gate takes: {report}"
        );
        rollcall.run(&["sync", "--on", "Acme"]).done();
    }
}

#[test]
fn a_refusal_by_the_authorization_server_is_told_with_its_code() {
    let (sandbox, server) = guarded(1, "3600");
    let rollcall = Rollcall::new();
    add(
        &rollcall,
        &server,
        "post-client",
        &["--client-auth", "post", "--secret-stdin"],
        "wrong",
    )
    .done();
    let refused = rollcall.json(&["connection", "test", "Acme"]);
    assert_eq!(refused.code, 3, "{refused}");
    assert!(refused.stdout.contains("sign_in_failed"), "{refused}");
    assert!(
        refused.stdout.contains("invalid_client"),
        "the server's code is told: {refused}"
    );
    assert_eq!(
        sandbox.stats().total_requests(),
        0,
        "nothing went to the SCIM server"
    );
}

#[test]
fn a_job_goes_on_over_many_access_tokens() {
    let account = ["--secret-stdin", "--account-id", "acct-1"];
    for (client, options) in [("basic client", &account[..1]), ("account-client", &account[..])] {
        let (sandbox, server) = guarded(0, "1");
        let rollcall = Rollcall::new();
        add(&rollcall, &server, client, options, CANARY).done();
        let file = rollcall.file("people.csv", csv(&people(60)));
        let (job, _) = rollcall.plan(&file, "Acme", &[]);
        rollcall.run(&["job", "run", &job]).done();
        assert_eq!(
            sandbox.users().len(),
            60,
            "nobody is missing and nobody is there twice: {client}"
        );
    }
}

#[test]
fn canaille_gives_a_token_that_its_own_scim_server_takes() {
    let server = RealServer::start("canaille");
    let rollcall = Rollcall::new();
    let token_url = format!("{}/oauth/token", server.origin());
    let add = [
        "connection",
        "add",
        "Canaille",
        "--url",
        server.base(),
        "--environment",
        "test",
        "--auth",
        "client-credentials",
        "--token-url",
        &token_url,
        "--client-id",
        "fixture",
        "--secret-stdin",
    ];
    rollcall.run_with(&add, CANARY).done();
    let report = rollcall.json(&["connection", "test", "Canaille"]).done().json();
    assert_eq!(report["usable"], true, "{report}");
}

#[test]
fn a_user_name_and_a_password_open_a_real_server_and_a_wrong_password_is_named() {
    let server = RealServer::start("django-scim2");
    let rollcall = Rollcall::new();
    let add = [
        "connection",
        "add",
        "Django",
        "--url",
        server.base(),
        "--environment",
        "test",
        "--auth",
        "basic",
        "--user",
        "scim",
        "--secret-stdin",
    ];
    rollcall.run_with(&add, CANARY).done();
    let report = || rollcall.json(&["connection", "test", "Django"]).json();
    let right = report();
    assert_eq!(right["usable"], true, "the server takes the password: {right}");
    rollcall.run(&["sync", "--on", "Django"]).done();
    let rotated = ["connection", "edit", "Django", "--new-secret", "--secret-stdin"];
    rollcall.run_with(&rotated, "another-password").done();
    let wrong = report();
    assert_eq!(
        wrong["failure"]["code"], "unauthorized",
        "it was the password that opened it: {wrong}"
    );
}
