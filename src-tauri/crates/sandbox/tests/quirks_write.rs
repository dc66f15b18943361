//! Each switch of a profile that changes writing, by the quirk it reproduces: with the switch the server deviates, and
//! in just that.

mod support;

use serde_json::{Value, json};
use support::{Answer, Server, empty, patch_op, q, user};

async fn find(server: &Server, filter: &str) -> Answer {
    server.get(&format!("/Users?filter={}", q(filter))).await
}

fn rename(to: &str) -> Value {
    json!([{"op": "replace", "path": "displayName", "value": to}])
}

#[tokio::test]
async fn identity_quirks() {
    let server = empty("[write]\nuser_name_not_unique = true\n").await;
    server.user("a@example.com").await;
    server.user("A@example.com").await;
    assert_eq!(
        server.sandbox.stats().duplicate_user_names,
        1,
        "Q-ERR-03: two people, one name, and it is counted"
    );
    assert_eq!(
        find(&server, "userName eq \"a@example.com\"").await.names().len(),
        2
    );

    let server = empty("[write]\nuser_name_case_sensitive = true\n").await;
    server.user("a@example.com").await;
    server.user("A@example.com").await;
    assert_eq!(
        server.post("/Users", user("a@example.com")).await.status,
        409,
        "Q-FLT-05: only the exact name"
    );

    let server = empty("[write]\nconflict_without_scim_type = true\n").await;
    server.user("a@example.com").await;
    assert!(
        server
            .post("/Users", user("a@example.com"))
            .await
            .json()
            .get("scimType")
            .is_none(),
        "Q-ERR-01"
    );
    server.set("[write]\nconflict_status = 500\n");
    assert_eq!(
        server.post("/Users", user("a@example.com")).await.status,
        500,
        "Q-ERR-03"
    );
    server.set("[write]\ncreate_is_upsert = true\n");
    assert_eq!(
        server.post("/Users", user("a@example.com")).await.status,
        200,
        "Q-ERR-03: the existing user"
    );
    server.set("[write]\ncreate_is_upsert = true\nupsert_status = 201\n");
    assert_eq!(
        server.post("/Users", user("a@example.com")).await.status,
        201,
        "Q-ERR-03: the existing user, as if new"
    );
    assert_eq!(server.sandbox.stats().present["User"], 1);

    server.set("[write]\ncreate_answer = \"empty\"\n");
    let created = server.post("/Users", user("b@example.com")).await;
    assert_eq!((created.status, created.body.len()), (201, 0), "Q-ERR-03");
    server.set("[write]\ncreate_answer = \"without_id\"\n");
    let created = server.post("/Users", user("c@example.com")).await;
    assert!(
        created.json().get("id").is_none() && created.header("location").is_none(),
        "Q-ERR-03"
    );
    server.set("[write]\nwithout_location = true\n");
    assert!(
        server
            .post("/Users", user("d@example.com"))
            .await
            .header("location")
            .is_none()
    );

    let mut with_external = user("e@example.com");
    with_external["externalId"] = json!("E1");
    server.set("[write]\nexternal_id = \"dropped\"\n");
    assert!(
        server
            .post("/Users", with_external.clone())
            .await
            .json()
            .get("externalId")
            .is_none(),
        "Q-ATT-05"
    );
    with_external["userName"] = json!("f@example.com");
    server.set("[write]\nexternal_id = \"filter_refused\"\n");
    server.post("/Users", with_external).await;
    assert_eq!(
        find(&server, "externalId eq \"E1\"").await.status,
        400,
        "Q-ATT-05"
    );
    server.set("[write]\nexternal_id = \"filter_empty\"\n");
    assert_eq!(
        find(&server, "externalId eq \"E1\"").await.names().len(),
        0,
        "Q-ATT-05"
    );
    server.set("");
    assert_eq!(
        find(&server, "externalId eq \"E1\"").await.names().len(),
        1,
        "it was there all along"
    );
}

#[tokio::test]
async fn life_cycle_quirks() {
    let server = empty("[write]\ndelete_deactivates = true\n").await;
    let id = server.user("a@example.com").await;
    assert_eq!(server.delete(&format!("/Users/{id}")).await.status, 204);
    assert_eq!(
        server.get(&format!("/Users/{id}")).await.json()["active"],
        false,
        "Q-DEL-01: only deactivated"
    );
    server.set("[write]\ndeleted_name_stays_taken = true\n");
    let id = server.user("b@example.com").await;
    server.delete(&format!("/Users/{id}")).await;
    assert_eq!(server.get(&format!("/Users/{id}")).await.status, 404);
    assert_eq!(
        server.post("/Users", user("B@example.com")).await.status,
        409,
        "Q-DEL-01: the name stays taken"
    );
    server.set("[write]\nactive_not_returned = true\n");
    let id = server.user("c@example.com").await;
    assert!(
        server
            .get(&format!("/Users/{id}"))
            .await
            .json()
            .get("active")
            .is_none(),
        "Q-LIF-01"
    );
    server.set("[write]\ncreated_inactive = true\n");
    assert_eq!(
        server.post("/Users", user("d@example.com")).await.json()["active"],
        false,
        "Q-LIF-01"
    );
}

#[tokio::test]
async fn attribute_quirks() {
    let server = empty("[write]\nrequired = [\"emails\", \"name.familyName\"]\n").await;
    let refused = server.post("/Users", user("a@example.com")).await;
    assert!(
        refused.status == 400 && refused.text().contains("emails"),
        "Q-ATT-01: {}",
        refused.text()
    );
    server.set("[write]\nuser_name_lowered = true\n");
    assert_eq!(
        server.post("/Users", user("LOUD@example.com")).await.json()["userName"],
        "loud@example.com",
        "Q-ATT-02"
    );
    let mut body = user("b@example.com");
    body["title"] = json!("Cook");
    server.set("[write]\ndropped = [\"title\"]\n");
    assert!(
        server
            .post("/Users", body.clone())
            .await
            .json()
            .get("title")
            .is_none(),
        "Q-ATT-06"
    );
    body["userName"] = json!("c@example.com");
    body["shoeSize"] = json!(42);
    server.set("[write]\nundeclared = \"kept\"\n");
    assert_eq!(
        server.post("/Users", body).await.json()["shoeSize"],
        42,
        "Q-ATT-06: nobody declares it"
    );
    server.set("[write]\nplaceholders = true\nwithout_meta = true\n");
    let row = server.get("/Users?count=1").await.json()["Resources"][0].clone();
    assert_eq!(
        (&row["externalId"], row.get("meta")),
        (&json!(""), None),
        "Q-ATT-04"
    );
    server.set("[write]\nplaceholders = true\nplaceholder = \"N/A\"\n");
    let row = server.get("/Users?count=1").await.json()["Resources"][0].clone();
    assert_eq!(row["externalId"], "N/A", "Q-ATT-04");
    server.set("[http]\nrelative_locations = true\n");
    let created = server.post("/Users", user("d@example.com")).await;
    assert!(
        created.header("location").unwrap().starts_with("/scim/v2/Users/"),
        "Q-HTTP-03"
    );
    assert!(
        created.json()["meta"]["location"]
            .as_str()
            .unwrap()
            .starts_with("/scim/v2/Users/"),
        "Q-HTTP-03"
    );
}

#[tokio::test]
async fn patch_and_put_quirks() {
    let server = empty("").await;
    let id = server.user("a@example.com").await;
    let path = format!("/Users/{id}");
    server.set("[patch]\nrefused = 501\n[write]\nput_refused = 405\n");
    assert_eq!(server.patch(&path, rename("X")).await.status, 501, "Q-PAT-01");
    assert_eq!(
        server.put(&path, user("a@example.com")).await.status,
        405,
        "Q-PUT-01"
    );
    assert_eq!(
        server.get("/ServiceProviderConfig").await.json()["patch"]["supported"],
        false
    );
    server.set("[patch]\nanswer = \"no_content\"\n");
    let answer = server.patch(&path, rename("Y")).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0), "Q-PAT-07");
    server.set("[patch]\nanswer = \"stale\"\n");
    assert_eq!(
        server.patch(&path, rename("Z")).await.json()["displayName"],
        "Y",
        "Q-PAT-07: yesterday's answer"
    );
    server.set("[patch]\nanswer = \"nothing_done\"\n");
    assert_eq!(
        server.patch(&path, rename("W")).await.json()["displayName"],
        "Z",
        "Q-PAT-07"
    );
    server.set("[patch]\nonly = [\"active\"]\n");
    assert_eq!(
        server.patch(&path, rename("W")).await.status,
        400,
        "Q-PAT-01: one purpose only"
    );
    assert_eq!(
        server
            .patch(
                &path,
                json!([{"op": "replace", "path": "active", "value": false}])
            )
            .await
            .status,
        200
    );
    server.set("[patch]\npath_required = true\nmax_operations = 1\n");
    assert_eq!(
        server
            .patch(&path, json!([{"op": "replace", "value": {"title": "x"}}]))
            .await
            .status,
        400,
        "Q-PAT-02"
    );
    let two = json!([rename("a")[0], rename("b")[0]]);
    assert_eq!(server.patch(&path, two).await.status, 400, "Q-PAT-06");
    server.set("[patch]\nvalue_path_refused = true\n");
    let value_path = json!([{"op": "remove", "path": "emails[type eq \"work\"]"}]);
    assert_eq!(server.patch(&path, value_path).await.status, 400, "Q-PAT-03");
    server.set("[patch]\nextension_separator = \"dot\"\n");
    let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let set = |separator: &str| json!([{"op": "add", "path": format!("{urn}{separator}department"), "value": "IT"}]);
    assert_eq!(server.patch(&path, set(":")).await.status, 400, "Q-PAT-02");
    assert_eq!(
        server.patch(&path, set(".")).await.json()[urn]["department"],
        "IT",
        "Q-PAT-02"
    );
    server.set("[write]\nput_merges = true\n");
    assert_eq!(
        server.put(&path, user("a@example.com")).await.json()["displayName"],
        "Z",
        "Q-PUT-01: nothing is cleared"
    );
}

#[tokio::test]
async fn group_quirks() {
    let server = empty("").await;
    let (a, b) = (
        server.user("a@example.com").await,
        server.user("b@example.com").await,
    );
    let g = server.group("Team", &[&a, &b]).await;
    let path = format!("/Groups/{g}");
    let members = async |path: &str| {
        let body = server.get(path).await.json();
        let group = body.get("Resources").map_or(body.clone(), |r| r[0].clone());
        group["members"].as_array().map_or(0, Vec::len)
    };
    server.set("[groups]\nmembers = \"not_in_lists\"\n");
    assert_eq!(
        (members("/Groups").await, members(&path).await),
        (0, 2),
        "Q-GRP-02"
    );
    server.set("[groups]\nmembers = \"on_request\"\n");
    assert_eq!(
        (
            members(&path).await,
            members(&format!("{path}?attributes=members")).await
        ),
        (0, 2),
        "Q-GRP-02"
    );
    server.set("[groups]\nmembers = \"never\"\n");
    assert_eq!(
        members(&format!("{path}?attributes=members")).await,
        0,
        "Q-GRP-02"
    );
    server.set("[groups]\nmembers_shown = 1\n");
    assert_eq!(members(&path).await, 1, "Q-GRP-03");
    server
        .set("[groups]\nmax_member_changes = 1\nrepeated_add_refused = true\nabsent_remove_refused = true\n");
    let add = |ids: &[&str]| json!([{"op": "add", "path": "members", "value": ids.iter().map(|i| json!({"value": i})).collect::<Vec<_>>()}]);
    assert_eq!(server.patch(&path, add(&[&a, &b])).await.status, 400, "Q-PAT-06");
    assert_eq!(server.patch(&path, add(&[&a])).await.status, 409, "Q-PAT-07");
    let absent = json!([{"op": "remove", "path": "members[value eq \"nobody\"]"}]);
    assert_eq!(
        server.patch(&path, absent).await.json()["scimType"],
        "noTarget",
        "Q-PAT-07"
    );
    server.set("[groups]\nunknown_member = \"not_found\"\n");
    assert_eq!(
        server.patch(&path, add(&["nobody"])).await.status,
        404,
        "Q-GRP-05"
    );
    server.set("[groups]\nunknown_member = \"ignored\"\n");
    assert_eq!(
        server.patch(&path, add(&["nobody"])).await.status,
        200,
        "Q-GRP-05"
    );
    let entra = json!([{"op": "remove", "path": "members", "value": [{"value": a}]}]);
    server.set("[patch]\nremove_with_value = \"removes_listed\"\n");
    assert_eq!(
        server.patch(&path, entra.clone()).await.json()["members"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "Q-PAT-04"
    );
    server.set("[patch]\nremove_with_value = \"removes_all\"\n");
    assert!(
        server.patch(&path, entra).await.json().get("members").is_none(),
        "Q-PAT-04: the group is empty"
    );
    server.set("[groups]\nabsent = true\n");
    assert_eq!(server.get("/Groups").await.status, 404, "Q-GRP-01");
    assert_eq!(
        server.get("/ResourceTypes").await.json()["totalResults"],
        2,
        "Q-GRP-01: and not declared"
    );
}

#[tokio::test]
async fn etag_quirks() {
    let server = empty("[write]\netags = \"off\"\n").await;
    let id = server.user("a@example.com").await;
    let path = format!("/Users/{id}");
    let read = server.get(&path).await;
    assert!(
        read.header("etag").is_none() && read.json()["meta"].get("version").is_none(),
        "Q-ETG-01"
    );
    assert_eq!(
        server.get("/ServiceProviderConfig").await.json()["etag"]["supported"],
        false
    );
    let write = async |headers: &[(&str, &str)]| {
        server
            .send("PATCH", &path, headers, Some(patch_op(rename("X"))))
            .await
            .unwrap()
            .status
    };
    server.set("[write]\netags = \"ignored\"\n");
    assert_eq!(
        write(&[("If-Match", "W/\"999\"")]).await,
        200,
        "Q-ETG-01: If-Match is ignored"
    );
    server.set("[write]\netags = \"required\"\n");
    assert_eq!(write(&[]).await, 428, "Q-ETG-01");
    assert_eq!(write(&[("If-Match", "*")]).await, 200);
}
