//! Signing in and getting through, each with the real counterpart: authorization servers from the registries, and
//! what Debian ships.

mod client;
mod front;
mod network;
mod person;

use rollcall_tests::{CANARY, Output, RealServer, Rollcall, Sandbox};

/// The authorization server, with a gate before a sandbox.
fn guarded(people: usize, life: &str) -> (Sandbox, RealServer) {
    guarded_with(people, &[("LIFE", life)])
}

/// The same, with variables that its script knows.
fn guarded_with(people: usize, more: &[(&str, &str)]) -> (Sandbox, RealServer) {
    let sandbox = Sandbox::with_people(people);
    let base = sandbox.base();
    let mut environment = vec![("UPSTREAM", base.as_str()), ("UPSTREAM_TOKEN", CANARY)];
    environment.extend(more);
    let server = RealServer::start_with("oidc-provider", &environment);
    (sandbox, server)
}

/// Adds a connection called Acme that fetches its tokens from this server.
fn add(rollcall: &Rollcall, server: &RealServer, client: &str, more: &[&str], input: &str) -> Output {
    let token_url = format!("{}/token", server.origin());
    let mut command = vec![
        "connection",
        "add",
        "Acme",
        "--url",
        server.base(),
        "--environment",
        "test",
        "--auth",
        "client-credentials",
        "--token-url",
        &token_url,
        "--client-id",
        client,
        "--json",
    ];
    command.extend(more);
    rollcall.run_with(&command, input)
}
