//! `rollcall connection …`

use std::process::ExitCode;

use rollcall_engine::{
    ColourPick, ConnectionChange, ConnectionColour, ConnectionView, Engine, Environment, FilesChoice,
    NewConnection, PresetChoice, PresetPick, SignInPage, StepResult, TestReport, TestSubject, WriteState,
};

use super::{calibration, inventory, network, portable, sign_in};
use crate::connection_args::{AddConnection, ColourName, ConnectionCommand, EditConnection, EnvironmentName};
use crate::failure::Failure;
use crate::out::{Out, Tone};
use crate::{ask, commands};

pub(crate) async fn run(engine: &Engine, out: &Out, command: ConnectionCommand) -> Result<ExitCode, Failure> {
    match command {
        ConnectionCommand::Add(add) => save(engine, out, *add).await,
        ConnectionCommand::Edit(changes) => edit(engine, out, *changes).await,
        ConnectionCommand::List => list(engine, out).await,
        ConnectionCommand::Show { name } => show(engine, out, &name).await,
        ConnectionCommand::Test { name } => test(engine, out, &name).await,
        ConnectionCommand::SignIn { name, no_browser } => {
            let connection = commands::on(engine, &name).await?;
            let open = |address: &str| {
                if no_browser || !rollcall_engine::open_in_browser(address) {
                    out.say("Open this address in a browser on this computer:");
                    if out.json {
                        out.say(address);
                    } else {
                        out.line(address);
                    }
                } else {
                    out.say("The browser opens; sign in there. Waiting for five minutes.");
                }
            };
            let saved = engine
                .connection_sign_in(connection.id, SignInPage::default(), open)
                .await?;
            out.notices(&saved.notices);
            Ok(changed(out, &saved.connection))
        }
        ConnectionCommand::Unlock { name, minutes } => {
            let connection = commands::on(engine, &name).await?;
            let view = engine.connection_unlock(connection.id, Some(minutes)).await?;
            Ok(changed(out, &view))
        }
        ConnectionCommand::Lock { name } => {
            let connection = commands::on(engine, &name).await?;
            let view = engine.connection_lock(connection.id).await?;
            Ok(changed(out, &view))
        }
        ConnectionCommand::Probe { name } => super::capabilities::probe(engine, out, &name).await,
        ConnectionCommand::Calibrate {
            name,
            remove_left: true,
            agree,
            ..
        } => calibration::clear(engine, out, &name, &agree).await,
        ConnectionCommand::Calibrate {
            name,
            forget_left: true,
            ..
        } => {
            let connection = commands::on(engine, &name).await?;
            calibration::forget(engine, out, connection.id).await
        }
        ConnectionCommand::Calibrate { name, agree, .. } => {
            calibration::run(engine, out, &name, &agree).await
        }
        ConnectionCommand::Versions { name } => super::capabilities::versions(engine, out, &name).await,
        ConnectionCommand::Capabilities {
            name,
            all,
            set,
            unset,
        } => super::capabilities::run(engine, out, &name, all, &set, &unset).await,
        ConnectionCommand::Inventory { file, force } => {
            inventory::run(engine, out, file.as_deref(), force).await
        }
        ConnectionCommand::Export { file, names, force } => {
            portable::export(engine, out, &file, &names, force).await
        }
        ConnectionCommand::Import {
            file,
            only,
            new_name,
            dry_run,
        } => portable::import(engine, out, &file, &only, new_name, dry_run).await,
        ConnectionCommand::Remove { name, yes } => remove(engine, out, &name, yes).await,
    }
}

async fn save(engine: &Engine, out: &Out, add: AddConnection) -> Result<ExitCode, Failure> {
    let known = engine.presets().presets;
    let preset = known.iter().find(|p| Some(&p.id) == add.preset.as_ref());
    let auth = sign_in::auth_by(&add.sign_in, preset)?;
    if let Some(preset) = preset.filter(|p| !p.lacking.is_empty()) {
        out.say(&format!(
            "{} also knows ways to sign in that Rollcall does not have: {}",
            preset.name,
            preset.lacking.join(", ")
        ));
    }
    let mut entered = sign_in::enter(&add.sign_in, auth.has_secret())?;
    let network = network::network(engine, &add.sign_in.network, &mut entered).await?;
    let (url, preset) = super::preset::address(engine, add.url, add.preset, &add.variables)?;
    let new = NewConnection {
        network,
        name: add.name,
        url,
        preset,
        environment: named_environment(add.environment),
        auth,
        secret: entered.secret,
        token_ends_at: sign_in::token_ends(&add.sign_in)?,
        extras: entered.extras,
        read_only: add.read_only.then_some(true),
        colour: add.colour.and_then(colour),
        ..NewConnection::default()
    };
    let saved = engine.connection_add(new).await?;
    out.notices(&saved.notices);
    Ok(changed(out, &saved.connection))
}

async fn edit(engine: &Engine, out: &Out, edit: EditConnection) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &edit.name).await?;
    let auth = sign_in::auth(&edit.sign_in, Some(&connection.auth))?;
    let other_kind = std::mem::discriminant(&auth) != std::mem::discriminant(&connection.auth);
    let own_secret = auth.has_secret()
        && (edit.new_secret
            || other_kind
            || (edit.sign_in.secret_stdin && !sign_in::has_other_secrets(&edit.sign_in)));
    let mut entered = sign_in::enter(&edit.sign_in, own_secret)?;
    let given = std::mem::take(&mut entered.extras);
    let extras = match (given.is_empty(), edit.without_extras) {
        (false, true) => {
            return Err(Failure::usage(
                "--without-extras does not go with headers or parameters to send.",
                "Leave it out: what is named replaces all there was.",
            ));
        }
        (true, false) => None,
        _ => Some(given),
    };
    let (url, preset) = match edit.preset {
        None => (edit.url, edit.without_preset.then(PresetPick::default)),
        // The address stays unless something is said of it.
        Some(id) if edit.url.is_none() && edit.variables.is_empty() => {
            let choice = PresetChoice {
                id,
                variables: connection.preset.map(|p| p.choice.variables).unwrap_or_default(),
            };
            (None, Some(PresetPick { choice: Some(choice) }))
        }
        Some(id) => {
            let (url, choice) = super::preset::address(engine, edit.url, Some(id), &edit.variables)?;
            (Some(url), Some(PresetPick { choice }))
        }
    };
    let mut network = network::network(engine, &edit.sign_in.network, &mut entered).await?;
    if edit.without_ca {
        network.trusted = Some(FilesChoice::None);
    }
    if edit.without_client_cert {
        network.client_certificate = Some(FilesChoice::None);
    }
    let change = ConnectionChange {
        network,
        name: edit.new_name,
        url,
        preset,
        colour: edit.colour.map(|name| ColourPick { colour: colour(name) }),
        environment: edit.environment.map(named_environment),
        auth: (auth != connection.auth).then_some(auth),
        read_only: edit.read_only,
        notes: edit.notes,
        secret: entered.secret,
        token_ends_at: sign_in::token_ends(&edit.sign_in)?,
        extras,
        ..ConnectionChange::default()
    };
    let saved = engine.connection_update(connection.id, change).await?;
    out.notices(&saved.notices);
    Ok(changed(out, &saved.connection))
}

fn named_environment(name: EnvironmentName) -> Environment {
    match name {
        EnvironmentName::Production => Environment::Production,
        EnvironmentName::Test => Environment::Test,
        EnvironmentName::Sandbox => Environment::Sandbox,
    }
}

fn colour(name: ColourName) -> Option<ConnectionColour> {
    match name {
        ColourName::Blue => Some(ConnectionColour::Blue),
        ColourName::Violet => Some(ConnectionColour::Violet),
        ColourName::Teal => Some(ConnectionColour::Teal),
        ColourName::Green => Some(ConnectionColour::Green),
        ColourName::Amber => Some(ConnectionColour::Amber),
        ColourName::Grey => Some(ConnectionColour::Grey),
        ColourName::None => None,
    }
}

/// Shows a connection that was just changed.
fn changed(out: &Out, view: &ConnectionView) -> ExitCode {
    if out.json {
        out.document(view);
    } else {
        out.line(&format!(
            "{} ({}, {}): {}",
            view.name,
            view.host,
            environment(view.environment),
            writes(&view.writes)
        ));
    }
    ExitCode::SUCCESS
}

pub(super) fn environment(environment: Environment) -> &'static str {
    match environment {
        Environment::Production => "Production",
        Environment::Test => "Test",
        Environment::Sandbox => "Sandbox",
        Environment::BuiltIn => "Built-in",
    }
}

fn writes(state: &WriteState) -> String {
    match state {
        WriteState::ReadOnly => "read-only".into(),
        WriteState::Locked => "read-only, can be unlocked".into(),
        WriteState::Unlocked { until } => format!("editing on until {}", clock(until)),
        WriteState::Writable => "writable".into(),
    }
}

fn clock(at: &rollcall_engine::At) -> String {
    format!("{:02}:{:02} UTC", at.0.hour(), at.0.minute())
}

async fn list(engine: &Engine, out: &Out) -> Result<ExitCode, Failure> {
    let all = engine.connection_list().await?;
    if out.json {
        out.document(&all);
    } else if all.is_empty() {
        out.say("There is no connection yet. Add one with `rollcall connection add NAME --url URL`.");
    } else {
        let rows = all
            .iter()
            .map(|c| {
                vec![
                    c.name.clone(),
                    environment(c.environment).into(),
                    c.url.clone().unwrap_or_default(),
                    writes(&c.writes),
                ]
            })
            .collect();
        out.table(&["Name", "Environment", "Address", "Changes"], rows);
    }
    Ok(ExitCode::SUCCESS)
}

async fn show(engine: &Engine, out: &Out, name: &str) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let capabilities = engine.capabilities(connection.id).await?;
    let copies = engine.copies(connection.id).await?;
    if out.json {
        out.document(
            &serde_json::json!({ "connection": connection, "capabilities": capabilities, "copies": copies }),
        );
        return Ok(ExitCode::SUCCESS);
    }
    changed(out, &connection);
    out.line(&sign_in::told(&connection));
    for line in network::told(&connection.network) {
        out.line(&line);
    }
    if !capabilities.is_empty() {
        let rows = capabilities
            .iter()
            .filter(|c| c.in_force)
            .map(super::capabilities::row)
            .collect();
        out.table(&super::capabilities::HEADS, rows);
    }
    for copy in copies {
        let age = copy.synced_at.map_or_else(
            || "never read".into(),
            |at| format!("read {} {}", at.0.date(), clock(&at)),
        );
        let whole = if copy.complete {
            "complete"
        } else {
            "not proven complete"
        };
        out.line(&format!(
            "{}: {} in the copy, {age}, {whole}",
            copy.type_name, copy.count
        ));
    }
    Ok(ExitCode::SUCCESS)
}

async fn test(engine: &Engine, out: &Out, name: &str) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let bar = out.progress(None, "trying the connection");
    let report = engine
        .connection_test(TestSubject::Saved {
            connection: connection.id,
        })
        .await?;
    bar.finish_and_clear();
    if out.json {
        out.document(&report);
    } else {
        print_report(out, &report);
    }
    match report.failure {
        Some(error) if !report.usable => {
            let code = error.code.exit_code();
            if out.json {
                Ok(ExitCode::from(code))
            } else {
                Err(error.into())
            }
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn print_report(out: &Out, report: &TestReport) {
    for step in &report.steps {
        let mark = match step.result {
            StepResult::Done => out.paint(Tone::Good, "ok     "),
            StepResult::Doubt => out.paint(Tone::Doubt, "doubt  "),
            StepResult::Failed => out.paint(Tone::Bad, "failed "),
            StepResult::Waiting => out.paint(Tone::Quiet, "not tried"),
        };
        out.line(&format!("{mark} {}", crate::out::printable(&step.message)));
    }
    if !report.deviations.is_empty() {
        out.line("Departures from the RFCs:");
        for deviation in &report.deviations {
            out.line(&format!("  - {}", crate::out::printable(&deviation.message)));
        }
    }
    for tried in &report.tried {
        let status = tried.status.map_or_else(|| "no answer".into(), |s| s.to_string());
        out.line(&format!(
            "  tried {}: {status}",
            crate::out::printable(&tried.path)
        ));
    }
    if let Some(url) = &report.suggested_url {
        out.line(&format!("This address may be the right one: {url}"));
    }
}

async fn remove(engine: &Engine, out: &Out, name: &str, yes: bool) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, name).await?;
    let question = format!(
        "Remove {} with its secret and its copy on this computer?",
        connection.name
    );
    let agreed = yes || (ask::somebody_is_there() && ask::yes(&question)?);
    if !agreed {
        return Err(Failure::not_agreed("Add --yes to remove it without a question."));
    }
    let removed = engine.connection_remove(connection.id).await?;
    out.notices(&removed.notices);
    if out.json {
        out.document(&removed);
    } else {
        out.line(&format!("{} is removed.", removed.name));
    }
    Ok(ExitCode::SUCCESS)
}
