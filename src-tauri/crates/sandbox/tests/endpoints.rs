//! Users and groups on the correct server, over real TCP.

mod support;

use serde_json::{Value, json};
use support::{empty, group, patch_op, q, user};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[tokio::test]
async fn a_user_is_created_read_replaced_patched_and_deleted() {
    let server = empty("").await;
    let mut body = user("zoe@example.com");
    body["name"] = json!({"givenName": "Zoë", "familyName": "Łęcka"});
    body["password"] = json!("not to be seen");
    body["id"] = json!("chosen by the client");
    body["groups"] = json!([{"value": "nonsense"}]);
    body[ENTERPRISE] = json!({"department": "Finance"});
    body["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE]);
    let created = server.post("/Users", body).await;
    assert_eq!(created.status, 201, "{}", created.text());
    let id = created.id();
    assert_ne!(
        id, "chosen by the client",
        "id is read-only and ignored (RFC 7644 §3.3)"
    );
    let resource = created.json();
    assert_eq!(
        created.header("location"),
        resource["meta"]["location"].as_str(),
        "RFC 7644 §3.3"
    );
    assert_eq!(
        created.header("etag"),
        resource["meta"]["version"].as_str(),
        "RFC 7644 §3.14"
    );
    assert!(resource.get("password").is_none(), "a password is never returned");
    assert!(
        resource.get("groups").is_none(),
        "groups are computed, not written"
    );
    assert_eq!(resource["active"], true, "a new user is active");

    let read = server.get(&format!("/Users/{id}")).await.json();
    assert_eq!(read, resource, "what was answered is what is stored");

    let replaced = server.put(&format!("/Users/{id}"), user("zoe@example.com")).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    let replaced = replaced.json();
    assert!(replaced.get("name").is_none(), "PUT clears what it leaves out");
    assert!(replaced.get(ENTERPRISE).is_none() && replaced["schemas"].as_array().unwrap().len() == 1);
    assert_eq!(
        replaced["active"], true,
        "silence about active neither activates nor deactivates"
    );
    assert_ne!(
        replaced["meta"]["version"], read["meta"]["version"],
        "a change is a new version"
    );

    let operations = json!([
        {"op": "replace", "path": "active", "value": false},
        {"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "People"},
        {"op": "add", "path": "emails", "value": [{"value": "z@example.org", "type": "home"}]},
    ]);
    let patched = server.patch(&format!("/Users/{id}"), operations.clone()).await;
    assert_eq!(patched.status, 200, "{}", patched.text());
    let first = patched.json();
    assert_eq!(first["active"], false);
    assert_eq!(first[ENTERPRISE]["department"], "People");
    let again = server.patch(&format!("/Users/{id}"), operations).await.json();
    assert_eq!(
        again["meta"], first["meta"],
        "a PATCH that changes nothing makes no version (RFC 7644 §3.5.2.1)"
    );

    assert_eq!(server.delete(&format!("/Users/{id}")).await.status, 204);
    assert_eq!(server.get(&format!("/Users/{id}")).await.status, 404);
    assert_eq!(server.delete(&format!("/Users/{id}")).await.status, 404);
    let stats = server.sandbox.stats();
    assert_eq!(
        (
            stats.created["User"],
            stats.updated["User"],
            stats.deleted["User"]
        ),
        (1, 2, 1)
    );
}

#[tokio::test]
async fn a_user_name_is_unique_whatever_its_case() {
    let server = empty("").await;
    server.user("SØREN@example.com").await;
    let second = server.post("/Users", user("søren@example.com")).await;
    assert_eq!(second.status, 409);
    assert_eq!(second.json()["scimType"], "uniqueness", "RFC 7644 table 9");
    assert_eq!(
        second.json()["status"],
        "409",
        "status is a string (RFC 7644 §3.12)"
    );
    let other = server.user("other@example.com").await;
    let rename = json!([{"op": "replace", "path": "userName", "value": "Søren@example.com"}]);
    assert_eq!(
        server.patch(&format!("/Users/{other}"), rename).await.status,
        409,
        "a rename collides too"
    );
    let same = json!([{"op": "replace", "path": "userName", "value": "Other@example.com"}]);
    assert_eq!(
        server.patch(&format!("/Users/{other}"), same).await.status,
        200,
        "one's own name is free"
    );
    assert_eq!(server.sandbox.stats().duplicate_user_names, 0);
}

#[tokio::test]
async fn bad_requests_are_refused_with_the_reason() {
    let server = empty("").await;
    let id = server.user("a@example.com").await;
    let cases: Vec<(&str, String, Value, u16, Option<&str>)> = vec![
        (
            "POST",
            "/Users".into(),
            json!({"userName": "x"}),
            400,
            Some("invalidSyntax"),
        ),
        (
            "POST",
            "/Users".into(),
            json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"]}),
            400,
            Some("invalidValue"),
        ),
        ("POST", "/Users".into(), json!([1]), 400, Some("invalidSyntax")),
        (
            "PATCH",
            format!("/Users/{id}"),
            patch_op(json!([{"op": "replace", "path": "active", "value": "maybe"}])),
            400,
            Some("invalidValue"),
        ),
        (
            "PATCH",
            format!("/Users/{id}"),
            patch_op(json!([{"op": "replace", "path": "id", "value": "x"}])),
            400,
            Some("mutability"),
        ),
        (
            "PATCH",
            format!("/Users/{id}"),
            patch_op(json!([{"op": "replace", "path": "not a path", "value": "x"}])),
            400,
            Some("invalidPath"),
        ),
        (
            "PATCH",
            format!("/Users/{id}"),
            patch_op(
                json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "x@example.com"}]),
            ),
            400,
            Some("noTarget"),
        ),
        (
            "PATCH",
            format!("/Users/{id}"),
            json!({"Operations": "x"}),
            400,
            Some("invalidSyntax"),
        ),
        ("PUT", "/Users".into(), json!({}), 405, None),
        ("POST", "/Nowhere".into(), json!({}), 404, None),
        ("POST", "/Bulk".into(), json!({}), 400, Some("invalidSyntax")),
        ("GET", "/Bulk".into(), json!({}), 405, None),
    ];
    for (method, path, body, status, scim_type) in cases {
        let answer = server.send(method, &path, &[], Some(body.clone())).await.unwrap();
        assert_eq!(answer.status, status, "{method} {path} {body}: {}", answer.text());
        assert_eq!(
            answer.json()["scimType"].as_str(),
            scim_type,
            "{method} {path} {body}: {}",
            answer.text()
        );
        assert_eq!(
            answer.json()["schemas"][0],
            "urn:ietf:params:scim:api:messages:2.0:Error",
            "every error is a SCIM error"
        );
    }
    let unknown = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "b@example.com", "favourite": 1});
    assert_eq!(
        server.post("/Users", unknown).await.status,
        400,
        "a misspelt attribute is not dropped silently"
    );
    let text = [("Content-Type", "text/plain")];
    let answer = server
        .send("POST", "/Users", &text, Some(user("c@example.com")))
        .await
        .unwrap();
    assert_eq!(answer.status, 415);
    let listed = server.get("/Users").await.json();
    assert_eq!(listed["totalResults"], 1, "nothing refused was stored");
}

#[tokio::test]
async fn versions_guard_reads_and_writes() {
    let server = empty("").await;
    let id = server.user("a@example.com").await;
    let path = format!("/Users/{id}");
    let etag = server.get(&path).await.header("etag").unwrap().to_owned();
    let unchanged = server
        .send("GET", &path, &[("If-None-Match", &etag)], None)
        .await
        .unwrap();
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    let group_id = server.group("Finance", &[&id]).await;
    let after = server
        .send("GET", &path, &[("If-None-Match", &etag)], None)
        .await
        .unwrap();
    assert_eq!(
        after.status, 200,
        "groups are part of what is returned, so the copy is stale"
    );
    let body = Some(patch_op(
        json!([{"op": "replace", "path": "title", "value": "Cook"}]),
    ));
    let first = server
        .send("PATCH", &path, &[("If-Match", &etag)], body.clone())
        .await
        .unwrap();
    assert_eq!(
        first.status, 200,
        "a change of memberships does not stand in the way of a write to the user"
    );
    let second = server
        .send("PATCH", &path, &[("If-Match", &etag)], body)
        .await
        .unwrap();
    assert_eq!(second.status, 412, "somebody changed it since");
    assert_eq!(
        server
            .send("DELETE", &path, &[("If-Match", &etag)], None)
            .await
            .unwrap()
            .status,
        412
    );
    assert_eq!(
        server
            .send("DELETE", &path, &[("If-Match", "*")], None)
            .await
            .unwrap()
            .status,
        204
    );
    assert_eq!(
        server
            .get(&format!("/Groups/{group_id}"))
            .await
            .json()
            .get("members"),
        None
    );
}

#[tokio::test]
async fn lists_are_filtered_sorted_paged_and_projected() {
    let server = empty("").await;
    for name in ["carla@example.com", "Adam@example.com", "bert@example.org"] {
        server.user(name).await;
    }
    let page = server.get("/Users?sortBy=userName&startIndex=2&count=1").await;
    assert_eq!(
        page.names(),
        ["bert@example.org"],
        "sorted without case, second page"
    );
    assert_eq!(
        (
            page.json()["totalResults"].clone(),
            page.json()["itemsPerPage"].clone()
        ),
        (json!(3), json!(1))
    );
    let descending = server
        .get("/Users?sortBy=userName&sortOrder=descending")
        .await
        .names();
    assert_eq!(
        descending,
        ["carla@example.com", "bert@example.org", "Adam@example.com"]
    );
    let find = |filter: &str| format!("/Users?filter={}", q(filter));
    assert_eq!(
        server
            .get(&find("userName eq \"ADAM@EXAMPLE.COM\""))
            .await
            .names(),
        ["Adam@example.com"]
    );
    assert_eq!(
        server
            .get(&find("userName ew \".org\" or userName sw \"c\""))
            .await
            .names()
            .len(),
        2
    );
    assert_eq!(
        server
            .get(&find("meta.created gt \"2999-01-01T00:00:00Z\""))
            .await
            .names()
            .len(),
        0
    );
    let bad = server.get(&find("userName eq")).await;
    assert_eq!(
        (bad.status, bad.json()["scimType"].clone()),
        (400, json!("invalidFilter"))
    );
    let none = server.get("/Users?count=0").await.json();
    assert_eq!(
        (
            none["totalResults"].clone(),
            none["Resources"].as_array().unwrap().len()
        ),
        (json!(3), 0)
    );
    assert_eq!(
        server.get("/Users?startIndex=99").await.names().len(),
        0,
        "past the end is empty"
    );
    assert_eq!(
        server.get("/Users?startIndex=-5&count=2").await.names().len(),
        2,
        "RFC 7644 §3.4.2.4: below 1 is 1"
    );
    assert_eq!(server.get("/Users?count=x").await.status, 400);
    let projected = server.get("/Users?attributes=userName&count=1").await.json();
    let mut keys: Vec<&String> = projected["Resources"][0].as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        ["id", "schemas", "userName"],
        "only what was asked for and what is always returned"
    );
    let without = server
        .get("/Users?excludedAttributes=meta,userName&count=1")
        .await
        .json();
    assert!(without["Resources"][0].get("meta").is_none());
    let search = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
        "filter": "userName sw \"b\"", "attributes": ["userName"], "startIndex": 1, "count": 5
    });
    assert_eq!(
        server.post("/Users/.search", search).await.names(),
        ["bert@example.org"]
    );
    let head = server.send("HEAD", "/Users", &[], None).await.unwrap();
    assert_eq!(
        (head.status, head.body.len()),
        (200, 0),
        "HEAD is GET without the body"
    );
}

#[tokio::test]
async fn members_are_named_found_from_both_sides_and_leave_with_their_user() {
    let server = empty("").await;
    let (a, b) = (
        server.user("a@example.com").await,
        server.user("b@example.com").await,
    );
    let g = server.group("Équipe", &[&a]).await;
    let path = format!("/Groups/{g}");
    let add = json!([{"op": "add", "path": "members", "value": [{"value": a}, {"value": b}]}]);
    let added = server.patch(&path, add.clone()).await.json();
    assert_eq!(
        added["members"].as_array().unwrap().len(),
        2,
        "a member is one once"
    );
    assert_eq!(added["members"][1]["display"], "b@example.com");
    assert!(
        added["members"][1]["$ref"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/Users/{b}"))
    );
    let again = server.patch(&path, add).await.json();
    assert_eq!(
        again["meta"]["version"], added["meta"]["version"],
        "adding again changes nothing"
    );
    let user = server.get(&format!("/Users/{b}")).await.json();
    assert_eq!(
        user["groups"][0]["display"], "Équipe",
        "the user's side is computed"
    );
    let of_b = server
        .get(&format!(
            "/Groups?filter={}",
            q(&format!("members.value eq \"{b}\""))
        ))
        .await;
    assert_eq!(of_b.names(), ["Équipe"]);
    let in_g = server
        .get(&format!(
            "/Users?filter={}",
            q(&format!("groups.value eq \"{g}\""))
        ))
        .await;
    assert_eq!(in_g.names().len(), 2);
    let lean = server.get("/Groups?excludedAttributes=members").await.json();
    assert!(lean["Resources"][0].get("members").is_none());
    let remove = json!([{"op": "remove", "path": format!("members[value eq \"{a}\"]")}]);
    let removed = server.patch(&path, remove).await.json();
    assert_eq!(removed["members"].as_array().unwrap().len(), 1);
    server.delete(&format!("/Users/{b}")).await;
    let after = server.get(&path).await.json();
    assert!(
        after.get("members").is_none(),
        "a deleted user is nobody's member"
    );
    assert_ne!(
        after["meta"]["version"], removed["meta"]["version"],
        "and the group is a new version"
    );
    let unknown = server
        .patch(
            &path,
            json!([{"op": "add", "path": "members", "value": [{"value": "nobody"}]}]),
        )
        .await;
    assert_eq!(unknown.status, 400, "who does not exist cannot be a member");
    let entra = json!([{"op": "remove", "path": "members", "value": [{"value": a}]}]);
    assert_eq!(
        server.patch(&path, entra).await.status,
        400,
        "RFC 7644 §3.5.2.2 knows no value in a remove"
    );
    let replaced = server.put(&path, group("Équipe", &[&a])).await.json();
    assert_eq!(replaced["members"][0]["value"], json!(a));
}

#[tokio::test]
async fn what_cannot_be_read_selects_nothing_instead_of_everything() {
    let server = empty("").await;
    let id = server.user("ada@example.com").await;
    let path = format!("/Users/{id}?attributes={}", q("emails[type eq \"work\"]"));
    let answer = server.get(&path).await.json();
    assert_eq!(answer["id"], id, "the id is always returned");
    assert!(
        answer.get("userName").is_none() && answer.get("meta").is_none(),
        "whoever asks for one attribute must not get all of them: {answer}"
    );
}

#[tokio::test]
async fn a_search_refuses_numbers_that_are_none_as_a_query_does() {
    let server = empty("").await;
    for name in ["startIndex", "count"] {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            name: "many",
        });
        let searched = server.post("/Users/.search", body).await;
        let queried = server.get(&format!("/Users?{name}=many")).await;
        assert_eq!(
            (searched.status, searched.json()["scimType"].clone()),
            (400, json!("invalidValue")),
            "{name}: silence would be a page that nobody asked for"
        );
        assert_eq!(queried.json(), searched.json(), "one rule for both ways to ask");
    }
}
