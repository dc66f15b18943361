//! Plans made without a file: for a selection, or for the members of a group.

use std::process::ExitCode;

use rollcall_engine::{Chosen, Engine, Guard, SelectionRequest, SmallAction, SmallJob};

use crate::args::SelectOptions;
use crate::commands;
use crate::commands::resources::set_values;
use crate::failure::Failure;
use crate::out::{Out, printable};

/// `rollcall job select …`
pub(crate) async fn select(engine: &Engine, out: &Out, options: SelectOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    let models = engine.models(connection.id, false).await?;
    let model = models.iter().find(|m| m.name.eq_ignore_ascii_case(&options.kind));
    let mut actions = Vec::new();
    if !options.set.is_empty() {
        actions.push(SmallAction::Set {
            values: set_values(&options.set, model)?,
        });
    }
    actions.extend(options.activate.then_some(SmallAction::Activate));
    actions.extend(options.deactivate.then_some(SmallAction::Deactivate));
    actions.extend(options.delete.then_some(SmallAction::Delete));
    actions.extend(options.add_to.map(|group| SmallAction::AddToGroup { group }));
    actions.extend(
        options
            .remove_from
            .map(|group| SmallAction::RemoveFromGroup { group }),
    );
    let (Some(action), None) = (actions.pop(), actions.pop()) else {
        return Err(Failure::usage(
            "Say one thing to do.",
            "One of --set, --activate, --deactivate, --delete, --add-to, --remove-from.",
        ));
    };
    let chosen = match options.filter {
        Some(filter) => Chosen::Matching {
            text: String::new(),
            filter: Some(filter),
            except: Vec::new(),
        },
        None => Chosen::Ids { ids: options.id },
    };
    let request = SelectionRequest {
        type_name: options.kind,
        chosen,
        action,
    };
    let plan = engine.plan_selection(connection.id, request).await?;
    show(out, &plan);
    Ok(ExitCode::SUCCESS)
}

/// A plan without a file, and how to run it.
pub(super) fn show(out: &Out, plan: &SmallJob) {
    out.notices(&plan.notices);
    if out.json {
        out.document(plan);
        return;
    }
    let view = &plan.view;
    out.line(&format!(
        "Job {}: {} on {}. Nothing has been sent.",
        view.job,
        printable(&view.title),
        view.connection_name
    ));
    let words = [
        "update",
        "reactivate",
        "deactivate",
        "delete",
        "unchanged",
        "blocked",
    ];
    for word in words {
        let count = view.counts.get(word).copied().unwrap_or_default();
        if count > 0 {
            out.line(&format!("  {word} {count}"));
        }
    }
    match &view.guard {
        _ if view.changes == 0 => {}
        Guard::AskTyped { name, count, .. } => out.say(&format!(
            "Run it with: rollcall job run {} --confirm \"{name}:{count}\"",
            view.job
        )),
        Guard::ReadOnly | Guard::Locked => out.say(&format!(
            "{} is read-only now; unlock it before running the job.",
            view.connection_name
        )),
        Guard::Open | Guard::AskYes => out.say(&format!("Run it with: rollcall job run {}", view.job)),
    }
}
