//! `rollcall connection capabilities`

use std::collections::BTreeMap;
use std::process::ExitCode;

use rollcall_engine::{Capability, CapabilitySource, Engine, EngineEvent, LookStop};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use crate::commands;
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

pub(super) const HEADS: [&str; 7] = [
    "Feature", "Value", "Source", "Used", "Since", "Request", "Evidence",
];

pub(super) async fn run(
    engine: &Engine,
    out: &Out,
    name: &str,
    all: bool,
    set: &[String],
    unset: &[String],
) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    for pair in set {
        let Some((feature, value)) = pair.split_once('=') else {
            return Err(Failure::usage(
                format!("--set {pair} names no value."),
                "Write it as --set feature=value.",
            ));
        };
        engine.capability_set(connection.id, feature, value).await?;
    }
    for feature in unset {
        engine.capability_unset(connection.id, feature).await?;
    }
    let table = engine.capabilities(connection.id).await?;
    if out.json {
        out.document(&table);
    } else {
        let rows = table.iter().filter(|c| all || c.in_force).map(row).collect();
        out.table(&HEADS, rows);
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn probe(engine: &Engine, out: &Out, name: &str) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let bar = out.progress(None, "looking at the server");
    let report = engine.connection_probe(connection.id).await?;
    bar.finish_and_clear();
    if out.json {
        out.document(&report);
        return Ok(ExitCode::SUCCESS);
    }
    let seen = |c: &&Capability| matches!(c.source, CapabilitySource::Observed | CapabilitySource::Learned);
    let rows = report.capabilities.iter().filter(seen).map(row).collect();
    out.table(&HEADS, rows);
    let why = match report.stopped {
        None => "",
        Some(LookStop::Unauthorized) => " It ended early: the sign-in was not accepted (401).",
        Some(LookStop::Forbidden) => " It ended early: the sign-in may not read everything (403).",
        Some(LookStop::Throttled) => " It ended early: the server asks for patience (429).",
        Some(LookStop::Unreachable) => " It ended early: the server did not answer any more.",
        Some(LookStop::Enough) => " It ended at its limit of requests.",
    };
    out.say(&format!(
        "{} requests, {} facts.{why}",
        report.requests, report.found
    ));
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn versions(engine: &Engine, out: &Out, name: &str) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let all = engine.server_versions(connection.id).await?;
    if out.json {
        out.document(&all);
        return Ok(ExitCode::SUCCESS);
    }
    if all.is_empty() {
        out.say("The server has not been read yet: rollcall connection probe NAME");
    }
    for version in &all {
        out.line(&format!(
            "{} to {}: {} things described, {} changed",
            version.first_at.0.date(),
            version.last_at.0.date(),
            version.described,
            version.changes.len()
        ));
        for change in &version.changes {
            let what = match change.seen {
                true => format!("{} (as seen)", change.what),
                false => change.what.clone(),
            };
            let told = match (&change.before, &change.now) {
                (None, Some(now)) => format!("  + {what}: {now}"),
                (Some(before), None) => format!("  - {what}: {before}"),
                (before, now) => format!(
                    "  ~ {what}: {} -> {}",
                    before.as_deref().unwrap_or_default(),
                    now.as_deref().unwrap_or_default()
                ),
            };
            out.line(&printable(&told));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn row(capability: &Capability) -> Vec<String> {
    vec![
        capability.feature.clone(),
        capability.value.clone(),
        source(capability.source).into(),
        match (capability.in_force, capability.informs) {
            (true, false) => "used",
            (true, true) => "informs",
            (false, _) => "",
        }
        .into(),
        capability.at.0.date().to_string(),
        match capability.exchange {
            Some(number) => number.to_string(),
            None if capability.exchange_gone => "not kept".into(),
            None => String::new(),
        },
        capability.evidence.clone(),
    ]
}

/// What the command made Rollcall do otherwise at a server, and why: nothing is got around in silence.
pub(crate) fn tell_learned(out: &Out, events: &mut Receiver<EngineEvent>) {
    let mut learned = BTreeMap::new();
    loop {
        match events.try_recv() {
            Ok(EngineEvent::CapabilityChanged {
                feature, now, why, ..
            }) if !why.is_empty() => {
                learned.insert(feature, (now, why));
            }
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    for (feature, (now, why)) in learned {
        out.say(&format!(
            "{} {feature} = {} from now on: {}",
            out.paint(Tone::Doubt, "learned:"),
            printable(now.as_deref().unwrap_or("unknown")),
            printable(&why)
        ));
    }
}

fn source(source: CapabilitySource) -> &'static str {
    match source {
        CapabilitySource::Declared => "declared",
        CapabilitySource::Preset => "preset",
        CapabilitySource::Observed => "observed",
        CapabilitySource::Learned => "learned",
        CapabilitySource::ByHand => "by hand",
    }
}
