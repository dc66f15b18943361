//! `rollcall connection export` and `import`.

use std::path::Path;
use std::process::ExitCode;

use rollcall_engine::{ConnectionInFile, ConnectionView, Engine, PortableConnection, ProxyView, SecretState};

use super::connection::environment;
use crate::commands;
use crate::failure::Failure;
use crate::out::{Out, printable};

pub(super) async fn export(
    engine: &Engine,
    out: &Out,
    file: &Path,
    names: &[String],
    force: bool,
) -> Result<ExitCode, Failure> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(commands::on(engine, name).await?.id);
    }
    let done = engine.connection_export(&ids, file, force).await?;
    out.notices(&done.notices);
    if out.json {
        out.document(&done);
    } else {
        out.line(&format!(
            "{}: {} without secrets",
            printable(&done.file),
            counted(done.connections)
        ));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn import(
    engine: &Engine,
    out: &Out,
    file: &Path,
    only: &[String],
    new_name: Option<String>,
    dry_run: bool,
) -> Result<ExitCode, Failure> {
    let opened = engine.connection_file(file).await?;
    if dry_run {
        if out.json {
            out.document(&opened);
            return Ok(ExitCode::SUCCESS);
        }
        let rows = opened
            .connections
            .iter()
            .map(|one| {
                let c = &one.connection;
                let taken = if one.taken { "name is taken" } else { "" };
                vec![
                    c.name.clone(),
                    environment(c.environment).into(),
                    c.base_url.clone(),
                    reached(one),
                    taken.into(),
                ]
            })
            .collect();
        out.table(&["Name", "Environment", "Address", "Reached", ""], rows);
        return Ok(ExitCode::SUCCESS);
    }
    let all = opened.connections.into_iter().map(|one| one.connection);
    let mut chosen = chosen(all.collect(), only)?;
    if let Some(name) = new_name {
        let [one] = chosen.as_mut_slice() else {
            return Err(Failure::usage(
                "--new-name is for one connection, and the file has more.",
                "Choose one with --only NAME.",
            ));
        };
        one.name = name;
    }
    let done = engine.connection_import(chosen).await?;
    out.notices(&done.notices);
    if out.json {
        out.document(&done);
        return Ok(ExitCode::SUCCESS);
    }
    let rows = done.connections.iter().map(row).collect();
    out.table(&["Name", "Environment", "Address", "Changes", "Secret"], rows);
    if done.connections.iter().any(|c| c.secret == SecretState::Missing) {
        out.say("Enter what is missing: rollcall connection edit NAME --new-secret");
    }
    Ok(ExitCode::SUCCESS)
}

/// By what a connection of a file would be reached, where that is not as usual.
fn reached(one: &ConnectionInFile) -> String {
    let Some(network) = &one.connection.network else {
        return String::new();
    };
    let mut words: Vec<String> = match &network.proxy {
        ProxyView::System => Vec::new(),
        ProxyView::Off => vec!["no proxy".into()],
        ProxyView::Explicit { address, .. } => vec![format!("proxy {address}")],
    };
    words.extend(one.trusted.iter().map(|c| format!("trusts {}", c.subject)));
    words.extend(network.timeout_seconds.map(|s| format!("{s} s")));
    words.join(", ")
}

/// The connections of these names, or all.
fn chosen(all: Vec<PortableConnection>, only: &[String]) -> Result<Vec<PortableConnection>, Failure> {
    if only.is_empty() {
        return Ok(all);
    }
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    if let Some(missing) = only
        .iter()
        .find(|name| !all.iter().any(|one| same(&one.name, name)))
    {
        return Err(Failure::usage(
            format!("There is no connection called {missing} in the file."),
            "See what is in it with --dry-run.",
        ));
    }
    let named = |one: &PortableConnection| only.iter().any(|name| same(&one.name, name));
    Ok(all.into_iter().filter(named).collect())
}

fn row(c: &ConnectionView) -> Vec<String> {
    let secret = match c.secret {
        SecretState::Missing => "missing",
        _ => "",
    };
    vec![
        c.name.clone(),
        environment(c.environment).into(),
        c.url.clone().unwrap_or_default(),
        "read-only".into(),
        secret.into(),
    ]
}

fn counted(n: u32) -> String {
    match n {
        1 => "1 connection".into(),
        n => format!("{n} connections"),
    }
}
