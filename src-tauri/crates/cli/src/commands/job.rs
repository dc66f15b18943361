//! `rollcall job …`

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use indicatif::ProgressBar;
use rollcall_engine::import::{ImportOperation, ImportPlan, Mapping};
use rollcall_engine::{
    ConfirmAnswer, Confirmation, Engine, EngineEvent, Guard, JobRow, JobRowsRequest, JobRun, JobView,
};

use crate::args::{JobCommand, OperationName};
use crate::commands::NOT_ALL_DONE;
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};
use crate::{ask, commands};

/// Stopped, and waiting for a person.
const WAITING: u8 = 5;
/// The actions in the order people read them.
const ACTIONS: [&str; 7] = [
    "create",
    "update",
    "reactivate",
    "deactivate",
    "delete",
    "unchanged",
    "blocked",
];
/// The end states in the order people read them.
const STATES: [&str; 6] = [
    "succeeded",
    "failed",
    "conflict",
    "needs_human",
    "cancelled",
    "pending",
];

pub(crate) async fn run(engine: &Engine, out: &Out, command: JobCommand) -> Result<ExitCode, Failure> {
    match command {
        JobCommand::Plan {
            file,
            on,
            operation,
            match_by,
            mapping,
        } => {
            let connection = commands::on(engine, &on.connection).await?;
            let mapping = read_mapping(mapping.as_deref(), operation, match_by)?;
            let bar = out.progress(None, "comparing with the server");
            let plan = engine.import_plan_file(connection.id, &file, mapping).await;
            bar.finish_and_clear();
            let plan = plan?;
            show_plan(out, &plan);
            Ok(ExitCode::SUCCESS)
        }
        JobCommand::Run { job, first, confirm } => start(engine, out, number(&job)?, first, confirm).await,
        JobCommand::Select(options) => super::small_job::select(engine, out, options).await,
        JobCommand::Status { job } => Ok(status(out, &engine.job_status(number(&job)?).await?)),
        JobCommand::Pause { job } => Ok(status(out, &engine.job_pause(number(&job)?).await?)),
        JobCommand::Resume { job } => {
            let view = engine.job_resume(number(&job)?).await?;
            let code = status(out, &view);
            out.say(&format!(
                "`rollcall job run {}` runs it and follows it.",
                view.job
            ));
            Ok(code)
        }
        JobCommand::Cancel { job } => Ok(status(out, &engine.job_cancel(number(&job)?).await?)),
        JobCommand::List => list(engine, out).await,
        JobCommand::Results { job, failed } => results(engine, out, number(&job)?, failed.as_deref()).await,
        JobCommand::Release { job, confirm } => {
            let view = engine.job_release(number(&job)?, typed(&confirm)?).await?;
            Ok(status(out, &view))
        }
    }
}

fn number(job: &str) -> Result<i64, Failure> {
    job.parse().map_err(|_| {
        Failure::usage(
            format!("{job:?} is no job."),
            "`rollcall job list` shows their numbers.",
        )
    })
}

fn typed(text: &str) -> Result<ConfirmAnswer, Failure> {
    ConfirmAnswer::parse(text).ok_or_else(|| {
        Failure::usage(
            format!("--confirm {text:?} is not NAME:COUNT."),
            "Give the connection's name, a colon, and the number of changes.",
        )
    })
}

fn read_mapping(
    file: Option<&Path>,
    operation: OperationName,
    match_by: Option<String>,
) -> Result<Mapping, Failure> {
    let mut mapping = match file {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| Failure::file(file, "read", &error))?;
            Mapping::from_toml(&text)?
        }
        None => Mapping::default(),
    };
    // What is said on the command line wins over the file; upsert is the default of both.
    match operation {
        OperationName::Upsert => {}
        OperationName::Create => mapping.operation = ImportOperation::Create,
        OperationName::Update => mapping.operation = ImportOperation::Update,
        OperationName::Deactivate => mapping.operation = ImportOperation::Deactivate,
    }
    if let Some(path) = match_by {
        mapping.match_by = path;
    }
    Ok(mapping)
}

fn show_plan(out: &Out, plan: &ImportPlan) {
    out.notices(&plan.notices);
    if out.json {
        out.document(plan);
        return;
    }
    out.line(&format!(
        "Job {}: {} rows compared with {} people on {}. Nothing has been sent.",
        plan.job, plan.rows, plan.directory, plan.view.connection_name
    ));
    counts_table(out, &ACTIONS, &plan.counts);
    let unused: Vec<String> = plan
        .mapping
        .columns
        .iter()
        .filter(|(_, path)| path.is_empty())
        .map(|(header, _)| printable(header))
        .collect();
    if !unused.is_empty() {
        out.line(&format!(
            "  not used, as {} has no such attribute or the mapping says so: {}",
            plan.view.connection_name,
            unused.join(", ")
        ));
    }
    for row in &plan.blocked {
        out.line(&format!(
            "  row {} {}: {}",
            row.row,
            printable(&row.natural_key),
            printable(&row.reason)
        ));
    }
    let named = u64::try_from(plan.blocked.len()).unwrap_or(u64::MAX);
    let all = plan.counts.get("blocked").copied().unwrap_or(0);
    if all > named {
        out.line(&format!(
            "  and {} more blocked rows: `rollcall job results {}`",
            all - named,
            plan.job
        ));
    }
    promise(out, &plan.view);
    match &plan.view.guard {
        Guard::AskTyped { name, count, .. } => out.say(&format!(
            "Run it with: rollcall job run {} --confirm \"{name}:{count}\"",
            plan.job
        )),
        Guard::ReadOnly | Guard::Locked => out.say(&format!(
            "{} is read-only now; unlock it before running the job.",
            plan.view.connection_name
        )),
        Guard::Open | Guard::AskYes => out.say(&format!("Run it with: rollcall job run {}", plan.job)),
    }
}

/// Said before the start: what the job can promise about duplicates.
fn promise(out: &Out, job: &JobView) {
    if let Some(guarantee) = &job.guarantee {
        out.say(&super::calibration::guarantee(guarantee));
    }
}

fn counts_table(out: &Out, names: &[&str], counts: &BTreeMap<String, u64>) {
    let row = names
        .iter()
        .map(|name| counts.get(*name).copied().unwrap_or(0).to_string())
        .collect();
    out.table(names, vec![row]);
}

/// Approves a job and runs it to its end, its pause, or the end of its first wave.
async fn start(
    engine: &Engine,
    out: &Out,
    job: i64,
    first: Option<u64>,
    confirm: Option<String>,
) -> Result<ExitCode, Failure> {
    let before = engine.job_status(job).await?;
    promise(out, &before);
    let confirmation = confirmation(engine, &before, confirm).await?;
    let mut events = engine.events();
    let bar = out.progress(Some(before.total), &before.title);
    bar.set_position(ended(&before));
    let watcher = {
        let bar = bar.clone();
        tokio::spawn(async move { follow(&bar, &mut events, job).await })
    };
    let mut running = std::pin::pin!(engine.job_run(job, JobRun { first, confirmation }));
    let view = tokio::select! {
        view = &mut running => view,
        () = interrupted() => {
            out.say("Pausing after what is under way. Ctrl+C again would leave it to be proven at the next start.");
            drop(engine.job_pause(job).await);
            running.await
        }
    };
    watcher.abort();
    bar.finish_and_clear();
    let view = view?;
    if out.json {
        out.document(&view);
    } else {
        closing(out, &view);
    }
    Ok(ExitCode::from(exit_code(&view)))
}

async fn interrupted() {
    // Without a signal to wait for there is nothing to stop on.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn follow(bar: &ProgressBar, events: &mut tokio::sync::broadcast::Receiver<EngineEvent>, job: i64) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match events.recv().await {
            Ok(EngineEvent::JobChanged {
                job: changed,
                done,
                total,
                ..
            }) if changed == job => {
                bar.set_length(total);
                bar.set_position(done);
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn ended(view: &JobView) -> u64 {
    view.rows
        .iter()
        .filter(|(state, _)| *state != "pending")
        .map(|(_, count)| count)
        .sum()
}

/// `job run` is the approval: off production it asks nothing, on production the name and number are typed.
async fn confirmation(
    engine: &Engine,
    job: &JobView,
    given: Option<String>,
) -> Result<Option<Confirmation>, Failure> {
    let answer = match (&job.guard, given) {
        (_, Some(text)) => typed(&text)?,
        (Guard::Open | Guard::ReadOnly | Guard::Locked, None) => return Ok(None),
        (Guard::AskYes, None) => ConfirmAnswer::Yes,
        (
            Guard::AskTyped {
                name,
                count,
                irreversible,
            },
            None,
        ) => {
            if !ask::somebody_is_there() {
                return Err(Failure::not_agreed(&format!("Add --confirm \"{name}:{count}\".")));
            }
            let why = match irreversible {
                true => "Nobody can undo its deletions",
                false => "This is production",
            };
            let typed_name = ask::line(&format!(
                "{count} changes. {why}. Type the connection's name ({name}) to go on:"
            ))?;
            let typed_count = ask::line(&format!("and the number of changes ({count}):"))?;
            ConfirmAnswer::Typed {
                name: typed_name,
                count: typed_count.parse().unwrap_or(0),
            }
        }
    };
    if job.guard == Guard::Open {
        return Ok(None);
    }
    Ok(Some(engine.job_confirm(job.job, answer).await?))
}

fn closing(out: &Out, view: &JobView) {
    status_line(out, view);
    counts_table(out, &STATES, &view.rows);
    match view.state.as_str() {
        "done_with_failures" => {
            out.say(&format!(
                "`rollcall job results {} --failed failed.csv` writes the rows to be corrected.",
                view.job
            ));
        }
        "needs_release" => out.say(&format!(
            "`rollcall job release {} --confirm \"{}:{}\"` lifts the caps for this plan.",
            view.job, view.connection_name, view.changes
        )),
        "paused" | "planned" | "approved" => out.say(&format!("`rollcall job run {}` goes on.", view.job)),
        _ => {}
    }
}

fn status_line(out: &Out, view: &JobView) {
    let reason = view
        .reason
        .as_ref()
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    let tone = match view.state.as_str() {
        "done" => Tone::Good,
        "running" | "planned" | "approved" | "cancelled" => Tone::Strong,
        _ => Tone::Doubt,
    };
    out.line(&format!(
        "Job {} on {}: {}{reason}",
        view.job,
        view.connection_name,
        out.paint(tone, &view.state)
    ));
    if let Some(detail) = &view.detail {
        out.line(&printable(detail));
    }
}

fn status(out: &Out, view: &JobView) -> ExitCode {
    if out.json {
        out.document(view);
    } else {
        status_line(out, view);
        counts_table(out, &ACTIONS, &view.counts);
        counts_table(out, &STATES, &view.rows);
    }
    ExitCode::SUCCESS
}

/// How a job that stopped running ends the command.
fn exit_code(view: &JobView) -> u8 {
    match view.state.as_str() {
        "done" => 0,
        "done_with_failures" | "cancelled" => NOT_ALL_DONE,
        _ => WAITING,
    }
}

async fn list(engine: &Engine, out: &Out) -> Result<ExitCode, Failure> {
    let jobs = engine.job_list(None).await?;
    if out.json {
        out.document(&jobs);
        return Ok(ExitCode::SUCCESS);
    }
    if jobs.is_empty() {
        out.say("There is no job yet. Plan one with `rollcall job plan FILE --on NAME`.");
        return Ok(ExitCode::SUCCESS);
    }
    let rows = jobs
        .iter()
        .map(|job| {
            let state = job
                .reason
                .as_ref()
                .map_or_else(|| job.state.clone(), |reason| format!("{} ({reason})", job.state));
            vec![
                job.job.to_string(),
                job.title.clone(),
                job.connection_name.clone(),
                state,
                format!("{} of {}", ended(job), job.total),
            ]
        })
        .collect();
    out.table(&["Job", "Title", "Connection", "State", "Rows ended"], rows);
    Ok(ExitCode::SUCCESS)
}

async fn results(engine: &Engine, out: &Out, job: i64, failed: Option<&Path>) -> Result<ExitCode, Failure> {
    let view = engine.job_status(job).await?;
    if let Some(file) = failed {
        engine.job_save_failed(job, file, false).await?;
        out.say(&format!("The rows to be corrected are in {}.", file.display()));
    }
    if out.json {
        // One line a row: a job can have 100,000.
        each_row(engine, job, |row| {
            out.line(&serde_json::to_string(row).unwrap_or_default());
        })
        .await?;
        return Ok(ExitCode::SUCCESS);
    }
    status_line(out, &view);
    counts_table(out, &STATES, &view.rows);
    let mut rows = Vec::new();
    each_row(engine, job, |row| {
        if row.state != "succeeded" || row.message.is_some() {
            rows.push(vec![
                row.row_no.to_string(),
                row.natural_key.clone(),
                row.action.clone(),
                row.state.clone(),
                row.message
                    .clone()
                    .or_else(|| row.issues.first().map(|i| i.message.clone()))
                    .unwrap_or_default(),
                row.fix
                    .clone()
                    .or_else(|| row.issues.first().and_then(|i| i.fix.clone()))
                    .unwrap_or_default(),
            ]);
        }
    })
    .await?;
    if !rows.is_empty() {
        out.table(
            &["Row", "Person", "Action", "End", "What happened", "What to do"],
            rows,
        );
    }
    Ok(ExitCode::SUCCESS)
}

async fn each_row(engine: &Engine, job: i64, mut each: impl FnMut(&JobRow)) -> Result<(), Failure> {
    let mut offset = 0_u64;
    loop {
        let request = JobRowsRequest {
            offset,
            limit: 1_000,
            ..JobRowsRequest::default()
        };
        let page = engine.job_rows(job, request).await?;
        page.rows.iter().for_each(&mut each);
        offset += u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
        if page.rows.is_empty() || offset >= page.total {
            return Ok(());
        }
    }
}
