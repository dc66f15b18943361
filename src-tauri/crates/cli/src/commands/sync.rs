//! `rollcall sync`

use std::process::ExitCode;

use rollcall_engine::{Engine, EngineEvent, GapCode};

use crate::args::SyncOptions;
use crate::commands;
use crate::commands::NOT_ALL_DONE;
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

pub(crate) async fn run(engine: &Engine, out: &Out, options: SyncOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    let mut events = engine.events();
    let bar = out.progress(None, "reading");
    let watcher = {
        let bar = bar.clone();
        tokio::spawn(async move {
            while let Ok(event) = events.recv().await {
                if let EngineEvent::Sync(progress) = event {
                    bar.set_message(progress.type_name);
                    bar.set_position(progress.received);
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
    let mut syncing = std::pin::pin!(async {
        if options.changes {
            engine.sync_changes(connection.id, options.types).await
        } else {
            engine.sync(connection.id, options.types).await
        }
    });
    let report = tokio::select! {
        report = &mut syncing => report,
        () = interrupted => {
            engine.sync_cancel(connection.id);
            syncing.await
        }
    };
    watcher.abort();
    bar.finish_and_clear();
    let report = report?;
    let mut failed = None;
    for kind in &report.types {
        if let Some(error) = &kind.error {
            failed = Some(error.clone());
            out.say(&format!(
                "{} {}: {}",
                out.paint(Tone::Bad, "failed"),
                kind.type_name,
                printable(&error.message)
            ));
        }
    }
    if out.json {
        out.document(&report);
    } else {
        for kind in report.types.iter().filter(|kind| kind.error.is_none()) {
            if kind.reason_code == Some(GapCode::Absent) {
                let why = kind.reason.as_deref().unwrap_or_default();
                out.line(&format!("{}: skipped, {}", kind.type_name, printable(why)));
                continue;
            }
            let whole = match &kind.reason {
                None if kind.complete => out.paint(Tone::Good, "complete"),
                reason => out.paint(
                    Tone::Doubt,
                    &format!("not proven complete: {}", reason.as_deref().unwrap_or("unknown")),
                ),
            };
            out.line(&format!(
                "{}: {} read, {} gone, {whole}",
                kind.type_name, kind.received, kind.gone
            ));
        }
    }
    let some_read = report.types.iter().any(|kind| kind.error.is_none());
    match failed {
        Some(error) if !some_read => Err(error.into()),
        Some(_) => Ok(ExitCode::from(NOT_ALL_DONE)),
        None if report.cancelled => Ok(ExitCode::from(5)),
        None => Ok(ExitCode::SUCCESS),
    }
}
