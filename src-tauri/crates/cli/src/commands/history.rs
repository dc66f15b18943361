//! `rollcall history`

use std::process::ExitCode;

use rollcall_engine::{ConnectionId, Engine, HistoryEntry, HistoryOutcome, HistorySource};

use crate::args::HistoryOptions;
use crate::commands;
use crate::commands::review;
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

pub(crate) async fn run(engine: &Engine, out: &Out, options: HistoryOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    if let Some(entry) = &options.receipt {
        let receipt = engine.receipt(connection.id, entry).await?;
        if out.json {
            out.document(&receipt);
        } else {
            out.line(
                if options.markdown {
                    &receipt.markdown
                } else {
                    &receipt.text
                }
                .trim_end(),
            );
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(entry) = &options.undo {
        let prepared = engine.prepare_undo(connection.id, entry).await?;
        return review::apply(engine, out, prepared, &options.agree).await;
    }
    let Some(id) = &options.id else {
        return deleted(engine, out, connection.id, &options).await;
    };
    let found = engine
        .history(connection.id, &options.kind, id, Some(options.limit))
        .await?;
    if out.json {
        out.document(&found);
        return Ok(ExitCode::SUCCESS);
    }
    for entry in &found.entries {
        out.line(&head(out, entry));
        for difference in &entry.differences {
            out.line(&review::line(out, difference));
        }
    }
    out.say(&match (found.entries.len(), found.cut) {
        (0, _) => "Nothing is known of its history on this computer.".to_owned(),
        (n, true) => format!("the newest {n} entries; more with --limit"),
        (n, false) => format!("{n} entries"),
    });
    Ok(ExitCode::SUCCESS)
}

async fn deleted(
    engine: &Engine,
    out: &Out,
    connection: ConnectionId,
    options: &HistoryOptions,
) -> Result<ExitCode, Failure> {
    let mut found = engine.gone(connection, &options.kind).await?;
    let known = found.len();
    found.truncate(usize::try_from(options.limit).unwrap_or(usize::MAX));
    if out.json {
        out.document(&found);
        return Ok(ExitCode::SUCCESS);
    }
    let rows = found
        .iter()
        .map(|record| {
            let at = serde_json::json!(record.at);
            let by = match record.source {
                HistorySource::Observed => "seen to be gone",
                HistorySource::Ours => "deleted here",
                HistorySource::Job => "deleted by a job",
            };
            vec![
                at.as_str().unwrap_or_default().to_owned(),
                printable(&record.label),
                by.to_owned(),
                printable(&record.id),
            ]
        })
        .collect();
    if !found.is_empty() {
        out.table(&["When", "Name", "How", "id"], rows);
    }
    out.say(&match (found.len(), known) {
        (_, 0) => "No deleted record is known on this computer.".to_owned(),
        (shown, known) if shown < known => format!("the newest {shown} of {known}; more with --limit"),
        (shown, _) => format!("{shown} deleted"),
    });
    Ok(ExitCode::SUCCESS)
}

fn head(out: &Out, entry: &HistoryEntry) -> String {
    let at = serde_json::json!(entry.at);
    let at = at.as_str().unwrap_or_default();
    let who = match (entry.source, &entry.job) {
        (HistorySource::Observed, _) => "seen on the server".to_owned(),
        (_, Some(job)) => format!("job {} ({})", job.job, printable(&job.title)),
        _ => entry.who.as_deref().map(printable).unwrap_or_default(),
    };
    let (tone, outcome) = match entry.outcome {
        HistoryOutcome::Stored => (Tone::Good, "stored"),
        HistoryOutcome::Differs => (Tone::Doubt, "not all stored"),
        HistoryOutcome::Unread => (Tone::Doubt, "not read back"),
        HistoryOutcome::Refused => (Tone::Bad, "refused"),
        HistoryOutcome::Unknown => (Tone::Doubt, "not known"),
        HistoryOutcome::Seen => (Tone::Quiet, "by whom is not said"),
    };
    let reason = entry
        .reason
        .as_deref()
        .map(|r| format!("  {}", printable(r)))
        .unwrap_or_default();
    format!(
        "{}  {at}  {:?}  {who}  {}{reason}",
        out.paint(Tone::Strong, &entry.id),
        entry.kind,
        out.paint(tone, outcome)
    )
}
