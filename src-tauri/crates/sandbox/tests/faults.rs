//! Each fault, over real TCP: what the client sees, and what the server did meanwhile.

mod support;

use std::time::{Duration, Instant};

use rollcall_sandbox::ResourceKind;
use support::{Answer, Server, empty, user, with};

async fn create(server: &Server, name: &str) -> Option<Answer> {
    server.send("POST", "/Users", &[], Some(user(name))).await
}

fn users(server: &Server) -> usize {
    server.sandbox.resources(ResourceKind::User).len()
}

fn fault(action: &str) -> String {
    format!("[[fault]]\nmethod = \"POST\"\nendpoint = \"/Users\"\n{action}\n")
}

/// Waits until the server's own state says so: late landings have no answer to wait for.
async fn until(what: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !what() {
        assert!(Instant::now() < deadline, "the server never got there");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_answer_is_lost_after_the_user_was_created() {
    let server = empty(&fault("nth = 2\naction = { kind = \"lose_answer\" }")).await;
    assert_eq!(
        create(&server, "a@example.com").await.unwrap().status,
        201,
        "only the second is struck"
    );
    assert!(
        create(&server, "b@example.com").await.is_none(),
        "no byte of an answer"
    );
    assert_eq!(users(&server), 2, "and yet the user is there");
    assert_eq!(server.sandbox.stats().created["User"], 2);
    assert_eq!(
        server.sandbox.stats().faults["lose_answer"],
        1,
        "the server tells what it did"
    );
    assert_eq!(
        create(&server, "c@example.com").await.unwrap().status,
        201,
        "the third is spared again"
    );
}

#[tokio::test]
async fn a_connection_is_closed_before_anything_is_applied() {
    let server = empty(&fault("action = { kind = \"close_before\" }")).await;
    assert!(create(&server, "a@example.com").await.is_none());
    assert_eq!(users(&server), 0, "nothing happened");
}

#[tokio::test]
async fn an_error_comes_before_or_after_the_change() {
    let server = empty(&fault("action = { kind = \"error_before\", status = 500 }")).await;
    assert_eq!(create(&server, "a@example.com").await.unwrap().status, 500);
    assert_eq!(users(&server), 0, "500 before applying");
    server.set(&fault("action = { kind = \"error_after\", status = 502 }"));
    assert_eq!(create(&server, "a@example.com").await.unwrap().status, 502);
    assert_eq!(users(&server), 1, "502 after applying");
}

#[tokio::test]
async fn too_many_requests_with_and_without_a_time_to_wait() {
    let server = empty(&fault(
        "times = 1\naction = { kind = \"too_many_requests\", retry_after = 3 }",
    ))
    .await;
    let answer = create(&server, "a@example.com").await.unwrap();
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, Some("3")),
        "Q-RATE-01"
    );
    assert_eq!(users(&server), 0, "429 means not applied");
    assert_eq!(
        create(&server, "a@example.com").await.unwrap().status,
        201,
        "once is once"
    );
    server.set(&fault("action = { kind = \"too_many_requests\" }"));
    let answer = create(&server, "b@example.com").await.unwrap();
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (429, None),
        "Q-RATE-01"
    );
    server.set(&fault("action = { kind = \"unavailable\", retry_after = 1 }"));
    assert_eq!(create(&server, "b@example.com").await.unwrap().status, 503);
}

#[tokio::test]
async fn a_body_is_cut_in_the_middle() {
    let server = empty(&fault("action = { kind = \"cut_body\", after_bytes = 20 }")).await;
    let answer = create(&server, "a@example.com").await.unwrap();
    assert_eq!(
        (answer.status, answer.body.len(), answer.whole),
        (201, 20, false),
        "twenty bytes of the promised"
    );
    assert_eq!(users(&server), 1, "the create was applied");
}

#[tokio::test]
async fn a_body_drips() {
    let server = empty(&fault(
        "action = { kind = \"slow_body\", bytes = 100, pause_ms = 20 }",
    ))
    .await;
    let begin = Instant::now();
    let answer = create(&server, "a@example.com").await.unwrap();
    assert!(
        answer.whole && answer.json()["userName"] == "a@example.com",
        "it arrives whole"
    );
    let pauses = answer.body.len().div_ceil(100) - 1;
    let least = Duration::from_millis(20) * u32::try_from(pauses).unwrap();
    assert!(begin.elapsed() >= least, "but not before its {pauses} pauses");
}

#[tokio::test]
async fn a_request_lands_late_although_the_client_is_gone() {
    let server = empty(&fault(
        "action = { kind = \"delayed_apply\", ms = 1500, close = true }",
    ))
    .await;
    assert!(
        create(&server, "late@example.com").await.is_none(),
        "the client learns nothing"
    );
    assert_eq!(users(&server), 0, "and a look-up at once finds nothing");
    until(|| users(&server) == 1).await;
    // A lost answer counts under the status it would have had.
    until(|| server.sandbox.stats().statuses.get(&201) == Some(&1)).await;

    let server = std::sync::Arc::new(server);
    server.set(&fault("action = { kind = \"delayed_apply\", ms = 300 }"));
    server.sandbox.reset_stats();
    let client = tokio::spawn({
        let server = std::sync::Arc::clone(&server);
        async move { create(&server, "later@example.com").await }
    });
    until(|| server.sandbox.stats().faults.contains_key("delayed_apply")).await;
    // The client gives up by itself here: its socket is closed while the server still waits.
    client.abort();
    assert!(client.await.is_err(), "the client is gone before the answer");
    until(|| users(&server) == 2).await;

    server.set(&fault("action = { kind = \"delayed_apply\", ms = 10 }"));
    let patient = create(&server, "patient@example.com").await.unwrap();
    assert_eq!(patient.status, 201, "who waits gets the answer");
}

#[tokio::test]
async fn latency_adds_up_and_comes_before_the_action() {
    let rules = "[http]\nlatency_ms = 20\n[[fault]]\naction = { kind = \"latency\", ms = 30 }\n[[fault]]\naction = { kind = \"latency\", ms = 40 }\n[[fault]]\naction = { kind = \"error_before\", status = 503 }\n";
    let server = empty(rules).await;
    let begin = Instant::now();
    assert_eq!(server.get("/Users").await.status, 503);
    assert!(
        begin.elapsed() >= Duration::from_millis(90),
        "20 + 30 + 40 milliseconds"
    );
}

#[tokio::test]
async fn what_is_no_scim_at_all() {
    let server = with("[[fault]]\naction = { kind = \"html_page\" }\n", 3).await;
    let page = server.get("/Users").await;
    assert!(
        page.status == 200 && page.text().starts_with("<!DOCTYPE html>"),
        "a captive portal"
    );
    server.set("[[fault]]\naction = { kind = \"huge_body\", mebibytes = 5 }\n");
    let huge = server.get("/Users").await;
    assert!(
        huge.body.len() > 5 << 20 && huge.whole && huge.json()["totalResults"] == 1,
        "valid, and far too large"
    );
    server.set("[[fault]]\naction = { kind = \"gzip_bomb\", mebibytes = 50 }\n");
    let bomb = server.get("/Users").await;
    assert_eq!(bomb.header("content-encoding"), Some("gzip"));
    assert!(
        bomb.body.len() < 200_000,
        "small on the wire: {}",
        bomb.body.len()
    );
}

#[tokio::test]
async fn a_token_dies_after_some_requests() {
    let server = with("[[fault]]\nfrom = 3\naction = { kind = \"unauthorized\" }\n", 2).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(server.get("/Users").await.status);
    }
    assert_eq!(statuses, [200, 200, 401, 401], "Q-AUTH-02");
    server.sandbox.reset_stats();
    assert_eq!(
        server.get("/Users").await.status,
        200,
        "a reset lets faults count from the beginning"
    );
}

#[tokio::test]
async fn every_nth_and_by_chance() {
    let server = empty(&fault(
        "every = 3\naction = { kind = \"error_before\", status = 500 }",
    ))
    .await;
    let mut failed = Vec::new();
    for n in 1..=9 {
        if create(&server, &format!("u{n}@example.com"))
            .await
            .unwrap()
            .status
            == 500
        {
            failed.push(n);
        }
    }
    assert_eq!(failed, [3, 6, 9]);
    server.set(&fault(
        "probability = 0.5\nseed = 4\naction = { kind = \"error_before\", status = 500 }",
    ));
    let mut failed = 0;
    for n in 0..60 {
        if create(&server, &format!("v{n}@example.com"))
            .await
            .unwrap()
            .status
            == 500
        {
            failed += 1;
        }
    }
    assert!((15..=45).contains(&failed), "about half, not {failed} of 60");
}

#[tokio::test]
async fn a_stopped_sandbox_lets_running_requests_end_and_frees_its_port() {
    let server = with("[http]\nlatency_ms = 200\n", 5).await;
    let base = server.sandbox.base().to_owned();
    let token = format!("Bearer {}", server.sandbox.token());
    let running = tokio::spawn({
        let base = base.clone();
        async move { support::raw(&base, "GET", "/Users", &[("Authorization", &token)], None).await }
    });
    until(|| server.sandbox.stats().in_flight == 1).await;
    assert_eq!(server.sandbox.stats().max_in_flight, 1);
    server.sandbox.stop().await;
    assert_eq!(
        running.await.unwrap().unwrap().status,
        200,
        "what had begun is answered"
    );
    let port = base
        .split(':')
        .nth(2)
        .and_then(|p| p.split('/').next())
        .unwrap()
        .parse()
        .unwrap();
    let options = rollcall_sandbox::SandboxOptions {
        port,
        people: 0,
        ..Default::default()
    };
    let again = rollcall_sandbox::start(options.clone())
        .await
        .expect("the port is free again");
    let taken = rollcall_sandbox::start(options).await.unwrap_err();
    assert!(
        taken.to_string().contains(&port.to_string()),
        "a taken port is named: {taken}"
    );
    again.stop().await;
}

#[tokio::test]
async fn many_clients_at_once_leave_one_user_for_each_name() {
    let server = std::sync::Arc::new(empty("").await);
    let mut tasks = Vec::new();
    for n in 0..40 {
        let server = std::sync::Arc::clone(&server);
        tasks.push(tokio::spawn(async move {
            create(&server, &format!("p{}@example.com", n % 8))
                .await
                .unwrap()
                .status
        }));
    }
    let mut created = 0;
    for task in tasks {
        match task.await.unwrap() {
            201 => created += 1,
            other => assert_eq!(other, 409),
        }
    }
    assert_eq!(
        (created, users(&server)),
        (8, 8),
        "uniqueness holds under concurrency"
    );
}
