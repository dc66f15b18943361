//! Q-DIS-01 to Q-VER-01: discovery, addresses, headers, against the sandbox's switches.

use rollcall_scim::Resource;
use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb};
use rollcall_scim_client::dialect::{Dialect, Hint, MediaType, ScimVersion};
use rollcall_scim_client::{Applied, ClientError, DeviationCode, ListQuery, Projection};
use serde_json::json;

use crate::bench::{Bench, bench, knowing};

async fn codes(server: &Bench) -> Vec<DeviationCode> {
    let discovery = server.client.discover().await.unwrap();
    assert!(discovery.models.len() >= 2, "there are always users and groups");
    discovery.deviations.iter().map(|d| d.code).collect()
}

fn person(name: &str) -> Resource {
    let body = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name});
    Resource::from_value(body).unwrap()
}

#[tokio::test]
async fn q_dis_01_missing_or_moved_discovery_stops_nothing() {
    let server = bench("[discovery]\nplural_service_provider_configs = true\n", 3).await;
    assert_eq!(codes(&server).await, [DeviationCode::ConfigPlural]);
    server
        .set("[discovery]\nno_service_provider_config = true\nno_resource_types = true\nno_schemas = true\n");
    let codes = codes(&server).await;
    assert!(
        codes.contains(&DeviationCode::ConfigMissing) && codes.contains(&DeviationCode::SchemasMissing),
        "{codes:?}"
    );
    assert!(server.walk(10).await.complete, "users are read without discovery");
}

#[tokio::test]
async fn q_dis_02_what_is_declared_is_kept_as_a_claim_only() {
    let server = bench("[discovery]\nclaims = { filter = false, patch = true }\n", 3).await;
    let discovery = server.client.discover().await.unwrap();
    let claim = discovery
        .observations
        .iter()
        .find(|o| o.feature == "filter")
        .unwrap();
    assert_eq!(claim.source, rollcall_scim_client::Source::Declared);
    let query = ListQuery {
        filter: Some("userName pr".into()),
        ..ListQuery::default()
    };
    let found = server.try_walk(10, query).await.unwrap();
    assert_eq!(
        found.received, 3,
        "the client sends a filter although the server says it has none"
    );
}

#[tokio::test]
async fn q_dis_03_odd_shapes_of_discovery_and_lists_are_read() {
    let server = bench("", 3).await;
    for profile in [
        "[discovery]\nbare_booleans = true\nwithout_total_results = true\nendpoint_with_base_path = true\n",
        "[discovery]\nbare_array = true\nshort_schema_ids = true\n",
        "[list]\nbare_array = true\n",
        "[list]\nlower_case_resources = true\n",
    ] {
        server.set(profile);
        let discovery = server.client.discover().await.unwrap();
        let user = discovery.models.iter().find(|m| m.name == "User").unwrap();
        assert_eq!(user.endpoint, "/Users", "{profile}");
        assert!(
            user.core.attribute("userName").is_some() && user.extensions.len() >= 2,
            "{profile}: the schemas are found by URN and by name"
        );
        assert_eq!(server.walk(10).await.received, 3, "{profile}");
    }
}

#[tokio::test]
async fn q_url_01_a_slash_at_the_end_is_sent_where_it_is_needed() {
    let server = bench("[http]\ntrailing_slash_required = true\n", 3).await;
    let query = ListQuery::default();
    let without = server.client.list("/Users", &query).await.unwrap_err();
    assert_eq!(without.status(), Some(404));
    let mut dialect = Dialect::default();
    dialect.base.trailing_slash = true;
    let server = knowing("[http]\ntrailing_slash_required = true\n", 3, dialect).await;
    assert!(server.walk(10).await.complete);
    let id = server.sandbox.resources(rollcall_sandbox::ResourceKind::User)[0]
        .id()
        .unwrap()
        .to_owned();
    let read = server
        .client
        .get("/Users", &id, &Projection::none())
        .await
        .unwrap();
    assert_eq!(read.resource.unwrap().id(), Some(id.as_str()));
}

#[tokio::test]
async fn q_url_02_ids_of_any_characters_reach_their_resource() {
    let server = bench("[http]\nawkward_ids = true\n", 0).await;
    let made = server
        .client
        .create("/Users", &person("odd@example.com"))
        .await
        .unwrap();
    let id = made.resource.unwrap().id().unwrap().to_owned();
    assert!(id.contains(['/', '#', '?', '|', '&', '%']), "{id}");
    let read = server
        .client
        .get("/Users", &id, &Projection::none())
        .await
        .unwrap();
    assert_eq!(read.resource.unwrap().id(), Some(id.as_str()));
    let message = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": "Lead"}]
    });
    let change = PatchOperation::from_message(&message).unwrap();
    server.client.patch("/Users", &id, &change, None).await.unwrap();
    server.client.delete("/Users", &id, None).await.unwrap();
    assert!(
        server
            .sandbox
            .resources(rollcall_sandbox::ResourceKind::User)
            .is_empty()
    );
}

#[tokio::test]
async fn q_url_03_a_known_refusal_says_what_to_do() {
    let hint = |status: u16, contains: &str, say: &str| Hint {
        status,
        contains: contains.into(),
        say: say.into(),
        ..Hint::default()
    };
    let dialect = Dialect {
        hints: vec![
            hint(400, "SSO", "Enable single sign-on for the account first."),
            hint(403, "", "Provisioning is switched off for this organisation."),
        ],
        ..Dialect::default()
    };
    let refuse = |status: u16, body: &str| {
        format!("[[fault]]\naction = {{ kind = \"refused\", status = {status}, body = \"{body}\" }}\n")
    };
    let server = knowing(&refuse(400, "sso is not enabled"), 0, dialect).await;
    let query = ListQuery::default();
    let error = server.client.list("/Users", &query).await.unwrap_err();
    assert_eq!(error.action(), "Enable single sign-on for the account first.");
    server.set(&refuse(400, "invalid namespace"));
    let error = server.client.list("/Users", &query).await.unwrap_err();
    assert!(
        !error.action().contains("sign-on"),
        "another text is another cause"
    );
    server.set(&refuse(403, ""));
    let error = server.client.list("/Users", &query).await.unwrap_err();
    assert_eq!(
        error.action(),
        "Provisioning is switched off for this organisation."
    );
}

#[tokio::test]
async fn q_http_01_headers_and_parameters_are_sent_as_the_server_needs_them() {
    let profile = "[http]\nscim_accept_required = true\nscim_content_type_required = true\nuser_agent_required = true\n";
    let server = bench(profile, 1).await;
    server
        .client
        .create("/Users", &person("a@example.com"))
        .await
        .unwrap();
    let profile = "[http]\nscim_accept_refused_on_delete = true\nrequired_header = \"x-api-version\"\nrequired_parameter = \"v\"\n";
    let mut dialect = Dialect::default();
    dialect.http.accept_delete = MediaType::Off;
    dialect.http.headers = vec![
        ("X-Api-Version".into(), "2".into()),
        ("Authorization".into(), "none".into()),
    ];
    dialect.http.query = vec![("v".into(), "a b".into())];
    let server = knowing(profile, 1, dialect).await;
    assert!(server.walk(10).await.complete, "and the credential is still ours");
    let made = server
        .client
        .create("/Users", &person("b@example.com"))
        .await
        .unwrap();
    let id = made.resource.unwrap().id().unwrap().to_owned();
    server.client.delete("/Users", &id, None).await.unwrap();
    let mut json_only = Dialect::default();
    json_only.http.content_type = MediaType::This("application/json".into());
    json_only.http.accept = MediaType::This("application/json".into());
    let server = knowing("[http]\nscim_content_type_required = true\n", 0, json_only).await;
    let refused = server
        .client
        .create("/Users", &person("c@example.com"))
        .await
        .unwrap_err();
    assert_eq!(refused.status(), Some(415), "what is configured is what is sent");
}

#[tokio::test]
async fn q_http_02_the_media_type_of_an_answer_decides_nothing() {
    for media_type in ["text/html", "application/json+scim", "application/octet-stream"] {
        let server = bench(&format!("[http]\ncontent_type = \"{media_type}\"\n"), 3).await;
        assert!(server.walk(10).await.complete, "{media_type}");
        assert!(
            server.client.discover().await.unwrap().config.is_some(),
            "{media_type}"
        );
    }
}

#[tokio::test]
async fn q_http_03_no_redirect_is_followed_and_no_address_taken_from_an_answer() {
    let elsewhere = bench("", 3).await;
    let origin = elsewhere.sandbox.base().trim_end_matches("/scim/v2").to_owned();
    let server = bench(&format!("[http]\nredirect_to = \"{origin}\"\n"), 3).await;
    let error = server
        .client
        .list("/Users", &ListQuery::default())
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            ClientError::Redirect {
                same_origin: false,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        elsewhere.sandbox.stats().connections,
        0,
        "the credential went nowhere else"
    );
    server.set("[http]\nrelative_locations = true\n");
    let made = server
        .client
        .create("/Users", &person("x@example.com"))
        .await
        .unwrap();
    let id = made.resource.unwrap().id().unwrap().to_owned();
    server
        .client
        .get("/Users", &id, &Projection::none())
        .await
        .unwrap();
}

#[tokio::test]
async fn q_ver_01_scim_1_1_is_noticed_read_and_written_in_its_own_words() {
    let server = bench("[discovery]\nscim_1_1 = true\n", 3).await;
    let discovery = server.client.discover().await.unwrap();
    assert!(
        discovery
            .deviations
            .iter()
            .any(|d| d.code == DeviationCode::Scim11),
        "{:?}",
        discovery.deviations
    );
    let version = discovery
        .observations
        .iter()
        .find(|o| o.feature == "base.scim_version");
    assert_eq!(version.map(|o| o.value.as_str()), Some("1.1"));
    let old = Dialect {
        version: ScimVersion::V1,
        ..Dialect::default()
    };
    let server = knowing("[discovery]\nscim_1_1 = true\n", 3, old).await;
    let list = server.client.list("/Users", &ListQuery::default()).await.unwrap();
    let row = &list.resources[0];
    assert_eq!(row["schemas"][0], "urn:ietf:params:scim:schemas:core:2.0:User");
    let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    assert!(
        list.resources.iter().any(|r| r.get(enterprise).is_some()),
        "{row}"
    );
    let id = row["id"].as_str().unwrap();
    let one = server
        .client
        .get("/Users", id, &Projection::none())
        .await
        .unwrap();
    let one = one.resource.unwrap();
    assert_eq!(
        one.to_value()["schemas"][0],
        "urn:ietf:params:scim:schemas:core:2.0:User"
    );
    let made = server
        .client
        .create("/Users", &person("x@example.com"))
        .await
        .unwrap();
    let made = made.resource.unwrap();
    assert_eq!(
        made.to_value()["schemas"][0],
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "inside, everything is SCIM 2.0"
    );
    let error = server
        .client
        .create("/Users", &person("x@example.com"))
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(409));
    assert!(
        error.why().contains("x@example.com"),
        "the words of its own error message: {}",
        error.why()
    );
    let set = |path: &str, value| PatchOperation {
        verb: PatchVerb::Replace,
        path: Some(PatchPath::parse(path).unwrap()),
        value: Some(value),
    };
    let id = made.id().unwrap();
    let part = [
        set("title", json!("Dr")),
        set(&format!("{enterprise}:department"), json!("IT")),
    ];
    let after = server.client.patch("/Users", id, &part, None).await.unwrap();
    let after = after.resource.unwrap().to_value();
    assert_eq!(
        (&after["title"], &after[enterprise]["department"]),
        (&json!("Dr"), &json!("IT"))
    );
    let before = server.sent().len();
    let odd = [set("emails[type eq \"work\"].value", json!("y@example.com"))];
    let error = server.client.patch("/Users", id, &odd, None).await.unwrap_err();
    assert_eq!(error, ClientError::OldVersion);
    assert_eq!(error.applied(), Applied::NotApplied);
    assert_eq!(server.sent().len(), before, "what cannot be said is not sent");
    server.client.delete("/Users", id, None).await.unwrap();
}

#[tokio::test]
async fn q_err_01_the_words_of_every_shape_reach_the_person_and_the_status_decides() {
    let server = bench("", 0).await;
    server
        .client
        .create("/Users", &person("kim@example.com"))
        .await
        .unwrap();
    for (shape, says) in [
        ("scim", "kim@example.com"),
        ("vendor", "UNIQUENESS"),
        ("vendor_list", "UNIQUENESS"),
        ("code_in_detail", "username_taken"),
        ("github", "kim@example.com"),
        ("aws", "kim@example.com"),
        ("message_code", "kim@example.com"),
        ("text", "kim@example.com"),
        ("html", "Conflict"),
        ("html_as_scim", "Conflict"),
        ("empty", "conflicts with something that exists"),
    ] {
        server.set(&format!("[errors]\nbody = \"{shape}\"\n"));
        let error = server
            .client
            .create("/Users", &person("kim@example.com"))
            .await
            .unwrap_err();
        assert_eq!(
            (error.status(), error.applied()),
            (Some(409), Applied::NotApplied),
            "{shape}: the status wins whatever the body is"
        );
        let ClientError::Status(refusal) = &error else {
            panic!("{shape}: {error:?}")
        };
        assert!(
            refusal.message.contains(says),
            "{shape} says {:?}, and not {says:?}",
            refusal.message
        );
    }
}
