//! Switches of filters, addresses and headers, by the quirk each reproduces.

mod support;

use support::{Server, empty, patch_op, q};

async fn find(server: &Server, filter: &str) -> Result<Vec<String>, u16> {
    let answer = server.get(&format!("/Users?filter={}", q(filter))).await;
    match answer.status {
        200 => Ok(answer.names()),
        status => Err(status),
    }
}

async fn people() -> Server {
    let server = empty("").await;
    for name in ["ann@example.com", "bob@example.com", "eve@example.com"] {
        server.user(name).await;
    }
    server
}

#[tokio::test]
async fn q_flt_03_and_04_switches() {
    let server = people().await;
    let ann = "userName eq \"ann@example.com\"";
    server.set("[filter]\ncapital_and_drops = true\n");
    let both = format!("{ann} AND active eq false");
    assert_eq!(
        find(&server, &both).await.unwrap().len(),
        1,
        "Q-FLT-03: the right half is gone"
    );
    assert_eq!(find(&server, &both.replace("AND", "and")).await.unwrap().len(), 0);

    server.set("[filter]\nwithout_precedence = true\n");
    let mixed = format!("{ann} or userName sw \"bob\" and active eq false");
    assert_eq!(
        find(&server, &mixed).await.unwrap().len(),
        0,
        "Q-FLT-04: (ann or bob) and inactive"
    );
    let clear = format!("{ann} or (userName sw \"bob\" and active eq false)");
    assert_eq!(
        find(&server, &clear).await.unwrap(),
        ["ann@example.com"],
        "parentheses count"
    );

    for (logic, and, or, not) in [
        ("none", false, false, false),
        ("and", true, false, false),
        ("or", false, true, false),
        ("and_or", true, true, false),
        ("full", true, true, true),
    ] {
        server.set(&format!("[filter]\nlogic = \"{logic}\"\n"));
        let works = async |filter: String| find(&server, &filter).await.is_ok();
        assert_eq!(
            works(format!("{ann} and active eq true")).await,
            and,
            "{logic}: and"
        );
        assert_eq!(works(format!("{ann} or active eq true")).await, or, "{logic}: or");
        assert_eq!(works(format!("not ({ann})")).await, not, "{logic}: not");
    }
    server.set("[filter]\nlogic = \"fixed\"\nfixed = [[\"id\", \"userName\"]]\n");
    assert_eq!(
        find(&server, &format!("{ann} and active eq true")).await,
        Err(400)
    );
    assert_eq!(find(&server, &format!("{ann} and id eq \"x\"")).await, Ok(vec![]));
}

#[tokio::test]
async fn q_flt_01_and_06_switches() {
    let server = people().await;
    server.set("[filter.names]\n\"emails.value\" = \"emails\"\n");
    assert_eq!(find(&server, "emails.value eq \"x\"").await, Err(400), "Q-FLT-01");
    assert_eq!(find(&server, "emails eq \"x\"").await, Ok(vec![]));
    server.set("[filter]\nmax_nodes = 3\nunsafe_chars = \",'\"\n");
    let two = "userName eq \"a\" or userName eq \"b\"";
    assert!(find(&server, two).await.is_ok());
    assert_eq!(
        find(&server, &format!("{two} or userName eq \"c\"")).await,
        Err(400),
        "Q-FLT-06"
    );
    assert_eq!(
        find(&server, "displayName eq \"O'Brien\"").await,
        Err(400),
        "Q-FLT-06"
    );
}

#[tokio::test]
async fn q_http_01_q_url_01_and_02_switches() {
    let server = people().await;
    server.set("[http]\nscim_accept_refused_on_delete = true\nrequired_header = \"x-tenant\"\n");
    let accept = ("Accept", "application/scim+json");
    let tenant = ("X-Tenant", "1");
    let send = async |method: &str, headers: &[(&str, &str)]| {
        server
            .send(method, "/Users/none", headers, None)
            .await
            .unwrap()
            .status
    };
    assert_eq!(
        send("GET", &[accept]).await,
        400,
        "Q-HTTP-01: the header is missing"
    );
    assert_eq!(send("GET", &[accept, tenant]).await, 404);
    assert_eq!(send("DELETE", &[accept, tenant]).await, 400, "Q-HTTP-01: Entra");
    assert_eq!(send("DELETE", &[tenant]).await, 404);
    server.set("[http]\nrequired_parameter = \"api-version\"\n");
    assert_eq!(server.get("/Users").await.status, 400, "Q-HTTP-01");
    assert_eq!(server.get("/Users?count=1&api-version=2").await.status, 200);

    server.set("[http]\ntrailing_slash_required = true\n");
    assert_eq!(server.get("/Users").await.status, 404, "Q-URL-01");
    assert_eq!(server.get("/Users/?count=1").await.names().len(), 1);

    server.set("[http]\nawkward_ids = true\n");
    let id = server.user("odd@example.com").await;
    assert!(id.contains('/') && id.contains('#'), "Q-URL-02: {id}");
    assert_eq!(server.get(&format!("/Users/{}", q(&id))).await.id(), id);
    let patch = patch_op(serde_json::json!([{"op": "replace", "path": "title", "value": "x"}]));
    let path = format!("/Users/{}", q(&id));
    let patched = server.send("PATCH", &path, &[], Some(patch)).await.unwrap();
    assert_eq!(patched.json()["title"], "x");
}

#[tokio::test]
async fn q_ver_01_and_q_url_03_switches() {
    let server = people().await;
    server.set("[discovery]\nscim_1_1 = true\n");
    assert_eq!(server.get("/ServiceProviderConfig").await.status, 404, "Q-VER-01");
    assert_eq!(server.get("/ResourceTypes").await.status, 404, "1.1 knows none");
    let config = server.get("/ServiceProviderConfigs").await.json();
    assert_eq!(config["schemas"][0], "urn:scim:schemas:core:1.0");
    let list = server.get("/Users").await.json();
    assert_eq!(list["schemas"][0], "urn:scim:schemas:core:1.0");
    assert_eq!(list["Resources"][0]["schemas"][0], "urn:scim:schemas:core:1.0");

    server.set(
        "[[fault]]\nendpoint = \"/Users\"\naction = { kind = \"refused\", status = 400, body = \"SSO is off\" }\n",
    );
    let answer = server.get("/Users").await;
    assert_eq!(
        (answer.status, answer.text()),
        (400, "SSO is off".to_owned()),
        "Q-URL-03"
    );
}
