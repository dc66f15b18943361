use std::collections::BTreeMap;

use rollcall_sandbox::ResourceKind;

use super::*;

/// A calibration of a sandbox with this profile: what it reported, and its facts.
pub(super) struct Calibrated {
    pub(super) bench: Bench,
    pub(super) plan: CalibrationPlan,
    pub(super) report: CalibrationReport,
    pub(super) facts: BTreeMap<String, String>,
}

pub(super) async fn agree(bench: &Bench, plan: &CalibrationPlan) -> Confirmation {
    bench
        .engine
        .confirm(bench.id, &plan.fingerprint, plan.count, ConfirmAnswer::Yes)
        .await
        .unwrap()
}

pub(super) async fn calibrated(profile: &str) -> Calibrated {
    let bench = bench(Environment::Test, 5, profile).await;
    let plan = bench.engine.calibration_plan(bench.id).await.unwrap();
    let yes = agree(&bench, &plan).await;
    let report = bench
        .engine
        .calibrate(bench.id, &plan.fingerprint, Some(yes))
        .await
        .unwrap();
    let found = report.findings.iter();
    let facts = found.map(|f| (f.feature.clone(), f.value.clone())).collect();
    Calibrated {
        bench,
        plan,
        report,
        facts,
    }
}

impl Bench {
    /// What of the calibration is on the server.
    pub(super) fn synthetic(&self) -> Vec<String> {
        [ResourceKind::User, ResourceKind::Group]
            .into_iter()
            .flat_map(|kind| self.sandbox.resources(kind))
            .map(|r| r.to_value().to_string())
            .filter(|text| text.to_lowercase().contains("rollcall-cal"))
            .collect()
    }
}

#[tokio::test]
async fn a_correct_server_is_measured_and_nothing_of_it_stays() {
    let c = calibrated("").await;
    assert_eq!(c.report.stopped, None, "{:?}", c.report);
    for (feature, value) in [
        ("user.userName.unique", "yes"),
        ("user.userName.case", "insensitive"),
        ("filter.Users.userName.eq", "yes"),
        ("filter.Users.externalId.eq", "yes"),
        ("user.externalId.kept", "yes"),
        ("consistency.create_read_ms", "0"),
        ("patch.Users.supported", "yes"),
        ("patch.Users.style", "path"),
        ("patch.Users.value_path", "full"),
        ("patch.Users.multi_op", "yes"),
        ("patch.Users.ext_separator", ":"),
        ("etag.if_match", "yes"),
        ("groups.remove_member", "value_path"),
        ("features.bulk", "yes"),
        ("bulk.ids", "yes"),
    ] {
        assert_eq!(
            c.facts.get(feature).map(String::as_str),
            Some(value),
            "{feature}: {:?}",
            c.facts
        );
    }
    assert_eq!(c.report.guarantee, Guarantee::Unique { proven: true });
    assert_eq!(
        c.bench.synthetic(),
        Vec::<String>::new(),
        "everything made is removed"
    );
    assert_eq!(c.report.left, Vec::new());
    let table = c.bench.engine.capabilities(c.bench.id).await.unwrap();
    let unique = table
        .iter()
        .find(|f| f.feature == "user.userName.unique")
        .unwrap();
    assert!(
        unique.in_force && unique.evidence.contains("POST") && unique.evidence.contains("409"),
        "jobs go by it from now on, and the exchange is its evidence: {unique:?}"
    );
}

#[tokio::test]
async fn what_is_sent_is_what_the_plan_listed_and_no_more() {
    for profile in [
        "",
        "[write]\nuser_name_not_unique = true\n",
        "[patch]\nmembers_unquoted = true\npathless = true\n",
    ] {
        let c = calibrated(profile).await;
        let requests = c.report.requests;
        let mut listed: BTreeMap<String, u32> = BTreeMap::new();
        for request in c.plan.steps.iter().flat_map(|step| &step.requests) {
            let path = request.path.replace("?count", "");
            *listed.entry(format!("{} {path}", request.method)).or_default() += request.most;
        }
        let of_discovery =
            |request: &str| !["/Users", "/Groups", "/Bulk"].iter().any(|p| request.contains(p));
        for (request, times) in c.bench.sandbox.stats().requests {
            let most = listed.get(&request).copied().unwrap_or_default();
            assert!(
                of_discovery(&request) || times <= u64::from(most),
                "{request} {times} times, {most} were agreed to ({profile})"
            );
        }
        assert!(requests <= 60 && c.plan.most_requests <= 60, "{requests}");
    }
}

#[tokio::test]
async fn a_server_that_makes_twins_is_told_and_the_twin_removed() {
    let c = calibrated("[write]\nuser_name_not_unique = true\n").await;
    assert_eq!(c.facts["user.userName.unique"], "no");
    assert_eq!(
        c.report.guarantee,
        Guarantee::LookUp { seconds: 90 },
        "the filter finds who is there"
    );
    assert_eq!(
        c.bench.synthetic(),
        Vec::<String>::new(),
        "the twin is removed by its own id"
    );
}

#[tokio::test]
async fn a_server_without_uniqueness_whose_filter_lies_gets_no_promise() {
    let profile = "[write]\nuser_name_not_unique = true\n[filter]\nunsupported = \"ignored\"\n[list]\nstart_index_ignored = true\n";
    let c = calibrated(profile).await;
    assert_eq!(c.facts["filter.Users.userName.eq"], "no", "{:?}", c.facts);
    assert_eq!(c.facts["filter.unsupported"], "ignored");
    let known = c.bench.engine.guarantee(c.bench.id).await.unwrap();
    assert_eq!(
        known,
        Guarantee::Unseen { seconds: 90 },
        "the list was not looked at yet"
    );
    c.bench.engine.connection_probe(c.bench.id).await.unwrap();
    assert_eq!(
        c.bench.engine.guarantee(c.bench.id).await.unwrap(),
        Guarantee::NotPromised
    );
    assert_eq!(c.bench.synthetic(), Vec::<String>::new());
}

#[tokio::test]
async fn what_a_server_does_differently_becomes_a_fact() {
    for (profile, feature, value) in [
        (
            "[write]\nuser_name_case_sensitive = true",
            "user.userName.case",
            "sensitive",
        ),
        ("[write]\nexternal_id = \"dropped\"", "user.externalId.kept", "no"),
        (
            "[write]\nexternal_id = \"filter_empty\"",
            "filter.Users.externalId.eq",
            "no",
        ),
        (
            "[write]\ncreate_is_upsert = true",
            "user.userName.unique",
            "upsert",
        ),
        ("[write]\netags = \"ignored\"", "etag.if_match", "no"),
        ("[write]\netags = \"off\"", "etag.if_match", "no"),
        ("[write]\netags = \"required\"", "etag.mode", "required"),
        ("[write]\netags = \"required\"", "etag.if_match", "yes"),
        ("[patch]\nrefused = 501", "patch.Users.supported", "no"),
        (
            "[patch]\nanswer = \"nothing_done\"",
            "patch.Users.supported",
            "no",
        ),
        ("[patch]\npathless = true", "patch.Users.style", "pathless"),
        ("[patch]\nmax_operations = 1", "patch.Users.multi_op", "no"),
        (
            "[patch]\nvalue_path_refused = true",
            "patch.Users.value_path",
            "none",
        ),
        (
            "[patch]\nvalue_path_eq_only = true",
            "patch.Users.value_path",
            "eq_only",
        ),
        (
            "[patch]\nvalue_path_removes_others = true",
            "patch.Users.value_path",
            "buggy",
        ),
        (
            "[patch]\nextension_separator = \"dot\"",
            "patch.Users.ext_separator",
            ".",
        ),
        (
            "[patch]\nmembers_unquoted = true",
            "groups.remove_member",
            "value_path_unquoted",
        ),
        (
            "[patch]\nvalue_path_refused = true\nremove_with_value = \"removes_listed\"",
            "groups.remove_member",
            "value_array",
        ),
        (
            "[bulk]\nmax_operations = 7\noperations_claimed = 20",
            "bulk.max_ops",
            "5",
        ),
        (
            "[bulk]\nmax_operations = 7\nlimits_not_declared = true",
            "bulk.max_ops",
            "5",
        ),
        ("[bulk]\nmax_operations = 20", "bulk.max_ops", "20"),
    ] {
        let c = calibrated(profile).await;
        assert_eq!(
            c.facts.get(feature).map(String::as_str),
            Some(value),
            "{profile}: {:?} {:?}",
            c.facts,
            c.report.stopped
        );
        assert_eq!(c.bench.synthetic(), Vec::<String>::new(), "{profile}");
        assert_eq!(c.report.left, Vec::new(), "{profile}");
    }
}

#[tokio::test]
async fn removing_by_a_list_of_values_is_never_called_safe_where_it_empties_the_group() {
    let c = calibrated("[patch]\nvalue_path_refused = true\nremove_with_value = \"removes_all\"\n").await;
    assert_eq!(
        c.facts.get("groups.remove_member"),
        None,
        "a group of real people would be emptied: {:?}",
        c.facts
    );
    assert_eq!(c.facts["groups.remove_all"], "yes");
}

#[tokio::test]
async fn how_long_new_entries_stay_unseen_is_measured_and_makes_jobs_wait_longer() {
    let c = calibrated("[http]\nread_lag_ms = 900\n").await;
    assert_eq!(c.report.lag.by_id, Some(0), "by its id it is there at once");
    let by_filter = c.report.lag.by_filter.unwrap();
    assert!(by_filter >= 900, "{by_filter}");
    let ms: u64 = c.facts["consistency.create_read_ms"].parse().unwrap();
    assert!(ms >= 900, "the slowest sight counts: {ms}");
    assert_eq!(c.facts["filter.Users.userName.eq"], "yes", "late is not never");
    let engine = &c.bench.engine;
    engine
        .capability_set(c.bench.id, "consistency.create_read_ms", "70000")
        .await
        .unwrap();
    engine
        .capability_set(c.bench.id, "user.userName.unique", "no")
        .await
        .unwrap();
    assert_eq!(
        engine.guarantee(c.bench.id).await.unwrap(),
        Guarantee::LookUp { seconds: 130 },
        "the life of a request and the lag after it; shorter than usual it never gets"
    );
}

#[tokio::test]
async fn production_and_read_only_connections_are_not_calibrated() {
    let bench = bench(Environment::Production, 3, "").await;
    bench.engine.connection_unlock(bench.id, None).await.unwrap();
    let refused = bench.engine.calibration_plan(bench.id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ReadOnly, "not even while it is unlocked");
    let test = super::bench(Environment::Test, 3, "").await;
    let plan = test.engine.calibration_plan(test.id).await.unwrap();
    let yes = agree(&test, &plan).await;
    let change = ConnectionChange {
        environment: Some(Environment::Production),
        ..ConnectionChange::default()
    };
    test.engine.connection_update(test.id, change).await.unwrap();
    test.engine.connection_unlock(test.id, None).await.unwrap();
    let refused = test
        .engine
        .calibrate(test.id, &plan.fingerprint, Some(yes))
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::ReadOnly,
        "what was agreed to before does not count any more"
    );
    assert!(test.sandbox.stats().created.is_empty(), "nothing was made");
}

#[tokio::test]
async fn nothing_is_sent_without_consent_to_this_very_plan() {
    let bench = bench(Environment::Test, 3, "").await;
    let first = bench.engine.calibration_plan(bench.id).await.unwrap();
    let missing = bench
        .engine
        .calibrate(bench.id, &first.fingerprint, None)
        .await
        .unwrap_err();
    assert_eq!(missing.code, ErrorCode::ConfirmationNeeded);
    let second = bench.engine.calibration_plan(bench.id).await.unwrap();
    let yes = agree(&bench, &first).await;
    let other = bench
        .engine
        .calibrate(bench.id, &second.fingerprint, Some(yes))
        .await
        .unwrap_err();
    assert_eq!(
        other.code,
        ErrorCode::ConfirmationInvalid,
        "a yes to one plan is none to another"
    );
    assert_eq!(bench.synthetic(), Vec::<String>::new());
}

#[tokio::test]
async fn servers_where_users_cannot_be_made_and_removed_are_refused_before_anything_is_sent() {
    for (feature, value, code) in [
        ("base.scim_version", "1.1", ErrorCode::OldVersion),
        ("resources.Users", "list, get, delete", ErrorCode::NotOffered),
        ("resources.Users", "list, get, create", ErrorCode::NotOffered),
        ("lifecycle.delete_user", "none", ErrorCode::NotOffered),
    ] {
        let bench = bench(Environment::Test, 3, "").await;
        bench
            .engine
            .capability_set(bench.id, feature, value)
            .await
            .unwrap();
        let refused = bench.engine.calibration_plan(bench.id).await.unwrap_err();
        assert_eq!(refused.code, code, "{feature} = {value}");
    }
}

#[tokio::test]
async fn q_rate_01_how_a_throttle_says_how_long_is_learned_in_its_own_words() {
    for (form, word) in [
        ("retry_after = \"seconds\"", "seconds"),
        ("retry_after = \"date\"", "date"),
        ("retry_after = \"words\"", "unreadable"),
        ("retry_after = \"reset\"", "reset"),
    ] {
        let fault =
            "[[fault]]\nmethod = \"PATCH\"\naction = { kind = \"too_many_requests\", retry_after = 3 }";
        let c = calibrated(&format!("[errors]\n{form}\n{fault}\n")).await;
        assert_eq!(c.facts["limits.retry_after"], word);
        let mut findings = c.report.findings.iter();
        let found = findings.find(|f| f.feature == "limits.retry_after").unwrap();
        assert!(
            found.evidence.contains("PATCH") && found.evidence.contains("429"),
            "the exchange that showed it, and no other: {}",
            found.evidence
        );
    }
}

#[tokio::test]
async fn a_plan_that_creates_people_says_before_the_start_what_it_can_promise() {
    let stage = super::jobs::stage(Environment::Test, 3, "").await;
    let promise = |plan: crate::import::ImportPlan| plan.view.guarantee;
    let operation = || crate::import::ImportOperation::Create;
    assert_eq!(
        promise(stage.plan(2, operation()).await),
        Some(Guarantee::Unique { proven: false }),
        "the schema says that names are unique, and nobody has seen it"
    );
    let set = |value: &'static str| {
        stage
            .engine
            .capability_set(stage.id, "user.userName.unique", value)
    };
    set("no").await.unwrap();
    assert_eq!(
        promise(stage.plan(2, operation()).await),
        Some(Guarantee::Unseen { seconds: 90 })
    );
    set("yes").await.unwrap();
    let plan = stage.plan(2, operation()).await;
    let job = plan.job;
    assert_eq!(promise(plan), Some(Guarantee::Unique { proven: true }));
    set("no").await.unwrap();
    let view = stage.engine.job_status(job).await.unwrap();
    assert_eq!(
        view.guarantee,
        Some(Guarantee::Unique { proven: true }),
        "a job runs by what its plan was made with"
    );
}
