//! `rollcall sandbox`

use rollcall_tests::{Http, Rollcall};
use serde_json::Value;

#[test]
fn the_sandbox_prints_address_and_token_first_and_serves_people() {
    let rollcall = Rollcall::new();
    let mut running = rollcall.spawn(&["sandbox", "--port", "0", "--people", "25", "--json"]);
    let told: Value = serde_json::from_str(&running.first_line()).expect("one JSON line");
    let base = told["base"].as_str().expect("a base URL");
    let token = told["token"].as_str().expect("a token");
    assert!(
        base.starts_with("http://127.0.0.1:"),
        "it binds this computer alone: {base}"
    );
    let people = Http::new(base, format!("Bearer {token}")).all("/Users");
    assert_eq!(people.len(), 25, "as many people as asked for");
    assert_eq!(
        Http::new(base, "Bearer wrong").get("/Users").status,
        401,
        "and nobody without the token"
    );
    assert!(!rollcall.home().exists(), "a sandbox needs no store");
}

#[test]
fn a_profile_file_makes_the_sandbox_deviate_and_a_wrong_one_is_refused() {
    let rollcall = Rollcall::new();
    let wrong = rollcall.file("wrong.toml", "[list]\nmax_result = 3\n");
    let refused = rollcall.json(&["sandbox", "--profile", &wrong]).fails(2, "usage");
    assert!(
        refused.stderr.contains("max_result"),
        "the switch is named: {refused}"
    );
    let profile = rollcall.file("small.toml", "[list]\nmax_results = 3\n");
    let mut running = rollcall.spawn(&["sandbox", "--people", "10", "--profile", &profile, "--json"]);
    let told: Value = serde_json::from_str(&running.first_line()).expect("one JSON line");
    let http = Http::new(
        told["base"].as_str().expect("base"),
        format!("Bearer {}", told["token"].as_str().expect("token")),
    );
    let page = http.get("/Users?count=10").body;
    assert_eq!(
        page["Resources"].as_array().map(Vec::len),
        Some(3),
        "pages are cut as the profile says"
    );
}

#[test]
fn what_is_changed_in_a_sandbox_with_a_file_is_there_again() {
    let rollcall = Rollcall::new();
    let data = rollcall.path("directory.jsonl");
    for expected in [4, 5] {
        let mut running = rollcall.spawn(&["sandbox", "--people", "4", "--data", &data, "--json"]);
        let told: Value = serde_json::from_str(&running.first_line()).expect("one JSON line");
        let token = format!("Bearer {}", told["token"].as_str().expect("token"));
        let http = Http::new(told["base"].as_str().expect("base"), token);
        assert_eq!(http.all("/Users").len(), expected, "the directory is what it was");
        let new = serde_json::json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": format!("new{expected}@example.com"),
        });
        assert_eq!(http.post("/Users", &new).status, 201, "somebody is added");
    }
}
