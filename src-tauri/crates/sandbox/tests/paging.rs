//! Paging by cursor (RFC 9865), by id (SAP Identity Authentication) and what servers make of `startIndex`, over real TCP.

mod support;

use serde_json::{Value, json};
use support::{Answer, Server, q, with};

/// Follows `nextCursor` to the end; returns the names and the pages.
async fn follow(server: &Server, query: &str) -> (Vec<String>, Vec<Value>) {
    let (mut names, mut pages, mut cursor) = (Vec::new(), Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/Users?cursor={}{query}", q(&cursor))).await;
        assert_eq!(page.status, 200, "{}", page.text());
        names.extend(page.names());
        let body = page.json();
        let next = body["nextCursor"].as_str().map(str::to_owned);
        pages.push(body);
        match next {
            Some(next) => cursor = next,
            None => return (names, pages),
        }
    }
}

fn refused(answer: &Answer) -> (u16, Option<String>) {
    let body = answer.json();
    (answer.status, body["scimType"].as_str().map(str::to_owned))
}

fn bad(scim_type: &str) -> (u16, Option<String>) {
    (400, Some(scim_type.to_owned()))
}

// RFC 9865 §2
#[tokio::test]
async fn an_empty_cursor_begins_and_the_next_one_follows_until_there_is_none() {
    let server = with("", 25).await;
    let (names, pages) = follow(&server, "&count=10").await;
    let all = server.get("/Users?count=100").await.names();
    assert_eq!(names, all, "every row once, in the order of the list");
    assert_eq!(pages.len(), 3);
    for page in &pages {
        assert!(
            page.get("startIndex").is_none(),
            "an index has no place here: {page}"
        );
        assert_eq!(page["totalResults"], 25);
    }
    assert!(
        pages[0].get("previousCursor").is_none(),
        "nothing comes before the first"
    );
    let back = pages[1]["previousCursor"].as_str().unwrap();
    let first = server.get(&format!("/Users?count=10&cursor={}", q(back))).await;
    assert_eq!(first.names(), all[..10], "the previous cursor leads back");
}

#[tokio::test]
async fn a_cursor_skips_nothing_when_rows_before_it_go_away() {
    let server = with("", 25).await;
    let all = server.get("/Users?count=100").await.json();
    let first = server.get("/Users?cursor&count=10").await.json();
    for row in &all["Resources"].as_array().unwrap()[..5] {
        let id = row["id"].as_str().unwrap();
        assert_eq!(server.delete(&format!("/Users/{id}")).await.status, 204);
    }
    let next = first["nextCursor"].as_str().unwrap();
    let second = server
        .get(&format!("/Users?count=10&cursor={}", q(next)))
        .await
        .json();
    assert_eq!(
        second["Resources"][0]["id"], all["Resources"][10]["id"],
        "the eleventh follows the tenth"
    );
}

#[tokio::test]
async fn filters_orders_and_searches_are_paged_by_cursor_too() {
    let server = with("", 40).await;
    let filter = q("active eq true");
    let (found, pages) = follow(&server, &format!("&count=7&filter={filter}&sortBy=userName")).await;
    let whole = server
        .get(&format!("/Users?count=100&filter={filter}&sortBy=userName"))
        .await
        .names();
    assert_eq!(found, whole);
    assert!(pages.len() > 2);
    let search = |cursor: &str| {
        json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
            "cursor": cursor, "count": 30
        })
    };
    let first = server.post("/Users/.search", search("")).await.json();
    let next = first["nextCursor"].as_str().unwrap();
    let second = server.post("/Users/.search", search(next)).await.json();
    assert_eq!(
        second["Resources"].as_array().unwrap().len(),
        10,
        "RFC 9865 §3: the rest, by POST"
    );
}

// RFC 9865 §2.1
#[tokio::test]
async fn cursors_that_are_wrong_old_or_of_another_query_are_refused_by_name() {
    let server = with("", 25).await;
    let first = server.get("/Users?cursor&count=10").await.json();
    let next = q(first["nextCursor"].as_str().unwrap());
    for path in [
        "/Users?cursor=nonsense".to_owned(),
        format!("/Groups?cursor={next}"),
        format!("/Users?cursor={next}&filter={}", q("active eq true")),
    ] {
        assert_eq!(refused(&server.get(&path).await), bad("invalidCursor"), "{path}");
    }
    for count in ["0", "-1"] {
        let answer = server.get(&format!("/Users?cursor&count={count}")).await;
        assert_eq!(refused(&answer), bad("invalidCount"), "count={count}");
    }
    let both = server.get(&format!("/Users?cursor={next}&startIndex=1")).await;
    assert_eq!(both.status, 400, "one way or the other");
    server.set("[list]\ncursor_timeout_s = 0\n");
    let old = server.get(&format!("/Users?cursor={next}&count=10")).await;
    assert_eq!(refused(&old), bad("expiredCursor"));
}

// RFC 9865 §4
#[tokio::test]
async fn the_configuration_says_how_lists_are_paged() {
    let server = with("", 0).await;
    let config = server.get("/ServiceProviderConfig").await.json();
    assert_eq!(
        config["pagination"],
        json!({
            "cursor": true, "index": true, "defaultPaginationMethod": "index",
            "defaultPageSize": 100, "maxPageSize": 1000, "cursorTimeout": 600
        })
    );
    server.set("[list]\npaging = \"cursor\"\n");
    let config = server.get("/ServiceProviderConfig").await.json();
    assert_eq!(config["pagination"]["index"], false);
    assert_eq!(config["pagination"]["defaultPaginationMethod"], "cursor");
}

#[tokio::test]
async fn q_pag_03_switches() {
    let server = with("[list]\npaging = \"cursor_on_request\"\n", 120).await;
    assert_eq!(
        server.get("/Users?count=100").await.names().len(),
        50,
        "without a cursor fifty, and no further (AWS)"
    );
    assert_eq!(server.get("/Users?startIndex=51").await.status, 400);
    let (names, pages) = follow(&server, "&count=50").await;
    assert_eq!((names.len(), pages.len()), (120, 3));
    assert!(pages[0].get("totalResults").is_none());

    server.set("[list]\npaging = \"start_id\"\n");
    let mut id = "initial".to_owned();
    let mut seen = 0;
    while id != "end" {
        let page = server
            .get(&format!("/Users?startId={}&count=50", q(&id)))
            .await
            .json();
        seen += page["Resources"].as_array().unwrap().len();
        id = page["nextId"].as_str().unwrap().to_owned();
    }
    assert_eq!(seen, 120);

    server.set("[list]\npaging = \"index\"\n");
    let ignored = server.get("/Users?cursor&count=5").await.json();
    assert!(ignored.get("nextCursor").is_none());
}

#[tokio::test]
async fn q_pag_02_04_06_and_07_switches() {
    let server = with("", 30).await;
    let all = server.get("/Users?count=30").await.names();
    let from = async |profile: &str, query: &str| {
        server.set(profile);
        server.get(&format!("/Users?{query}")).await.names()
    };
    let zero = from("[list]\nstart_index = \"zero_based\"\n", "startIndex=10&count=10").await;
    assert_eq!(zero, all[10..20], "Q-PAG-02: counted from 0");
    let pages = from("[list]\nstart_index = \"pages\"\n", "startIndex=2&count=10").await;
    assert_eq!(pages, all[10..20], "Q-PAG-02: the second page");
    let whole = from("[list]\npaging = \"none\"\n", "startIndex=2&count=10").await;
    assert_eq!(whole, all, "Q-PAG-04: no paging");
    let capped = from("[list]\nhard_cap = 12\n", "startIndex=11&count=10").await;
    assert_eq!(capped, all[10..12], "Q-PAG-04: a silent cap");
    let skipped = from("[list]\nskipped = 3\n", "startIndex=11&count=10").await;
    assert_eq!(skipped, all[13..23], "Q-PAG-07: three rows are on no page");
    assert_eq!(skipped.len(), 10);
    let profile = "[list]\nempty_without_parameters = true\n";
    assert!(from(profile, "count=10").await.is_empty(), "Q-PAG-06");
    assert_eq!(from(profile, "count=10&startIndex=1").await, all[..10]);
    server.set("[list]\nstrict_parameters = true\n");
    for (query, status) in [
        ("sortBy=userName", 400),
        ("sortBy=userName&sortOrder=ascending", 200),
        ("attributes=userName&excludedAttributes=emails", 400),
    ] {
        let answer = server.get(&format!("/Users?{query}")).await;
        assert_eq!(answer.status, status, "Q-PRJ-01: {query}");
    }
}
