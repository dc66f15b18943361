//! Each switch of a profile that changes reading, by the quirk it reproduces: with the switch the server deviates, and
//! in just that.

mod support;

use serde_json::{Value, json};
use support::{Answer, Server, empty, q, user, with};

async fn find(server: &Server, filter: &str) -> Answer {
    server.get(&format!("/Users?filter={}", q(filter))).await
}

#[tokio::test]
async fn discovery_quirks() {
    let server = empty(
        "[discovery]\nno_service_provider_config = true\nno_resource_types = true\nno_schemas = true\n",
    )
    .await;
    for path in [
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/Schemas",
        "/ResourceTypes/User",
    ] {
        assert_eq!(server.get(path).await.status, 404, "Q-DIS-01: {path} is missing");
    }
    assert_eq!(
        server.get("/Users").await.status,
        200,
        "users work without discovery"
    );

    server.set("[discovery]\nplural_service_provider_configs = true\n");
    assert_eq!(server.get("/ServiceProviderConfig").await.status, 404, "Q-DIS-01");
    assert_eq!(
        server.get("/ServiceProviderConfigs").await.json()["patch"]["supported"],
        true
    );

    server.set("[discovery]\nclaims = { filter = false, bulk = true }\n");
    let config = server.get("/ServiceProviderConfig").await.json();
    assert_eq!(
        (&config["filter"]["supported"], &config["bulk"]["supported"]),
        (&json!(false), &json!(true)),
        "Q-DIS-02"
    );
    server.user("a@example.com").await;
    assert_eq!(
        find(&server, "userName eq \"a@example.com\"").await.names().len(),
        1,
        "Q-DIS-02: says no, but works"
    );

    server.set(
        "[discovery]\nbare_booleans = true\nwithout_total_results = true\nendpoint_with_base_path = true\n",
    );
    assert_eq!(
        server.get("/ServiceProviderConfig").await.json()["patch"],
        true,
        "Q-DIS-03"
    );
    let types = server.get("/ResourceTypes").await.json();
    assert!(types.get("totalResults").is_none(), "Q-DIS-03");
    assert_eq!(types["Resources"][0]["endpoint"], "/scim/v2/Users", "Q-DIS-03");

    server.set("[discovery]\nbare_array = true\nshort_schema_ids = true\nschemas_without = [\"title\"]\n");
    let schemas = server.get("/Schemas").await.json();
    assert_eq!(schemas[0]["id"], "User", "Q-DIS-03: short ids in a bare array");
    let names = schemas[0]["attributes"].as_array().unwrap();
    assert!(
        !names.iter().any(|a| a["name"] == "title"),
        "Q-DIS-03: an attribute is not declared"
    );
}

#[tokio::test]
async fn paging_quirks() {
    let server = with("", 25).await;
    let page = |start: usize, count: usize| format!("/Users?startIndex={start}&count={count}");
    let first = server.get(&page(1, 10)).await.names();
    let total = async |server: &Server| server.get("/Users?count=10").await.json()["totalResults"].clone();

    server.set("[list]\nmax_results = 7\n");
    assert_eq!(
        server.get(&page(1, 20)).await.names().len(),
        7,
        "Q-PAG-01: the count is cut"
    );
    server.set("[list]\ndefault_count = 4\n");
    assert_eq!(
        server.get("/Users").await.names().len(),
        4,
        "Q-PAG-01: a small default"
    );
    server.set("[list]\nmax_results = 7\ncount_above_maximum_refused = 400\n");
    assert_eq!(
        server.get(&page(1, 20)).await.status,
        400,
        "Q-PAG-01: a large count is refused"
    );
    assert_eq!(server.get(&page(1, 7)).await.status, 200);
    server.set("[list]\ncount_refused = 500\n");
    assert_eq!(
        server.get(&page(1, 1)).await.status,
        500,
        "Q-PAG-01: any count is refused"
    );
    assert_eq!(server.get("/Users").await.status, 200);
    server.set("[list]\ncount_zero_refused = 400\n");
    assert_eq!(server.get("/Users?count=0").await.status, 400, "Q-PAG-01");

    server.set("[list]\nstart_index_ignored = true\n");
    assert_eq!(
        server.get(&page(11, 10)).await.names(),
        first,
        "Q-PAG-02: startIndex is ignored"
    );
    server.set("[list]\npast_end = \"first_page\"\n");
    assert_eq!(
        server.get(&page(26, 10)).await.names(),
        first,
        "Q-PAG-02: page one again past the end"
    );
    assert_eq!(
        server.get(&page(21, 10)).await.names().len(),
        5,
        "Q-PAG-02: but not before"
    );
    server.set("[list]\nendless = \"same_page\"\n");
    let far = server.get(&page(9_001, 10)).await;
    assert_eq!(far.names(), first, "Q-PAG-02: the same page for ever");
    assert!(
        far.json()["totalResults"].as_u64().unwrap() > 9_010,
        "Q-PAG-02: and more is promised"
    );
    server.set("[list]\nendless = \"new_resources\"\n");
    let (one, two) = (
        server.get(&page(1, 5)).await.names(),
        server.get(&page(6, 5)).await.names(),
    );
    assert!(
        one.len() == 5 && two.len() == 5 && one != two,
        "Q-PAG-02: ever new resources"
    );

    for (value, expected) in [
        ("page_size", json!(10)),
        ("low", json!(12)),
        ("high", json!(32)),
        ("text", json!("25")),
        ("absent", Value::Null),
    ] {
        server.set(&format!("[list]\ntotal_results = \"{value}\"\n"));
        assert_eq!(total(&server).await, expected, "Q-PAG-05: totalResults {value}");
    }
    server.set("[list]\nenvelope_without_page = true\n");
    assert!(
        server.get("/Users").await.json().get("itemsPerPage").is_none(),
        "Q-PAG-05"
    );
    server.set("[list]\noverlap = 2\n");
    assert_eq!(
        server.get(&page(11, 10)).await.names()[..2],
        first[8..],
        "Q-PAG-05: rows come twice"
    );
    server.set("[list]\nempty_without_filter = true\n");
    assert_eq!(server.get("/Users").await.names().len(), 0, "Q-PAG-06");
    assert_eq!(
        find(&server, "userName pr").await.names().len(),
        25,
        "Q-PAG-06: with a filter there are some"
    );
    server.set("[list]\nlower_case_resources = true\n");
    assert!(
        server.get("/Users").await.json()["resources"].is_array(),
        "Q-DIS-03"
    );
    server.set("[list]\nbare_array = true\n");
    assert!(server.get("/Users").await.json().is_array(), "Q-DIS-03");
}

#[tokio::test]
async fn sorting_and_projection_quirks() {
    let server = with("", 12).await;
    let unsorted = server.get("/Users").await.names();
    server.set("[list]\nsort = \"ignored\"\nprojection = \"ignored\"\n");
    assert_eq!(
        server.get("/Users?sortBy=userName").await.names(),
        unsorted,
        "Q-PRJ-01"
    );
    let row = server.get("/Users?attributes=userName&count=1").await.json();
    assert!(
        row["Resources"][0].get("name").is_some(),
        "Q-PRJ-01: attributes is ignored"
    );
    assert_eq!(
        server.get("/ServiceProviderConfig").await.json()["sort"]["supported"],
        false,
        "and it says so"
    );
    server.set("[list]\nsort = \"refused\"\nprojection = \"refused\"\n");
    assert_eq!(server.get("/Users?sortBy=userName").await.status, 400, "Q-PRJ-01");
    assert_eq!(
        server.get("/Users?attributes=userName").await.status,
        400,
        "Q-PRJ-01"
    );
    server.set("[list]\nrows_without = [\"emails\", \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"]\n");
    let row = server.get("/Users?count=1").await.json()["Resources"][0].clone();
    let whole = server
        .get(&format!("/Users/{}", row["id"].as_str().unwrap()))
        .await
        .json();
    assert!(
        row.get("emails").is_none() && whole.get("emails").is_some(),
        "Q-PRJ-02: a row is not the whole"
    );
}

#[tokio::test]
async fn filter_quirks() {
    let server = empty("").await;
    for name in ["anna@example.com", "bert@example.com"] {
        server.user(name).await;
    }
    let by_name = "userName eq \"anna@example.com\"";
    server.set("[filter]\nunsupported = \"ignored\"\n");
    assert_eq!(
        find(&server, by_name).await.names().len(),
        2,
        "Q-FLT-03: everybody comes back"
    );
    server.set("[filter]\nunsupported = \"empty\"\n");
    assert_eq!(
        find(&server, by_name).await.names().len(),
        0,
        "Q-FLT-02: nobody comes back"
    );
    for status in [400, 501] {
        server.set(&format!(
            "[filter]\nunsupported = \"refused\"\nrefused_with = {status}\nonly = [\"userName\"]\n"
        ));
        assert_eq!(
            find(&server, "displayName eq \"x\"").await.status,
            status,
            "Q-FLT-01"
        );
        assert_eq!(
            find(&server, by_name).await.names().len(),
            1,
            "Q-FLT-01: what is on the list works"
        );
        assert_eq!(
            server.get("/ServiceProviderConfig").await.json()["filter"]["supported"],
            false
        );
    }
    server.set("[filter]\ncase_sensitive = true\n");
    assert_eq!(
        find(&server, "userName eq \"ANNA@example.com\"")
            .await
            .names()
            .len(),
        0,
        "Q-FLT-05"
    );
    server.set("[filter]\nmax_length = 20\nascii_only = true\n");
    assert_eq!(find(&server, by_name).await.status, 400, "Q-FLT-06: too long");
    assert_eq!(
        find(&server, "title eq \"ł\"").await.status,
        400,
        "Q-FLT-06: not ASCII"
    );
}

#[tokio::test]
async fn error_and_http_quirks() {
    let server = empty("").await;
    for (body, start, media_type) in [
        ("html", "<!DOCTYPE html>", Some("text/html; charset=utf-8")),
        ("html_as_scim", "<!DOCTYPE html>", Some("application/scim+json")),
        ("empty", "", None),
        ("text", "resource none", Some("text/plain; charset=utf-8")),
        ("vendor", "{\"errorCode\"", Some("application/json")),
    ] {
        server.set(&format!("[errors]\nbody = \"{body}\"\n"));
        let answer = server.get("/Users/none").await;
        assert_eq!(answer.status, 404);
        assert!(
            answer.text().starts_with(start),
            "Q-ERR-01: {body}: {}",
            answer.text()
        );
        assert!(
            body != "empty" || answer.body.is_empty(),
            "Q-ERR-01: no body at all"
        );
        assert_eq!(answer.header("content-type"), media_type, "Q-ERR-01: {body}");
    }
    server.set("[errors]\nnumeric_status = true\nwithout_scim_type = true\nnot_found = 400\n");
    assert_eq!(
        server.get("/Users/none").await.json()["status"],
        400,
        "Q-ERR-01, Q-ERR-02"
    );
    assert!(
        server
            .post("/Users", json!({}))
            .await
            .json()
            .get("scimType")
            .is_none(),
        "Q-ERR-01"
    );
    server.set("[http]\ncontent_type = \"text/html\"\n");
    assert_eq!(
        server.get("/Users").await.header("content-type"),
        Some("text/html"),
        "Q-HTTP-02"
    );
    server.set("[http]\nscim_accept_required = true\nscim_content_type_required = true\n");
    assert_eq!(server.get("/Users").await.status, 406, "Q-HTTP-01");
    let accept = ("Accept", "application/scim+json");
    let plain = [accept, ("Content-Type", "application/json")];
    assert_eq!(
        server
            .send("POST", "/Users", &plain, Some(user("a@example.com")))
            .await
            .unwrap()
            .status,
        415,
        "Q-HTTP-01"
    );
    assert_eq!(
        server
            .send("POST", "/Users", &[accept], Some(user("a@example.com")))
            .await
            .unwrap()
            .status,
        201
    );
    server.set("[http]\nuser_agent_required = true\n");
    assert_eq!(server.get("/Users").await.status, 403, "Q-HTTP-01");
    assert_eq!(
        server
            .send("GET", "/Users", &[("User-Agent", "x")], None)
            .await
            .unwrap()
            .status,
        200
    );
    server.set("[http]\nwithout_authentication = true\n");
    let open = support::raw(server.sandbox.base(), "GET", "/Users", &[], None)
        .await
        .unwrap();
    assert_eq!(open.status, 200, "Q-AUTH-01");
    server.set("[http]\nredirect_to = \"https://moved.example.com\"\n");
    let moved = server.get("/Users?count=1").await;
    assert_eq!(moved.status, 308, "Q-HTTP-03");
    assert_eq!(
        moved.header("location"),
        Some("https://moved.example.com/scim/v2/Users?count=1"),
        "Q-HTTP-03"
    );
}

#[tokio::test]
async fn a_new_user_shows_in_lists_only_after_the_lag() {
    let server = empty("[http]\nread_lag_ms = 3600000\n").await;
    let id = server.user("late@example.com").await;
    assert_eq!(
        server.get(&format!("/Users/{id}")).await.status,
        200,
        "Q-LIF-02: by id it is there at once"
    );
    assert_eq!(
        server.get("/Users").await.names().len(),
        0,
        "Q-LIF-02: the list lags behind"
    );
    assert_eq!(
        find(&server, "userName eq \"late@example.com\"")
            .await
            .names()
            .len(),
        0,
        "Q-LIF-02: filters too"
    );
    assert_eq!(
        server.post("/Users", user("late@example.com")).await.status,
        409,
        "Q-LIF-02: yet the name is taken"
    );
    server.set("");
    assert_eq!(
        server.get("/Users").await.names().len(),
        1,
        "when the lag is over it shows"
    );
}
