//! Q-LIF-01: people whom a server does not show by id while they are inactive are never called gone.

use rollcall_scim::Resource;

use super::dialect::{agreed, has};
use super::jobs::{Stage, stage};
use super::small_jobs::{ids, run, select_ids, users};
use super::*;

/// As Atlassian: not by id, but in the list.
const LISTED: &str = "[write]\ngone_while_inactive = true\n";
/// Neither by id nor in the list.
const NOWHERE: &str = "[write]\ngone_while_inactive = true\n[list]\nhides_inactive = true\n";

async fn hiding(people: usize, profile: &str) -> Bench {
    let bench = bench(Environment::Test, people, profile).await;
    bench.by_hand("lifecycle.gone_after_deactivate", "true").await;
    bench
}

async fn change(bench: &Bench, change: Change) -> ChangeOutcome {
    let review = bench.prepare(change).await.unwrap();
    agreed(bench, &review).await.unwrap()
}

#[tokio::test]
async fn q_lif_01_who_is_inactive_is_read_from_the_list_activated_again_and_deleted() {
    let bench = hiding(30, LISTED).await;
    let id = text(&bench.somebody(), "id").to_owned();
    let off = change(&bench, Change::Deactivate { id: id.clone() }).await;
    assert!(off.all_stored, "the list shows it: {:?}", off.verdicts);
    assert!(
        !has(&off.notices, NoticeCode::DeactivatedHidden),
        "nothing is hidden there"
    );
    let seen = bench.engine.resource_get(bench.id, "User", &id).await.unwrap();
    assert_eq!(seen.resource["active"], false);
    let on = change(&bench, Change::Activate { id: id.clone() }).await;
    assert!(on.all_stored, "{:?}", on.verdicts);
    assert_eq!(bench.user(&id).unwrap()["active"], true);
    change(&bench, Change::Deactivate { id: id.clone() }).await;
    let gone = change(&bench, Change::Delete { id: id.clone() }).await;
    assert!(gone.all_stored, "{:?}", gone.notices);
    assert_eq!(bench.user(&id), None, "the server's own word");
}

#[tokio::test]
async fn q_lif_01_who_is_shown_nowhere_stays_in_the_copy_as_inactive_and_is_not_called_deleted() {
    let bench = hiding(5, NOWHERE).await;
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    let id = text(&bench.somebody(), "id").to_owned();
    let off = change(&bench, Change::Deactivate { id: id.clone() }).await;
    assert!(
        has(&off.notices, NoticeCode::DeactivatedHidden),
        "{:?}",
        off.notices
    );
    let copied = async || {
        let copied = bench.engine.resource_cached(bench.id, "User", &id).await;
        copied.unwrap().expect("it is in the copy")
    };
    assert_eq!(copied().await.resource["active"], false, "as it was sent");
    let report = bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    assert_eq!((report.types[0].complete, report.types[0].gone), (true, 0));
    assert_eq!(copied().await.resource["active"], false);
    let gone = bench.engine.gone(bench.id, "User").await.unwrap();
    assert!(gone.is_empty(), "{gone:?}");
    let error = bench
        .engine
        .resource_get(bench.id, "User", &id)
        .await
        .unwrap_err();
    assert_eq!(error.params["reason"], "hidden", "{error:?}");
    assert!(error.why.contains("inactive"), "{}", error.why);
}

#[tokio::test]
async fn q_lif_01_somebody_missing_from_a_list_that_shows_the_inactive_is_gone() {
    let bench = hiding(5, LISTED).await;
    let (id, other) = {
        let all = bench.sandbox.resources(rollcall_sandbox::ResourceKind::User);
        let ids: Vec<String> = all
            .iter()
            .filter(|u| u.active() == Some(true))
            .filter_map(|u| u.id().map(Into::into))
            .collect();
        (ids[0].clone(), ids[1].clone())
    };
    bench.engine.sync(bench.id, vec![]).await.unwrap();
    change(&bench, Change::Deactivate { id: other.clone() }).await;
    // Somebody else deletes.
    let elsewhere = bench_on(&bench).await;
    let delete = Change::Delete { id: id.clone() };
    let review = elsewhere
        .engine
        .prepare_change(elsewhere.id, "User", delete)
        .await
        .unwrap();
    let (of, print) = (elsewhere.id, &review.fingerprint);
    let agreed = elsewhere
        .engine
        .confirm(of, print, review.count, ConfirmAnswer::Yes)
        .await
        .unwrap();
    elsewhere
        .engine
        .apply_change(of, print, Some(agreed))
        .await
        .unwrap();
    let report = bench.engine.sync(bench.id, vec!["User".into()]).await.unwrap();
    assert_eq!(
        report.types[0].gone, 1,
        "the list shows the other, who is inactive"
    );
    let gone = bench.engine.gone(bench.id, "User").await.unwrap();
    assert_eq!(
        gone.iter().map(|g| g.id.as_str()).collect::<Vec<_>>(),
        [id.as_str()]
    );
}

async fn hiding_stage(profile: &str) -> (Stage, Vec<String>) {
    let stage = stage(Environment::Test, 40, profile).await;
    let feature = "lifecycle.gone_after_deactivate";
    super::by_hand(&stage.engine, stage.id, feature, "true").await;
    let active: Vec<Resource> = users(&stage)
        .into_iter()
        .filter(|u| u.active() == Some(true))
        .collect();
    let chosen = ids(&active[..3]);
    (stage, chosen)
}

/// Deletes by a job, which a person has released.
async fn delete(stage: &Stage, plan: &SmallJob) -> JobView {
    let answer = ConfirmAnswer::Typed {
        name: "Globex".into(),
        count: plan.view.changes,
    };
    let released = stage.engine.job_release(plan.view.job, answer).await;
    released.unwrap();
    run(stage, plan.view.job).await
}

fn left(stage: &Stage, chosen: &[String]) -> Vec<Option<bool>> {
    let all = users(stage);
    let of = |id: &String| all.iter().find(|u| u.id() == Some(id)).and_then(Resource::active);
    chosen.iter().map(of).collect()
}

#[tokio::test]
async fn q_lif_01_a_job_deactivates_and_then_really_deletes_who_is_in_the_list_only() {
    let (stage, chosen) = hiding_stage(LISTED).await;
    let plan = select_ids(&stage, chosen.clone(), SmallAction::Deactivate).await;
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.rows["succeeded"], 3, "{end:?}");
    assert_eq!(left(&stage, &chosen), [Some(false); 3]);
    let plan = select_ids(&stage, chosen.clone(), SmallAction::Delete).await;
    assert_eq!(plan.view.counts["delete"], 3, "they are there: {:?}", plan.view);
    let end = delete(&stage, &plan).await;
    assert_eq!(end.rows["succeeded"], 3, "{end:?}");
    assert_eq!(left(&stage, &chosen), [None; 3], "not merely called deleted");
}

#[tokio::test]
async fn q_lif_01_a_job_never_says_of_who_is_shown_nowhere_that_they_are_gone() {
    let (stage, chosen) = hiding_stage(NOWHERE).await;
    let deletion = select_ids(&stage, chosen.clone(), SmallAction::Delete).await;
    let plan = select_ids(&stage, chosen[..2].to_vec(), SmallAction::Deactivate).await;
    let end = run(&stage, plan.view.job).await;
    assert_eq!(end.rows["succeeded"], 2, "the server's answer shows it: {end:?}");
    assert_eq!(left(&stage, &chosen), [Some(false), Some(false), Some(true)]);
    // Planned while everybody was shown.
    let end = delete(&stage, &deletion).await;
    assert_eq!(end.rows["succeeded"], 1, "who is shown is deleted: {end:?}");
    assert_eq!(
        left(&stage, &chosen),
        [Some(false), Some(false), None],
        "who is hidden is neither deleted nor called so"
    );
    let plan = select_ids(&stage, chosen[..1].to_vec(), SmallAction::Delete).await;
    let rows = stage
        .engine
        .job_rows(plan.view.job, JobRowsRequest::default())
        .await
        .unwrap();
    assert_eq!(rows.rows[0].issues[0].code, "hidden", "{rows:?}");
}
