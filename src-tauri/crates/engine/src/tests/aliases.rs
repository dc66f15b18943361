//! Q-ATT-04: attributes that a server returns under names of its own.

use rollcall_scim::urn::ENTERPRISE_USER;
use serde_json::json;

use super::*;

/// Refuses what no schema declares: the name of its own too, should it ever be sent.
const OWN_NAME: &str = "[write]\naliases = { external_id = \"externalId\" }\n";

#[tokio::test]
async fn q_att_04_a_name_of_the_servers_own_is_read_as_that_of_the_rfc_and_not_written_back() {
    let profile = format!("[patch]\nrefused = 501\n{OWN_NAME}");
    let bench = bench(Environment::Test, 5, &profile).await;
    let id = text(&bench.somebody(), "id").to_owned();
    let shown = async || {
        let of = bench.engine.resource_get(bench.id, "User", &id).await.unwrap();
        of.resource
    };
    let before = shown().await;
    assert!(
        before.get("externalId").is_none() && before.get("external_id").is_some(),
        "nobody knows of the name yet: {before}"
    );

    bench.by_hand("read.aliases", "external_id: externalId").await;
    let now = shown().await;
    assert_eq!(
        now["externalId"], before["external_id"],
        "one resource is read under the name of the RFC"
    );
    assert!(now.get("external_id").is_none(), "and under that only: {now}");

    let review = bench
        .prepare(bench.set(&id, "externalId", json!("E-7")))
        .await
        .unwrap();
    let body = review.request.as_ref().unwrap().body.as_ref().unwrap();
    assert_eq!(
        body["externalId"], "E-7",
        "a PUT says it under the name of the RFC"
    );
    assert!(body.get("external_id").is_none(), "{body}");
    let outcome = bench.apply(&review).await.unwrap();
    assert!(outcome.read_back && outcome.all_stored, "{:?}", outcome.verdicts);

    let request = ListRequest {
        type_name: "User".into(),
        filter: Some("externalId eq \"E-7\"".into()),
        ..ListRequest::default()
    };
    let list = bench.engine.resource_list(bench.id, request).await.unwrap();
    let names: Vec<_> = list.resources.iter().map(|r| &r["externalId"]).collect();
    assert_eq!(
        names,
        ["E-7"],
        "the rows of a list are read so too: {:?}",
        list.notices
    );
}

#[tokio::test]
async fn q_att_04_a_manager_under_a_path_and_a_name_of_the_servers_own_is_set_and_proven() {
    let own = format!("{ENTERPRISE_USER}.manager.managerId");
    let known = format!("{ENTERPRISE_USER}:manager.value");
    let (shown, read) = (
        format!("{ENTERPRISE_USER}/manager/managerId"),
        format!("{ENTERPRISE_USER}/manager/value"),
    );
    let profile = format!(
        "[write]\naliases = {{ \"{shown}\" = \"{read}\" }}\n[patch]\npaths = {{ \"{own}\" = \"{known}\" }}\n"
    );
    let bench = bench(Environment::Test, 5, &profile).await;
    bench
        .by_hand("patch.Users.path_overrides", &format!("{known}: {own}"))
        .await;
    bench.by_hand("read.aliases", &format!("{shown}: {read}")).await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench
        .prepare(bench.set(&id, &known, json!("boss-9")))
        .await
        .unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert!(outcome.all_stored, "{:?}", outcome.verdicts);
    assert_eq!(
        bench.user(&id).unwrap()[ENTERPRISE_USER]["manager"]["value"],
        "boss-9"
    );
}
