//! However a calibration ends, nothing of it is left without a word.

use super::calibration::{agree, calibrated};
use super::*;

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
