//! Q-PUT-01, Q-DEL-01, Q-LIF-01, Q-LIF-02, Q-GRP-01, Q-GRP-02, Q-ETG-01, Q-ERR-02: what writes really do on a server.

use super::dialect::{agreed, has};
use super::*;
use rollcall_sandbox::ResourceKind;
use serde_json::json;

async fn first_group(bench: &Bench) -> (String, Vec<String>) {
    let all = bench.sandbox.resources(ResourceKind::Group);
    let group = all
        .iter()
        .find(|g| {
            g.get_ci("members")
                .and_then(Value::as_array)
                .is_some_and(|m| m.len() > 1)
        })
        .unwrap();
    let members = group.get_ci("members").unwrap().as_array().unwrap();
    let ids = members.iter().map(|m| text(m, "value").to_owned()).collect();
    (group.id().unwrap().to_owned(), ids)
}

fn members_of(bench: &Bench, id: &str) -> usize {
    let all = bench.sandbox.resources(ResourceKind::Group);
    let group = all.iter().find(|g| g.id() == Some(id)).unwrap();
    group
        .get_ci("members")
        .and_then(Value::as_array)
        .map_or(0, Vec::len)
}

async fn rename(bench: &Bench, id: &str) -> Result<ChangeReview, EngineError> {
    bench
        .engine
        .prepare_change(bench.id, "Group", bench.set(id, "displayName", json!("Renamed")))
        .await
}

#[tokio::test]
async fn q_put_01_a_group_whose_members_are_not_all_known_is_never_replaced() {
    for (profile, feature, value) in [
        ("[groups]\nmembers = \"never\"", "groups.members_source", "none"),
        (
            "[groups]\nmembers = \"on_request\"",
            "groups.members_source",
            "ask",
        ),
        ("[groups]\nmembers_shown = 1", "groups.inline_cap", "1"),
    ] {
        let bench = bench(
            Environment::Test,
            30,
            &format!("[patch]\nrefused = 501\n{profile}\n"),
        )
        .await;
        bench.by_hand(feature, value).await;
        bench.by_hand("patch.Groups.supported", "no").await;
        let (id, members) = first_group(&bench).await;
        let error = rename(&bench, &id).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotOffered, "{profile}");
        assert_eq!(
            error.params["reason"], "members_unknown",
            "{profile}: {}",
            error.message
        );
        assert_eq!(members_of(&bench, &id), members.len(), "{profile}: nobody left");
    }
    // Where all are shown they go along, and everybody stays.
    let bench = bench(Environment::Test, 30, "[patch]\nrefused = 501\n").await;
    let (id, members) = first_group(&bench).await;
    let review = rename(&bench, &id).await.unwrap();
    assert_eq!(review.request.as_ref().unwrap().method, "PUT");
    assert!(
        bench
            .engine
            .apply_change(bench.id, &review.fingerprint, None)
            .await
            .unwrap()
            .all_stored
    );
    assert_eq!(members_of(&bench, &id), members.len());
}

#[tokio::test]
async fn q_put_01_members_stay_out_of_a_put_that_does_not_take_them() {
    for (profile, value) in [("refused", "reject"), ("ignored", "ignore"), ("kept", "keep")] {
        let profile =
            format!("[patch]\nrefused = 501\n[groups]\nmembers = \"never\"\nput_members = \"{profile}\"\n");
        let bench = bench(Environment::Test, 30, &profile).await;
        bench.by_hand("put.Groups.members", value).await;
        let (id, members) = first_group(&bench).await;
        let review = rename(&bench, &id).await.unwrap();
        assert!(
            review
                .request
                .as_ref()
                .unwrap()
                .body
                .as_ref()
                .unwrap()
                .get("members")
                .is_none(),
            "{value}"
        );
        bench
            .engine
            .apply_change(bench.id, &review.fingerprint, None)
            .await
            .unwrap();
        assert_eq!(members_of(&bench, &id), members.len(), "{value}: everybody stays");
    }
}

#[tokio::test]
async fn q_put_01_what_a_merging_put_cannot_empty_is_refused_and_null_is_sent_where_it_deletes() {
    let bench = bench(
        Environment::Test,
        5,
        "[patch]\nrefused = 501\n[write]\nput_merges = true\n",
    )
    .await;
    let id = text(&bench.somebody(), "id").to_owned();
    let title = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    bench.apply(&title).await.unwrap();
    bench.by_hand("put.Users.semantics", "merge").await;
    let error = bench
        .prepare(bench.set(&id, "title", Value::Null))
        .await
        .unwrap_err();
    assert_eq!(error.params["reason"], "put_merges", "{}", error.message);

    bench.sandbox.set_profile(
        Profile::from_toml("[patch]\nrefused = 501\n[write]\nput_null_deletes = true\n").unwrap(),
    );
    bench.by_hand("put.Users.semantics", "null_deletes").await;
    let empty = bench.prepare(bench.set(&id, "title", Value::Null)).await.unwrap();
    assert!(empty.request.as_ref().unwrap().body.as_ref().unwrap()["title"].is_null());
    assert!(bench.apply(&empty).await.unwrap().all_stored, "the title is gone");
    assert!(bench.user(&id).unwrap().get("title").is_none());
}

#[tokio::test]
async fn q_put_01_a_put_says_active_even_where_silence_would_deactivate() {
    let bench = bench(
        Environment::Test,
        5,
        "[patch]\nrefused = 501\n[write]\nput_deactivates = true\n",
    )
    .await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    bench.apply(&review).await.unwrap();
    assert_eq!(
        bench.user(&id).unwrap()["active"],
        true,
        "who was active stays so"
    );
}

#[tokio::test]
async fn q_att_04_what_stands_for_nothing_is_not_written_back() {
    let bench = bench(
        Environment::Test,
        5,
        "[patch]\nrefused = 501\n[write]\nplaceholders = true\n",
    )
    .await;
    let id = text(&bench.somebody(), "id").to_owned();
    let shown = bench
        .engine
        .resource_get(bench.id, "User", &id)
        .await
        .unwrap()
        .resource
        .to_string();
    assert!(
        shown.contains("null") || shown.contains("\"\""),
        "this server shows placeholders: {shown}"
    );
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let sent = review
        .request
        .as_ref()
        .unwrap()
        .body
        .as_ref()
        .unwrap()
        .to_string();
    assert!(!sent.contains("null") && !sent.contains("\"\""), "{sent}");
    assert!(bench.apply(&review).await.unwrap().read_back);
    assert_eq!(bench.user(&id).unwrap()["title"], "Dr");
}

#[tokio::test]
async fn q_att_04_a_word_that_stands_for_nothing_is_read_as_nothing_and_not_written_back() {
    let profile = "[patch]\nrefused = 501\n[write]\nplaceholders = true\nplaceholder = \"N/A\"\n";
    let bench = bench(Environment::Test, 5, profile).await;
    let id = text(&bench.somebody(), "id").to_owned();
    let shown = async || {
        let of = bench.engine.resource_get(bench.id, "User", &id).await.unwrap();
        of.resource
    };
    assert_eq!(shown().await["nickName"], "N/A", "nobody knows of the word yet");
    bench.by_hand("read.placeholders", "N/A").await;
    assert_eq!(shown().await["nickName"], "", "nothing, as of any other server");
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let sent = review.request.as_ref().unwrap().body.as_ref().unwrap();
    assert_eq!(sent["title"], "Dr");
    assert!(
        sent.get("nickName").is_none(),
        "a PUT does not store the word: {sent}"
    );
    assert!(bench.apply(&review).await.unwrap().all_stored);
    assert!(bench.user(&id).unwrap().get("nickName").is_none());
}

#[tokio::test]
async fn q_att_04_what_was_taken_away_and_shows_as_nothing_is_away() {
    let bench = bench(Environment::Test, 5, "[write]\nplaceholders = true\n").await;
    let id = text(&bench.somebody(), "id").to_owned();
    for (value, still) in [(json!("Kim"), true), (Value::Null, false)] {
        let review = bench.prepare(bench.set(&id, "nickName", value)).await.unwrap();
        let outcome = bench.apply(&review).await.unwrap();
        assert!(outcome.all_stored, "{:?}", outcome.verdicts);
        assert_eq!(bench.user(&id).unwrap().get("nickName").is_some(), still);
    }
    let shown = bench
        .engine
        .resource_get(bench.id, "User", &id)
        .await
        .unwrap()
        .resource;
    assert_eq!(shown["nickName"], "", "what this server shows of it");
}

#[tokio::test]
async fn q_del_01_the_confirmation_says_what_a_delete_and_a_deactivation_are_known_to_do() {
    let bench = bench(Environment::Test, 8, "").await;
    let id = text(&bench.somebody(), "id").to_owned();
    for (value, code) in [
        ("hard", NoticeCode::DeleteIsHard),
        ("soft", NoticeCode::DeleteIsSoft),
        ("irreversible", NoticeCode::DeleteIsIrreversible),
        ("membership", NoticeCode::DeleteIsMembership),
        ("none", NoticeCode::DeleteIsNothing),
    ] {
        bench.by_hand("lifecycle.delete_user", value).await;
        let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
        assert_eq!(
            review.notices.iter().map(|n| n.code).collect::<Vec<_>>(),
            [code],
            "{value}"
        );
    }
    for (value, code) in [
        ("remove_access", NoticeCode::DeactivateRemovesAccess),
        ("destroy", NoticeCode::DeactivateDestroys),
        ("none", NoticeCode::DeactivateDoesNothing),
    ] {
        bench.by_hand("lifecycle.deactivate", value).await;
        let by_action = bench
            .prepare(Change::Deactivate { id: id.clone() })
            .await
            .unwrap();
        let by_edit = bench
            .prepare(bench.set(&id, "active", json!(false)))
            .await
            .unwrap();
        assert!(has(&by_action.notices, code), "{value}");
        assert!(has(&by_edit.notices, code), "{value}: however it is asked for");
        let other = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
        assert!(
            !has(&other.notices, code),
            "{value}: not where nobody is deactivated"
        );
    }
}

#[tokio::test]
async fn q_del_01_a_deactivation_that_destroyed_is_told_after_reading_again() {
    let bench = bench(Environment::Test, 5, "[write]\ndeactivate_destroys = true\n").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench
        .prepare(Change::Deactivate { id: id.clone() })
        .await
        .unwrap();
    let outcome = agreed(&bench, &review).await.unwrap();
    assert!(!outcome.all_stored, "it is not simply inactive");
    assert!(
        has(&outcome.notices, NoticeCode::GoneAfter),
        "{:?}",
        outcome.notices
    );
}

#[tokio::test]
async fn q_lif_01_who_cannot_be_read_while_inactive_is_deactivated_and_not_gone() {
    let profile = "[write]\ngone_while_inactive = true\n[list]\nhides_inactive = true\n";
    let bench = bench(Environment::Test, 5, profile).await;
    bench.by_hand("lifecycle.gone_after_deactivate", "true").await;
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench
        .prepare(Change::Deactivate { id: id.clone() })
        .await
        .unwrap();
    assert!(has(&review.notices, NoticeCode::DeactivateHides));
    let outcome = agreed(&bench, &review).await.unwrap();
    assert!(outcome.all_stored, "404 is what was to be expected");
    assert!(has(&outcome.notices, NoticeCode::DeactivatedHidden));
    assert!(!has(&outcome.notices, NoticeCode::GoneAfter));
}

#[tokio::test]
async fn q_lif_02_a_server_that_shows_the_old_state_for_a_moment_is_read_again_before_it_is_said() {
    let bench = bench(Environment::Test, 5, "[write]\nstale_reads = 2\n").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert!(
        outcome.all_stored,
        "the third reading shows it: {:?}",
        outcome.verdicts
    );
}

#[tokio::test]
async fn q_grp_01_what_groups_do_not_have_is_refused_before_anything_is_sent() {
    let profile = "[groups]\nwithout = [\"create\", \"delete\", \"rename\"]\n";
    let bench = bench(Environment::Test, 30, profile).await;
    bench.by_hand("resources.Groups", "list, get, patch").await;
    bench.by_hand("groups.rename", "false").await;
    let (id, _) = first_group(&bench).await;
    let create = Change::Create {
        resource: json!({"displayName": "New"}),
    };
    let of = async |change| {
        bench
            .engine
            .prepare_change(bench.id, "Group", change)
            .await
            .unwrap_err()
    };
    for (error, reason) in [
        (of(create).await, "create"),
        (of(Change::Delete { id: id.clone() }).await, "delete"),
        (rename(&bench, &id).await.unwrap_err(), "rename"),
    ] {
        assert_eq!(error.code, ErrorCode::NotOffered);
        assert_eq!(error.params["reason"], reason, "{}", error.message);
    }
    let writes = |method: &str| {
        let stats = bench.sandbox.stats().requests;
        stats
            .iter()
            .filter(|(key, _)| key.starts_with(method))
            .map(|(_, n)| n)
            .sum::<u64>()
    };
    assert_eq!(writes("POST") + writes("DELETE") + writes("PATCH"), 0);
}

#[tokio::test]
async fn q_grp_02_members_are_found_by_the_users_where_the_group_shows_none() {
    let bench = bench(Environment::Test, 30, "[groups]\nmembers = \"never\"\n").await;
    let (id, members) = first_group(&bench).await;
    let page = async || {
        let request = MembersPageRequest {
            group: id.clone(),
            limit: 100,
            refresh: true,
            ..MembersPageRequest::default()
        };
        bench.engine.members_page(bench.id, request).await.unwrap()
    };
    assert!(!page().await.shown, "nobody is known, which is not nobody");
    bench
        .by_hand("groups.members_source", "reverse_user_filter")
        .await;
    bench
        .by_hand("groups.reverse_filter", "groups.value eq \"{id}\"")
        .await;
    let found = page().await;
    let users: usize = members.iter().filter(|m| bench.user(m).is_some()).count();
    assert_eq!(found.rows.len(), users, "each user tells their groups");
}

#[tokio::test]
async fn q_etg_01_members_go_with_a_version_where_the_server_takes_no_write_without() {
    let bench = bench(Environment::Test, 30, "[write]\netags = \"required\"\n").await;
    let (id, members) = first_group(&bench).await;
    let leave = Change::Members {
        id: id.clone(),
        add: Vec::new(),
        remove: vec![members[0].clone()],
    };
    let prepare = async || {
        bench
            .engine
            .prepare_change(bench.id, "Group", leave.clone())
            .await
            .unwrap()
    };
    let first = prepare().await;
    bench
        .engine
        .apply_change(bench.id, &first.fingerprint, None)
        .await
        .unwrap_err();
    assert_eq!(
        bench.known("etag.mode").await.as_deref(),
        Some("required"),
        "428 teaches it"
    );
    let next = prepare().await;
    bench
        .engine
        .apply_change(bench.id, &next.fingerprint, None)
        .await
        .unwrap();
    assert_eq!(members_of(&bench, &id), members.len() - 1);
}

#[tokio::test]
async fn q_etg_01_no_version_is_sent_where_versions_mean_nothing() {
    let bench = bench(Environment::Test, 5, "[write]\netags = \"ignored\"\n").await;
    bench.by_hand("etag.mode", "none").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    assert_eq!(review.precondition, Precondition::ReadCompareWrite);
    let headers = &review.request.as_ref().unwrap().headers;
    assert!(!headers.iter().any(|(name, _)| name == "If-Match"), "{headers:?}");
}

#[tokio::test]
async fn q_err_02_a_server_that_says_400_for_what_is_gone_is_understood() {
    let bench = bench(Environment::Test, 5, "[errors]\nnot_found = 400\n").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(Change::Delete { id: id.clone() }).await.unwrap();
    bench.by_hand("errors.not_found", "404, 400").await;
    let outcome = agreed(&bench, &review).await.unwrap();
    assert!(!outcome.read_back, "this review was made before it was known");
    let second = text(&bench.somebody(), "id").to_owned();
    let review = bench.prepare(Change::Delete { id: second }).await.unwrap();
    let outcome = agreed(&bench, &review).await.unwrap();
    assert!(
        outcome.all_stored && outcome.read_back,
        "400 is gone here: {:?}",
        outcome.notices
    );
}

#[tokio::test]
async fn q_att_05_an_entry_whose_id_changes_with_a_value_is_found_again_and_not_called_gone() {
    let bench = bench(Environment::Test, 0, "[write]\nid_equals = \"externalId\"\n").await;
    bench.by_hand("ids.equals", "externalId").await;
    let resource = json!({"userName": "kim@example.com", "externalId": "kim-1"});
    let review = bench.prepare(Change::Create { resource }).await.unwrap();
    let made = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert_eq!(made.id, "kim-1");
    bench.engine.sync(bench.id, Vec::new()).await.unwrap();
    let title = bench
        .prepare(bench.set("kim-1", "title", json!("Dr")))
        .await
        .unwrap();
    assert!(
        !has(&title.notices, NoticeCode::IdFollows),
        "other values leave it alone"
    );
    let review = bench
        .prepare(bench.set("kim-1", "externalId", json!("kim-2")))
        .await
        .unwrap();
    assert!(
        has(&review.notices, NoticeCode::IdFollows),
        "it is said before it happens"
    );
    let moved = bench
        .engine
        .apply_change(bench.id, &review.fingerprint, None)
        .await
        .unwrap();
    assert_eq!(moved.id, "kim-2", "{:?}", moved.notices);
    assert!(moved.all_stored && has(&moved.notices, NoticeCode::IdChanged));
    assert!(!has(&moved.notices, NoticeCode::GoneAfter), "it is not gone");
    let copied = async |id: &str| bench.engine.resource_cached(bench.id, "User", id).await.unwrap();
    assert!(copied("kim-2").await.is_some(), "the copy follows");
    assert!(copied("kim-1").await.is_none(), "and forgets the old one");
}

#[tokio::test]
async fn q_att_05_an_answer_that_names_another_id_is_followed_by_looking() {
    let bench = bench(Environment::Test, 0, "[write]\nid_equals = \"externalId\"\n").await;
    let resource = json!({"userName": "kim@example.com", "externalId": "kim-1"});
    let review = bench.prepare(Change::Create { resource }).await.unwrap();
    bench.apply(&review).await.unwrap();
    // Nobody said that ids move here.
    let review = bench
        .prepare(bench.set("kim-1", "externalId", json!("kim-2")))
        .await
        .unwrap();
    assert!(!has(&review.notices, NoticeCode::IdFollows));
    let moved = bench.apply(&review).await.unwrap();
    assert_eq!(moved.id, "kim-2", "{:?}", moved.notices);
    assert!(moved.all_stored && has(&moved.notices, NoticeCode::IdChanged));
}
