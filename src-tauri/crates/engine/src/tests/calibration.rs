use std::collections::BTreeMap;

use rollcall_sandbox::ResourceKind;

use super::*;

/// A calibration of a sandbox with this profile: what it reported, and its facts.
struct Calibrated {
    bench: Bench,
    plan: CalibrationPlan,
    report: CalibrationReport,
    facts: BTreeMap<String, String>,
}

async fn agree(bench: &Bench, plan: &CalibrationPlan) -> Confirmation {
    bench
        .engine
        .confirm(bench.id, &plan.fingerprint, plan.count, ConfirmAnswer::Yes)
        .await
        .unwrap()
}

async fn calibrated(profile: &str) -> Calibrated {
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
    fn synthetic(&self) -> Vec<String> {
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
async fn after_a_failure_in_the_middle_everything_is_removed() {
    for (fault, stop) in [
        (
            "method = \"PATCH\"\naction = { kind = \"too_many_requests\", retry_after = 3 }",
            CalibrationStop::Throttled,
        ),
        (
            "method = \"PATCH\"\naction = { kind = \"error_before\", status = 403 }",
            CalibrationStop::Forbidden,
        ),
        (
            "method = \"PATCH\"\naction = { kind = \"close_before\" }",
            CalibrationStop::Unreachable,
        ),
        (
            "method = \"POST\"\nendpoint = \"/Groups\"\naction = { kind = \"error_before\", status = 401 }",
            CalibrationStop::Unauthorized,
        ),
    ] {
        let c = calibrated(&format!("[[fault]]\n{fault}\n")).await;
        assert_eq!(c.report.stopped, Some(stop), "{fault}");
        assert_eq!(c.bench.synthetic(), Vec::<String>::new(), "{fault}");
        assert_eq!(c.report.left, Vec::new(), "{fault}");
        assert_eq!(
            c.facts["user.userName.unique"], "yes",
            "what was seen before counts: {fault}"
        );
        if stop == CalibrationStop::Throttled {
            assert_eq!(c.facts["limits.retry_after"], "seconds");
        }
    }
}

#[tokio::test]
async fn q_rate_01_how_a_throttle_says_how_long_is_learned_in_its_own_words() {
    for (form, word) in [
        ("retry_after = \"seconds\"", "seconds"),
        ("retry_after = \"date\"", "date"),
        ("retry_after = \"words\"", "unreadable"),
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
async fn an_answer_that_was_lost_leaves_nobody_behind() {
    let c = calibrated("[[fault]]\nmethod = \"POST\"\nnth = 1\naction = { kind = \"lose_answer\" }\n").await;
    assert_eq!(
        c.bench.synthetic(),
        Vec::<String>::new(),
        "who was made without an answer is found by the name"
    );
    assert_eq!(c.report.left, Vec::new());
}

#[tokio::test]
async fn what_cannot_be_removed_is_told_by_its_id_and_removed_later_with_consent() {
    let c =
        calibrated("[[fault]]\nmethod = \"DELETE\"\naction = { kind = \"error_before\", status = 500 }\n")
            .await;
    let (bench, report) = (&c.bench, &c.report);
    let there = bench.synthetic();
    assert_eq!(
        report.left.len(),
        there.len(),
        "each of them is told: {:?}",
        report.left
    );
    for left in &report.left {
        let id = left.id.as_deref().unwrap();
        assert_eq!(left.reason, LeftReason::StillThere);
        assert!(there.iter().any(|text| text.contains(id)), "by its id");
    }
    bench.sandbox.set_profile(Profile::default());
    let left = bench.engine.calibration_left(bench.id).await.unwrap();
    assert_eq!(left.entries.len(), there.len(), "it is remembered");
    let refused = bench
        .engine
        .calibration_clear(bench.id, &left.fingerprint, None)
        .await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::ConfirmationNeeded);
    let yes = bench
        .engine
        .confirm(bench.id, &left.fingerprint, left.count, ConfirmAnswer::Yes)
        .await
        .unwrap();
    let still = bench
        .engine
        .calibration_clear(bench.id, &left.fingerprint, Some(yes))
        .await
        .unwrap();
    assert_eq!(still, Vec::new());
    assert_eq!(bench.synthetic(), Vec::<String>::new());
    assert_eq!(
        bench.engine.calibration_left(bench.id).await.unwrap().entries,
        Vec::new()
    );
}

#[tokio::test]
async fn cleaning_up_ends_in_time_and_says_what_is_left_by_its_id() {
    let c =
        calibrated("[[fault]]\nmethod = \"DELETE\"\naction = { kind = \"error_before\", status = 500 }\n")
            .await;
    let engine = &c.bench.engine;
    // It answers no more: without an end of its own the cleaning up would wait for each of them.
    c.bench.sandbox.set_profile(
        Profile::from_toml("[[fault]]\naction = { kind = \"latency\", ms = 3600000 }\n").unwrap(),
    );
    let profile = engine.profile(c.bench.id).await.unwrap();
    let over = tokio::time::Instant::now();
    let left = engine.clear_traces(&profile, over).await.unwrap();
    let told = |all: &[CalibrationEntry]| {
        all.iter()
            .map(|e| e.id.clone().unwrap())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(told(&left), told(&c.report.left), "each by its id");
    assert!(left.iter().all(|e| e.reason == LeftReason::TimeOver), "{left:?}");
    let kept = engine.calibration_left(c.bench.id).await.unwrap();
    assert_eq!(kept.entries.len(), left.len(), "and none is forgotten");
}

#[tokio::test]
async fn a_server_whose_delete_only_deactivates_is_told_so() {
    let c = calibrated("[write]\ndelete_deactivates = true\n").await;
    assert!(!c.report.left.is_empty(), "it stays there inactive");
    assert!(
        c.report
            .left
            .iter()
            .all(|left| left.reason == LeftReason::Deactivated),
        "{:?}",
        c.report.left
    );
    c.bench.engine.calibration_forget(c.bench.id).await.unwrap();
    let left = c.bench.engine.calibration_left(c.bench.id).await.unwrap();
    assert_eq!(left.entries, Vec::new(), "a person has taken it over");
}

#[tokio::test]
async fn a_program_that_ends_in_between_leaves_a_trace() {
    let stage = super::jobs::stage(
        Environment::Test,
        3,
        "[[fault]]\nmethod = \"GET\"\nendpoint = \"/Users/\"\naction = { kind = \"latency\", ms = 3600000 }\n",
    )
    .await;
    let plan = stage.engine.calibration_plan(stage.id).await.unwrap();
    let answer = ConfirmAnswer::Yes;
    let yes = stage
        .engine
        .confirm(stage.id, &plan.fingerprint, plan.count, answer)
        .await
        .unwrap();
    let engine = stage.engine.clone();
    let (id, fingerprint) = (stage.id, plan.fingerprint.clone());
    let mut events = stage.engine.events();
    let work = tokio::spawn(async move { engine.calibrate(id, &fingerprint, Some(yes)).await });
    loop {
        if let EngineEvent::Calibration(progress) = events.recv().await.unwrap()
            && progress.stage == CalibrationStage::ReadLag
        {
            break;
        }
    }
    // Another program that opens the same store sees what this one was doing.
    let left = stage.engine.calibration_left(stage.id).await.unwrap();
    assert_eq!(left.entries.len(), 1);
    let entry = &left.entries[0];
    assert_eq!(
        (entry.kind, entry.name.as_str()),
        (EntryKind::User, plan.user_name.as_str())
    );
    assert!(entry.id.is_some(), "by its id");
    work.abort();
}

#[tokio::test]
async fn a_calibration_that_is_stopped_cleans_up_first() {
    let bench = bench(Environment::Test, 3, "[http]\nread_lag_ms = 3600000\n").await;
    let plan = bench.engine.calibration_plan(bench.id).await.unwrap();
    let yes = agree(&bench, &plan).await;
    let mut events = bench.engine.events();
    let (engine, id) = (bench.engine.clone(), bench.id);
    tokio::spawn(async move {
        while let Ok(event) = events.recv().await {
            if let EngineEvent::Calibration(progress) = event
                && progress.stage == CalibrationStage::ReadLag
            {
                engine.calibration_cancel(id);
            }
        }
    });
    let report = bench
        .engine
        .calibrate(bench.id, &plan.fingerprint, Some(yes))
        .await
        .unwrap();
    assert_eq!(report.stopped, Some(CalibrationStop::Cancelled));
    assert_eq!(report.left, Vec::new());
    assert_eq!(bench.synthetic(), Vec::<String>::new());
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
