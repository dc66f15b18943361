//! `rollcall preset …`

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use rollcall_engine::{Engine, PresetChoice, PresetFault, PresetStatus};

use crate::args::PresetCommand;
use crate::failure::Failure;
use crate::out::{Out, printable};

/// The file is no usable preset.
const NOT_USABLE: u8 = 2;

pub(crate) fn run(engine: &Engine, out: &Out, command: PresetCommand) -> Result<ExitCode, Failure> {
    match command {
        PresetCommand::List => Ok(list(engine, out)),
        PresetCommand::Show { id } => show(engine, out, &id),
        PresetCommand::Suggest { url } => Ok(suggest(engine, out, &url)),
        PresetCommand::Check { file } => Ok(check(engine, out, &file)),
    }
}

/// The address and the choice of `--url`, `--preset` and `--var`.
pub(super) fn address(
    engine: &Engine,
    url: Option<String>,
    preset: Option<String>,
    variables: &[String],
) -> Result<(String, Option<PresetChoice>), Failure> {
    let mut choice = preset.map(|id| PresetChoice {
        id,
        variables: BTreeMap::new(),
    });
    for variable in variables {
        let Some((name, value)) = variable.split_once('=') else {
            return Err(Failure::usage(
                format!("--var {variable} names no value."),
                "Write it as --var name=value.",
            ));
        };
        if let Some(choice) = &mut choice {
            choice.variables.insert(name.trim().to_owned(), value.to_owned());
        }
    }
    let url = match (url, &choice) {
        (Some(url), _) => url,
        (None, Some(choice)) => engine.preset_url(choice)?,
        (None, None) => return Err(Failure::usage("The connection needs an address.", "Add --url.")),
    };
    Ok((url, choice))
}

fn list(engine: &Engine, out: &Out) -> ExitCode {
    let all = engine.presets();
    if out.json {
        out.document(&all);
        return ExitCode::SUCCESS;
    }
    let rows = all
        .presets
        .iter()
        .map(|p| {
            vec![
                p.id.clone(),
                p.name.clone(),
                p.template.clone().unwrap_or_default(),
                status(p.status).into(),
                p.reviewed.clone(),
                p.file.clone().unwrap_or_else(|| "built-in".into()),
            ]
        })
        .collect();
    out.table(
        &["Preset", "Product", "Address", "Proven", "Reviewed", "From"],
        rows,
    );
    for fault in &all.faults {
        out.say(&told(fault));
    }
    out.say(&format!("Your own presets lie in {}", all.folder));
    ExitCode::SUCCESS
}

fn show(engine: &Engine, out: &Out, id: &str) -> Result<ExitCode, Failure> {
    let detail = engine.preset_show(id)?;
    if out.json {
        out.document(&detail);
        return Ok(ExitCode::SUCCESS);
    }
    let preset = &detail.preset;
    out.line(&printable(&format!(
        "{} ({}, reviewed {})",
        preset.name,
        status(preset.status),
        preset.reviewed
    )));
    if let Some(template) = &preset.template {
        out.line(&printable(&format!("Address: {template}")));
    }
    for variable in &preset.variables {
        out.line(&printable(&format!(
            "  {}: {}, e.g. {}",
            variable.name, variable.label, variable.example
        )));
    }
    if let Some(warning) = &preset.warning {
        out.line(&printable(&format!("Before writing: {warning}")));
    }
    let rows = detail
        .facts
        .iter()
        .map(|f| {
            vec![
                f.path.clone(),
                f.value.clone(),
                f.evidence.clone().unwrap_or_default(),
            ]
        })
        .collect();
    out.table(&["Fact", "Value", "Evidence"], rows);
    for (id, address) in &detail.sources {
        out.line(&printable(&format!("{id}: {address}")));
    }
    Ok(ExitCode::SUCCESS)
}

fn suggest(engine: &Engine, out: &Out, url: &str) -> ExitCode {
    let found = engine.preset_suggest(url);
    if out.json {
        out.document(&found);
    } else if found.is_empty() {
        out.say("No preset knows this address.");
    } else {
        let rows = found
            .iter()
            .map(|s| vec![s.id.clone(), s.name.clone(), s.url.clone().unwrap_or_default()])
            .collect();
        out.table(&["Preset", "Product", "Base address"], rows);
    }
    ExitCode::SUCCESS
}

fn check(engine: &Engine, out: &Out, file: &Path) -> ExitCode {
    let faults = engine.preset_check(file);
    if out.json {
        out.document(&faults);
    } else if faults.is_empty() {
        out.line(&printable(&format!("{}: nothing is wrong", file.display())));
    } else {
        for fault in &faults {
            out.line(&told(fault));
        }
    }
    if faults.iter().any(|f| f.error) {
        ExitCode::from(NOT_USABLE)
    } else {
        ExitCode::SUCCESS
    }
}

/// `file:line:column: error: message`, as compilers say it.
fn told(fault: &PresetFault) -> String {
    let kind = if fault.error { "error" } else { "warning" };
    printable(&format!(
        "{}:{}:{}: {kind}: {}",
        fault.file, fault.line, fault.column, fault.message
    ))
}

fn status(status: PresetStatus) -> &'static str {
    match status {
        PresetStatus::Documented => "documented",
        PresetStatus::Reported => "reported",
        PresetStatus::Draft => "draft",
    }
}
