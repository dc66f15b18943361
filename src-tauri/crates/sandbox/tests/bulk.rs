//! `/Bulk` (RFC 7644 §3.7), `/Me` (§3.11) and `/.search` (§3.4.3) on the correct server, over real TCP.

mod support;

use serde_json::{Value, json};
use support::{Answer, Server, empty, q, user, with};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

async fn bulk(server: &Server, operations: Value, fail_on_errors: Option<u64>) -> Answer {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": operations
    });
    if let Some(most) = fail_on_errors {
        body["failOnErrors"] = json!(most);
    }
    server.post("/Bulk", body).await
}

fn statuses(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    assert_eq!(
        body["schemas"],
        json!(["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
    );
    let results = body["Operations"].as_array().unwrap();
    let status = |r: &Value| r["status"].as_str().expect("a status as text").to_owned();
    results.iter().map(status).collect()
}

fn create(name: &str, bulk_id: &str) -> Value {
    json!({"method": "POST", "path": "/Users", "bulkId": bulk_id, "data": user(name)})
}

// RFC 7644 §3.7.3
#[tokio::test]
async fn each_operation_has_its_own_result() {
    let server = empty("").await;
    let old = server.user("old@example.com").await;
    let gone = server.user("gone@example.com").await;
    let answer = bulk(
        &server,
        json!([
            create("new@example.com", "a"),
            {"method": "PATCH", "path": format!("/Users/{old}"), "data": {
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "active", "value": false}]}},
            {"method": "DELETE", "path": format!("/Users/{gone}")},
            create("OLD@example.com", "b"),
            {"method": "PUT", "path": "/Users/nobody", "data": user("x@example.com")},
        ]),
        None,
    )
    .await;
    assert_eq!(statuses(&answer), ["201", "200", "204", "409", "404"]);
    let results = answer.json()["Operations"].clone();
    assert_eq!(
        (&results[0]["bulkId"], &results[0]["method"]),
        (&json!("a"), &json!("POST"))
    );
    let location = results[0]["location"].as_str().unwrap();
    assert!(location.contains("/Users/"), "{location}");
    assert!(results[0]["version"].is_string() && results[0].get("response").is_none());
    assert_eq!(results[3]["response"]["scimType"], "uniqueness");
    let patched = server.get(&format!("/Users/{old}")).await.json();
    assert_eq!(patched["active"], false);
    assert_eq!(server.get(&format!("/Users/{gone}")).await.status, 404);
}

// RFC 7644 §3.7.2
#[tokio::test]
async fn references_lead_to_what_the_same_request_makes_in_either_order() {
    let server = empty("").await;
    let group = json!({"schemas": [GROUP], "displayName": "Pickers", "members": [{"value": "bulkId:kim"}]});
    let answer = bulk(
        &server,
        json!([
            {"method": "POST", "path": "/Groups", "bulkId": "g", "data": group},
            create("kim@example.com", "kim"),
            {"method": "PATCH", "path": "/Users/bulkId:kim", "data": {
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "add", "path": "title", "value": "Picker"}]}},
        ]),
        None,
    )
    .await;
    assert_eq!(statuses(&answer), ["201", "201", "200"], "{}", answer.text());
    let kim = server
        .get(&format!("/Users?filter={}", q("userName eq \"kim@example.com\"")))
        .await
        .json()["Resources"][0]
        .clone();
    assert_eq!(kim["title"], "Picker");
    assert_eq!(kim["groups"][0]["display"], "Pickers");
}

// RFC 7644 §3.7.1
#[tokio::test]
async fn a_circle_of_references_and_a_reference_to_nothing_are_conflicts() {
    let server = empty("").await;
    let group = |name: &str, own: &str, other: &str| {
        json!({"method": "POST", "path": "/Groups", "bulkId": own, "data":
            {"schemas": [GROUP], "displayName": name, "members": [{"value": format!("bulkId:{other}")}]}})
    };
    let operations = json!([
        group("A", "a", "b"),
        group("B", "b", "a"),
        group("C", "c", "nobody")
    ]);
    let answer = bulk(&server, operations, None).await;
    assert_eq!(statuses(&answer), ["409", "409", "409"]);
    assert_eq!(
        server.get("/Groups").await.json()["totalResults"],
        0,
        "nothing half made"
    );
}

// RFC 7644 §3.7.3 failOnErrors
#[tokio::test]
async fn after_so_many_errors_the_rest_is_not_tried() {
    let server = empty("").await;
    server.user("taken@example.com").await;
    let operations = json!([
        create("taken@example.com", "1"),
        create("first@example.com", "2"),
        create("taken@example.com", "3"),
        create("second@example.com", "4"),
    ]);
    let answer = bulk(&server, operations.clone(), Some(2)).await;
    assert_eq!(statuses(&answer), ["409", "201", "409"]);
    assert_eq!(server.get("/Users").await.json()["totalResults"], 2);
    let all = bulk(&server, operations, None).await;
    assert_eq!(
        statuses(&all),
        ["409", "409", "409", "201"],
        "without it all are tried"
    );
}

// RFC 7644 §3.7.4
#[tokio::test]
async fn more_than_the_configuration_declares_is_413() {
    let server = empty("[bulk]\nmax_operations = 2\nmax_payload_size = 2000\n").await;
    let declared = server.get("/ServiceProviderConfig").await.json()["bulk"].clone();
    assert_eq!(
        declared,
        json!({"supported": true, "maxOperations": 2, "maxPayloadSize": 2000})
    );
    let many = json!([
        create("a@example.com", "1"),
        create("b@example.com", "2"),
        create("c@example.com", "3")
    ]);
    assert_eq!(bulk(&server, many, None).await.status, 413);
    let mut long = user("long@example.com");
    long["title"] = json!("x".repeat(2_000));
    let long = json!([{"method": "POST", "path": "/Users", "bulkId": "1", "data": long}]);
    assert_eq!(bulk(&server, long, None).await.status, 413);
    assert_eq!(
        server.get("/Users").await.json()["totalResults"],
        0,
        "all or nothing of a refusal"
    );
    let twice = json!([create("a@example.com", "1"), create("b@example.com", "1")]);
    assert_eq!(
        bulk(&server, twice, None).await.status,
        400,
        "§3.7: a bulkId is unique"
    );
    server.set("[bulk]\nabsent = true\n");
    assert_eq!(bulk(&server, json!([]), None).await.status, 501);
    let declared = server.get("/ServiceProviderConfig").await.json();
    assert_eq!(declared["bulk"]["supported"], false);
}

// RFC 7644 §3.11
#[tokio::test]
async fn me_is_who_signs_in() {
    use base64::Engine as _;
    let server = empty("").await;
    let id = server.user("kim@example.com").await;
    assert_eq!(server.get("/Me").await.status, 404, "a token belongs to nobody");
    let encoded = base64::engine::general_purpose::STANDARD
        .encode(format!("kim@example.com:{}", server.sandbox.token()));
    let basic = format!("Basic {encoded}");
    let me = support::raw(
        server.sandbox.base(),
        "GET",
        "/Me",
        &[("Authorization", basic.as_str())],
        None,
    )
    .await
    .unwrap();
    assert_eq!((me.status, me.id()), (200, id.clone()));
    assert!(
        me.header("location").unwrap().ends_with(&format!("/Users/{id}")),
        "the user's own address"
    );
    server.set("[http]\nme = \"kim@example.com\"\n");
    let patched = server
        .patch(
            "/Me",
            json!([{"op": "replace", "path": "title", "value": "Lead"}]),
        )
        .await;
    assert_eq!(patched.json()["title"], "Lead");
    assert_eq!(server.delete("/Me").await.status, 204);
    assert_eq!(server.get(&format!("/Users/{id}")).await.status, 404);
}

// RFC 7644 §3.4.3, §3.4.2.1
#[tokio::test]
async fn a_search_of_the_root_finds_every_type() {
    let server = with("", 20).await;
    let search = |filter: &str, count: u64, start: u64| {
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "filter": filter, "count": count, "startIndex": start, "attributes": ["id", "displayName"]
        })
    };
    let all = server.post("/.search", search("id pr", 1, 1)).await.json();
    let mut sum = 0;
    for endpoint in ["Users", "Groups", "Roles"] {
        let list = server.get(&format!("/{endpoint}?count=1")).await.json();
        sum += list["totalResults"].as_u64().unwrap();
    }
    assert_eq!(all["totalResults"], sum);
    let last = server.post("/.search", search("id pr", 100, 21)).await.json();
    let rows = last["Resources"].as_array().unwrap();
    assert_eq!(rows.len() as u64, sum - 20);
    assert_eq!(rows[0]["schemas"], json!([GROUP]), "groups follow users");
    let named = server.post("/.search", search("userName pr", 5, 1)).await.json();
    assert_eq!(named["totalResults"], 20, "only users have a userName");
    assert_eq!(named["Resources"][0]["schemas"][0], USER);
    let unknown = server.post("/.search", search("nothing pr", 5, 1)).await;
    assert_eq!(unknown.status, 400, "no type has this attribute");
    assert_eq!(server.get("/.search").await.status, 405);
}
