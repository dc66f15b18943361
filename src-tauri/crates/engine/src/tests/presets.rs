use super::*;
use std::collections::BTreeMap;

fn choice(id: &str) -> PresetChoice {
    PresetChoice {
        id: id.into(),
        variables: BTreeMap::from([("tenant".to_owned(), "acme".to_owned())]),
    }
}

async fn with_preset(id: &str) -> (Bench, ConnectionSaved) {
    let bench = bench(Environment::Test, 3, "").await;
    let mut form = form(
        "Kept elsewhere",
        bench.sandbox.base(),
        Environment::Test,
        bench.sandbox.token(),
    );
    form.preset = Some(choice(id));
    let saved = bench.engine.connection_add(form).await.unwrap();
    (bench, saved)
}

// Q-MAN-01
#[tokio::test]
async fn q_man_01_a_connection_to_a_directory_that_is_kept_elsewhere_starts_read_only_and_says_why() {
    let (bench, saved) = with_preset("atlassian").await;
    let id = saved.connection.id;
    assert_eq!(
        saved.connection.writes,
        WriteState::ReadOnly,
        "on a test connection too"
    );
    assert!(
        saved.notices.iter().any(|n| n.code == NoticeCode::PresetReadOnly),
        "what was set by the preset is told: {:?}",
        saved.notices
    );
    let shown = saved.connection.preset.unwrap();
    assert_eq!(
        shown.choice,
        choice("atlassian"),
        "the variables are kept for the form"
    );
    let preset = shown.preset.unwrap();
    assert!(
        preset.idp_managed && preset.warning.is_some(),
        "the banner has its reason"
    );
    let user = bench.somebody();
    let change = bench.set(user["id"].as_str().unwrap(), "displayName", "X".into());
    let review = bench.engine.prepare_change(id, "User", change).await.unwrap();
    let refused = bench
        .engine
        .apply_change(id, &review.fingerprint, None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::ReadOnly);

    // Only a person turns it off, and it stays off.
    let unlock = ConnectionChange {
        read_only: Some(false),
        preset: Some(PresetPick {
            choice: Some(choice("atlassian")),
        }),
        ..ConnectionChange::default()
    };
    let saved = bench.engine.connection_update(id, unlock).await.unwrap();
    assert_eq!(saved.connection.writes, WriteState::Writable);
}

#[tokio::test]
async fn choosing_a_guarded_preset_later_makes_the_connection_read_only_and_another_takes_its_place() {
    let bench = bench(Environment::Test, 0, "").await;
    let pick = |choice| ConnectionChange {
        read_only: Some(false),
        preset: Some(PresetPick { choice }),
        ..ConnectionChange::default()
    };
    let saved = bench
        .engine
        .connection_update(bench.id, pick(Some(choice("figma"))))
        .await
        .unwrap();
    assert_eq!(saved.connection.writes, WriteState::ReadOnly);
    let saved = bench
        .engine
        .connection_update(bench.id, pick(None))
        .await
        .unwrap();
    assert_eq!(saved.connection.preset, None);
    let unknown = bench
        .engine
        .connection_update(bench.id, pick(Some(choice("nobody"))))
        .await
        .unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound, "a typing mistake is not kept");
}

#[tokio::test]
async fn what_a_preset_knows_is_in_force_until_the_server_shows_otherwise() {
    let (bench, saved) = with_preset("webex").await;
    let id = saved.connection.id;
    let bulk = |table: Vec<Capability>| {
        let used = table
            .into_iter()
            .find(|c| c.feature == "features.bulk" && c.in_force);
        used.map(|c| (c.value, c.source))
    };
    let before = bulk(bench.engine.capabilities(id).await.unwrap());
    assert_eq!(before, Some(("yes".into(), CapabilitySource::Preset)));
    let observed = rollcall_scim_client::Observation {
        feature: "bulk".into(),
        source: rollcall_scim_client::Source::Learned,
        value: "no".into(),
        evidence: rollcall_scim_client::Evidence::foreign("/Bulk answered 501"),
    };
    let mut events = bench.engine.events();
    bench.engine.learn(id, &[observed]).await;
    let after = bulk(bench.engine.capabilities(id).await.unwrap());
    assert_eq!(after, Some(("no".into(), CapabilitySource::Learned)));
    let told = std::iter::from_fn(|| events.try_recv().ok()).find_map(|event| match event {
        EngineEvent::CapabilityChanged {
            feature,
            before,
            now,
            why,
            ..
        } => Some((feature, before, now, why)),
        _ => None,
    });
    assert_eq!(
        told,
        Some((
            "features.bulk".into(),
            Some("yes".into()),
            Some("no".into()),
            "/Bulk answered 501".into()
        )),
        "nothing that is done differently is done so in silence"
    );
}
