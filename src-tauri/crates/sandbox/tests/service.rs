//! Discovery, authentication, limits, the data file and the control endpoints, over real TCP.

mod support;

use serde_json::json;
use support::{empty, q, raw, user, with};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[tokio::test]
async fn discovery_tells_what_the_server_can_do() {
    let server = empty("").await;
    let config = server.get("/ServiceProviderConfig").await;
    assert_eq!(
        config.header("content-type"),
        Some("application/scim+json"),
        "RFC 7644 §3.1"
    );
    let config = config.json();
    for feature in ["patch", "filter", "sort", "etag", "bulk"] {
        assert_eq!(
            config[feature]["supported"], true,
            "{feature} works, so it is declared"
        );
    }
    assert_eq!(
        config["changePassword"]["supported"], false,
        "what is not there must not be declared"
    );
    assert_eq!(config["filter"]["maxResults"], 1_000);

    let types = server.get("/ResourceTypes").await.json();
    assert_eq!(types["totalResults"], 3, "User, Group, Role");
    let role = server.get("/ResourceTypes/Role").await.json();
    assert_eq!(role["endpoint"], "/Roles");
    assert_eq!(server.get("/ResourceTypes/Nothing").await.status, 404);

    let schemas = server.get("/Schemas").await.json();
    assert_eq!(
        schemas["totalResults"], 5,
        "three core schemas and two extensions"
    );
    let one = server.get(&format!("/Schemas/{ENTERPRISE}")).await.json();
    assert_eq!(one["id"], ENTERPRISE, "a schema is found by its URN");
    assert_eq!(
        server.get("/Schemas?filter=name%20eq%20%22User%22").await.status,
        403,
        "RFC 7644 §4: a filter on discovery is refused"
    );
    assert_eq!(
        server.post("/Schemas", json!({})).await.status,
        405,
        "schemas are read-only"
    );
}

#[tokio::test]
async fn only_who_knows_the_token_comes_in() {
    let server = empty("").await;
    let base = server.sandbox.base().to_owned();
    for wrong in ["", "Bearer wrong", "Basic eDp5", "nonsense"] {
        let answer = raw(&base, "GET", "/Users", &[("Authorization", wrong)], None)
            .await
            .unwrap();
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(
            answer.header("www-authenticate").is_some(),
            "RFC 7235 §3.1 demands the challenge"
        );
        assert!(
            !answer.text().contains(server.sandbox.token()),
            "the answer does not help to guess"
        );
    }
    let other = with("", 0).await;
    assert_ne!(
        other.sandbox.token(),
        server.sandbox.token(),
        "each start has its own token"
    );
    assert!(server.sandbox.token().len() >= 43, "32 random bytes");
    assert!(
        !format!("{:?}", server.sandbox).contains(server.sandbox.token()),
        "no token in Debug"
    );
}

#[tokio::test]
async fn the_custom_resource_type_works_like_any_other() {
    let server = with("", 40).await;
    let role = json!({
        "schemas": [rollcall_sandbox::ROLE], "name": "Éclairage", "key": "light", "level": "operator",
        "grants": [{"value": "light.scenes", "type": "write"}], "riskScore": 2.5
    });
    let created = server.post("/Roles", role.clone()).await;
    assert_eq!(created.status, 201, "{}", created.text());
    assert_eq!(
        server.post("/Roles", role).await.status,
        409,
        "a role's name is unique"
    );
    let key = json!([{"op": "replace", "path": "key", "value": "other"}]);
    let refused = server.patch(&format!("/Roles/{}", created.id()), key).await;
    assert_eq!(
        (refused.status, refused.json()["scimType"].clone()),
        (400, json!("mutability")),
        "key is immutable"
    );
    let risky = server
        .get(&format!("/Roles?filter={}", q("riskScore gt 9.0")))
        .await;
    assert_eq!(risky.names().len(), 1, "decimals compare as numbers");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let server = empty("[http]\nmax_request_bytes = 2000\n").await;
    let mut body = user("long@example.com");
    body["title"] = json!("x".repeat(3_000));
    let answer = server.post("/Users", body).await;
    assert_eq!(
        (answer.status, answer.json()["status"].clone()),
        (413, json!("413"))
    );
}

#[tokio::test]
async fn the_data_file_keeps_the_directory_between_runs() {
    let folder = tempfile::tempdir().unwrap();
    let options = || rollcall_sandbox::SandboxOptions {
        people: 25,
        data_file: Some(folder.path().join("directory.jsonl")),
        token: Some("a-token-for-tests".into()),
        ..Default::default()
    };
    let server = support::Server {
        sandbox: rollcall_sandbox::start(options()).await.unwrap(),
    };
    let id = server.user("kept@example.com").await;
    let g = server.group("Kept", &[&id]).await;
    let gone = server.get("/Users?count=1").await.json()["Resources"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    server.delete(&format!("/Users/{gone}")).await;
    server.sandbox.stop().await;
    for _ in 0..2 {
        let server = support::Server {
            sandbox: rollcall_sandbox::start(options()).await.unwrap(),
        };
        assert_eq!(
            server.get("/Users").await.json()["totalResults"],
            25,
            "25 made, one added, one deleted"
        );
        assert_eq!(server.get(&format!("/Users/{gone}")).await.status, 404);
        let kept = server.get(&format!("/Groups/{g}")).await.json();
        assert_eq!(
            kept["members"][0]["value"],
            json!(id),
            "memberships are kept, also through compaction"
        );
        server.sandbox.stop().await;
    }
}

#[tokio::test]
async fn other_processes_can_ask_what_happened() {
    let server = with("", 30).await;
    server.get("/Users").await;
    server
        .get(&format!("/Users?filter={}", q("userName eq \"x\"")))
        .await;
    server.user("n@example.com").await;
    let stats = server.control("GET", "/stats", None).await.json();
    assert_eq!(stats["requests"]["GET /Users"], 1);
    assert_eq!(
        stats["requests"]["GET /Users?filter"], 1,
        "look-ups are counted apart"
    );
    assert_eq!(stats["created"]["User"], 1);
    assert_eq!(stats["present"]["User"], 31);
    let dump = server.control("GET", "/dump?kind=User", None).await.text();
    assert_eq!(dump.lines().count(), 31);
    assert_eq!(
        server
            .control("PUT", "/profile", Some("[errors]\nnumeric_status = true\n"))
            .await
            .status,
        204
    );
    assert_eq!(
        server.get("/Users/none").await.json()["status"],
        404,
        "the new profile is in force"
    );
    assert_eq!(
        server.control("PUT", "/profile", Some("[nonsense]")).await.status,
        400
    );
    assert!(
        server
            .control("GET", "/profile", None)
            .await
            .text()
            .contains("numeric_status = true")
    );
    assert_eq!(server.control("POST", "/reset", None).await.status, 204);
    assert_eq!(server.sandbox.stats().total_requests(), 0);
    let root = server.sandbox.base().strip_suffix("/scim/v2").unwrap().to_owned();
    assert_eq!(
        raw(&root, "GET", "/_sandbox/dump", &[], None)
            .await
            .unwrap()
            .status,
        401,
        "only with the token"
    );
}

#[tokio::test]
async fn half_a_line_at_the_end_of_the_data_file_is_forgiven_and_a_file_of_another_kind_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("directory.jsonl");
    let options = || rollcall_sandbox::SandboxOptions {
        people: 0,
        data_file: Some(path.clone()),
        ..Default::default()
    };
    let server = support::Server {
        sandbox: rollcall_sandbox::start(options()).await.unwrap(),
    };
    server.user("kept@example.com").await;
    server.sandbox.stop().await;
    // Killed while it wrote "é", which has two bytes.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"do\":\"put\",\"kind\":\"User\",\"id\":\"caf\xC3");
    std::fs::write(&path, bytes).unwrap();
    let again = rollcall_sandbox::start(options()).await.expect("it starts again");
    assert_eq!(again.stats().present["User"], 1, "what was whole is there");
    again.stop().await;

    for foreign in [
        "userName,title\n",
        "a letter to somebody",
        "{\"any\": \"settings\"}\n",
    ] {
        std::fs::write(&path, foreign).unwrap();
        let refused = rollcall_sandbox::start(options()).await;
        assert!(
            matches!(
                refused,
                Err(rollcall_sandbox::SandboxError::DataLine { line: 1, .. })
            ),
            "{foreign:?} is no data file"
        );
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            foreign,
            "a file named by mistake must not be overwritten with a directory"
        );
    }
}

#[tokio::test]
async fn strangers_fill_neither_the_memory_nor_the_counters() {
    let server = empty("").await;
    let root = server.sandbox.base().strip_suffix("/scim/v2").unwrap().to_owned();
    let large = vec![b' '; (1 << 20) + 1];
    let answer = raw(&root, "PUT", "/_sandbox/profile", &[], Some(&large)).await;
    assert_eq!(
        answer.expect("an answer").status,
        413,
        "a body is not read without end before anybody is asked who they are"
    );
    for n in 0..20 {
        server.get(&format!("/Nothing{n}")).await;
        server.get(&format!("/Nothing{n}/1")).await;
        server.send(&format!("VERB{n}"), "/Users", &[], None).await;
    }
    let classes = server.sandbox.stats().requests;
    assert_eq!(
        classes.keys().map(String::as_str).collect::<Vec<_>>(),
        ["(other) /Users", "GET (other)"],
        "paths and methods that nobody serves are counted together"
    );
    assert_eq!(classes["GET (other)"], 40);
}
