//! `rollcall connection calibrate`

use std::process::ExitCode;

use rollcall_engine::{
    CalibrationEntry, CalibrationPlan, CalibrationReport, CalibrationStage, CalibrationStop, ConnectionId,
    Engine, EngineEvent, EntryKind, Guarantee, LeftReason, ReadLag,
};

use super::review;
use crate::args::Agree;
use crate::commands::{self, NOT_ALL_DONE};
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

/// Stopped by a person.
const STOPPED: u8 = 5;

pub(super) async fn run(engine: &Engine, out: &Out, name: &str, agree: &Agree) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let plan = engine.calibration_plan(connection.id).await?;
    show(out, &plan);
    let asking = review::Asking {
        connection: plan.connection,
        fingerprint: &plan.fingerprint,
        count: plan.count,
        guard: &plan.guard,
    };
    let confirmation = review::agreed(engine, &asking, agree).await?;
    let bar = out.progress(None, "calibrating");
    let mut events = engine.events();
    let watcher = {
        let bar = bar.clone();
        tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                if let EngineEvent::Calibration(progress) = event {
                    bar.set_message(stage(progress.stage));
                    bar.set_position(progress.requests.into());
                }
            }
        })
    };
    let interrupted = async {
        // Without a signal to wait for there is nothing to stop on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let mut work = std::pin::pin!(engine.calibrate(plan.connection, &plan.fingerprint, confirmation));
    let report = tokio::select! {
        report = &mut work => report,
        () = interrupted => {
            engine.calibration_cancel(plan.connection);
            work.await
        }
    };
    watcher.abort();
    bar.finish_and_clear();
    let report = report?;
    told(out, &report);
    Ok(match report.stopped {
        Some(CalibrationStop::Cancelled) => ExitCode::from(STOPPED),
        None if report.left.is_empty() => ExitCode::SUCCESS,
        _ => ExitCode::from(NOT_ALL_DONE),
    })
}

/// What earlier calibrations left is removed.
pub(super) async fn clear(
    engine: &Engine,
    out: &Out,
    name: &str,
    agree: &Agree,
) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let left = engine.calibration_left(connection.id).await?;
    if left.entries.is_empty() {
        out.say("No calibration left anything there.");
        return done(out, &left.entries);
    }
    show_left(out, &left.entries);
    let asking = review::Asking {
        connection: connection.id,
        fingerprint: &left.fingerprint,
        count: left.count,
        guard: &left.guard,
    };
    let confirmation = review::agreed(engine, &asking, agree).await?;
    let still = engine
        .calibration_clear(connection.id, &left.fingerprint, confirmation)
        .await?;
    if still.is_empty() {
        out.say("Everything is removed.");
    } else {
        out.say("Not proven to be gone:");
        show_left(out, &still);
    }
    done(out, &still)
}

/// What earlier calibrations left is a person's concern from now on.
pub(super) async fn forget(
    engine: &Engine,
    out: &Out,
    connection: ConnectionId,
) -> Result<ExitCode, Failure> {
    engine.calibration_forget(connection).await?;
    out.say("Rollcall does not ask about it any more. Nothing was sent.");
    done(out, &[])
}

fn done(out: &Out, still: &[CalibrationEntry]) -> Result<ExitCode, Failure> {
    if out.json {
        out.document(&serde_json::json!({ "left": still }));
    }
    Ok(match still.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(NOT_ALL_DONE),
    })
}

fn show(out: &Out, plan: &CalibrationPlan) {
    let name = printable(&plan.connection_name);
    out.say(&out.paint(Tone::Strong, &format!("Calibrate {name}")));
    out.say(&format!(
        "Makes the user {} and removes it again.",
        printable(&plan.user_name)
    ));
    if let Some(group) = &plan.group_name {
        out.say(&format!(
            "Makes the group {} with this user in it, and removes it again.",
            printable(group)
        ));
    }
    out.say(&format!(
        "At most {} users and groups, {} requests, {} seconds:",
        plan.count, plan.most_requests, plan.most_seconds
    ));
    for step in &plan.steps {
        let requests = step.requests.iter();
        let requests: Vec<String> = requests
            .map(|r| format!("{} {} (up to {})", r.method, printable(&r.path), r.most))
            .collect();
        out.say(&format!("  {}: {}", stage(step.stage), requests.join(", ")));
    }
    match plan.delete_user.as_deref() {
        Some("soft") => out.say(&out.paint(
            Tone::Doubt,
            "A delete only deactivates here: the synthetic user stays there, inactive.",
        )),
        Some("irreversible") => out.say(&out.paint(
            Tone::Doubt,
            "A delete cannot be undone here. It concerns the synthetic user only.",
        )),
        _ => {}
    }
    if plan.idp_managed {
        out.say(&out.paint(
            Tone::Doubt,
            "An identity provider usually keeps these accounts; it may notice the synthetic user.",
        ));
    }
    if !plan.left.entries.is_empty() {
        out.say("An earlier calibration left something there; remove it with --remove-left:");
        show_left(out, &plan.left.entries);
    }
}

fn show_left(out: &Out, left: &[CalibrationEntry]) {
    for entry in left {
        let kind = match entry.kind {
            EntryKind::User => "user",
            EntryKind::Group => "group",
        };
        let id = entry.id.as_deref().unwrap_or("id unknown");
        out.say(&format!(
            "  {kind} {} ({}): {}",
            printable(&entry.name),
            printable(id),
            reason(entry.reason)
        ));
    }
}

fn told(out: &Out, report: &CalibrationReport) {
    if out.json {
        out.document(report);
    } else {
        let rows = report.findings.iter();
        let rows = rows
            .map(|f| vec![f.feature.clone(), f.value.clone(), f.evidence.clone()])
            .collect();
        out.table(&["Feature", "Value", "Evidence"], rows);
        lag(out, &report.lag);
        out.line(&guarantee(&report.guarantee));
    }
    out.say(&format!(
        "{} requests; {} users and groups made.",
        report.requests, report.made
    ));
    if let Some(why) = report.stopped {
        out.say(&out.paint(Tone::Doubt, stopped(why)));
    }
    if let Some(refusal) = &report.refusal {
        out.say(&printable(refusal));
    }
    if report.left.is_empty() {
        out.say("Everything made is removed.");
    } else {
        out.say(&out.paint(Tone::Bad, "Not proven to be gone:"));
        show_left(out, &report.left);
    }
}

fn lag(out: &Out, lag: &ReadLag) {
    let told = |ms: Option<u64>| ms.map_or("not seen".to_owned(), |ms| format!("{ms} ms"));
    out.line(&format!(
        "A new user is seen: by its id {}, by a filter {}, in the list {}.",
        told(lag.by_id),
        told(lag.by_filter),
        told(lag.in_list)
    ));
}

/// The promise in a sentence.
pub(super) fn guarantee(guarantee: &Guarantee) -> String {
    match guarantee {
        Guarantee::Unique { proven: true } => {
            "Jobs make no duplicates: the server was seen to refuse a second user of a name.".into()
        }
        Guarantee::Unique { proven: false } => {
            "Jobs make no duplicates if it is true that the server refuses a second user of a name: it says so, and \
             nobody has seen it."
                .into()
        }
        Guarantee::LookUp { seconds } => format!(
            "Jobs make no duplicates: where an outcome is unknown, they wait {seconds} s, look it up, and only then \
             send again."
        ),
        Guarantee::Unseen { seconds } => format!(
            "Where an outcome is unknown, jobs wait {seconds} s and look it up. Whether a look-up can be believed here \
             is not known; where it cannot, the row is left to a person."
        ),
        Guarantee::NotPromised => "It cannot be promised that a repeated create makes no duplicate: the server does \
                                   not refuse one, and a look-up cannot be believed. A row whose outcome is unknown is \
                                   left to a person."
            .into(),
    }
}

fn stage(stage: CalibrationStage) -> &'static str {
    match stage {
        CalibrationStage::Create => "make a user",
        CalibrationStage::ReadLag => "how soon it is seen",
        CalibrationStage::LookUp => "whether filters find it",
        CalibrationStage::Uniqueness => "a second user of its name",
        CalibrationStage::Dialect => "how fields are changed",
        CalibrationStage::Versions => "a write with an old version",
        CalibrationStage::Members => "how a member leaves",
        CalibrationStage::Bulk => "several changes in one request",
        CalibrationStage::CleanUp => "remove everything",
    }
}

fn stopped(why: CalibrationStop) -> &'static str {
    match why {
        CalibrationStop::NotCreated => "It ended early: the synthetic user could not be made.",
        CalibrationStop::Unauthorized => "It ended early: the sign-in was not accepted (401).",
        CalibrationStop::Forbidden => "It ended early: the sign-in may not do this (403).",
        CalibrationStop::Throttled => "It ended early: the server asks for patience (429).",
        CalibrationStop::Unreachable => "It ended early: the server did not answer.",
        CalibrationStop::Enough => "It ended at its limit of requests.",
        CalibrationStop::TimeUp => "It ended at its limit of time.",
        CalibrationStop::Cancelled => "It was stopped.",
    }
}

fn reason(reason: LeftReason) -> &'static str {
    match reason {
        LeftReason::NotTried => "not removed: Rollcall ended before",
        LeftReason::TimeOver => "the time for cleaning up was over",
        LeftReason::StillThere => "still there after the delete",
        LeftReason::Deactivated => "deactivated: a delete does no more here",
        LeftReason::NotProven => "the server did not say whether it is gone",
        LeftReason::MayExist => "it may have been made: its request was not answered",
    }
}
