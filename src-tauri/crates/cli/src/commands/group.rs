//! `rollcall group members …`

use std::io::Read as _;
use std::process::ExitCode;

use rollcall_engine::{Engine, MemberAction, MemberResult, MembersRequest};

use crate::args::GroupCommand;
use crate::commands;
use crate::commands::{NOT_ALL_DONE, review};
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

/// The longest list read, in bytes.
const LONGEST_LIST: u64 = 32 * 1024 * 1024;

pub(crate) async fn run(engine: &Engine, out: &Out, command: GroupCommand) -> Result<ExitCode, Failure> {
    let GroupCommand::Members {
        group,
        on,
        add,
        remove,
        agree,
    } = command;
    let connection = commands::on(engine, &on.connection).await?;
    let (action, file) = match (add, remove) {
        (Some(file), None) => (MemberAction::Add, file),
        (None, Some(file)) => (MemberAction::Remove, file),
        _ => return Err(Failure::usage("Say either --add or --remove.", "")),
    };
    let mut pasted = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(LONGEST_LIST)
            .read_to_string(&mut pasted)
    } else {
        std::fs::File::open(&file).and_then(|opened| opened.take(LONGEST_LIST).read_to_string(&mut pasted))
    };
    read.map_err(|error| Failure::file(&file, "read", &error))?;
    let plan = engine
        .plan_members(
            connection.id,
            MembersRequest {
                group,
                action,
                pasted,
                other: None,
            },
        )
        .await?;
    let verb = if action == MemberAction::Add {
        "to add"
    } else {
        "to remove"
    };
    let already = if action == MemberAction::Add {
        "already in"
    } else {
        "not in it anyway"
    };
    out.say(&format!(
        "{}: {} {verb}, {} unknown, {} {already}{}",
        printable(&plan.label),
        plan.changes,
        plan.unknown,
        plan.already,
        if plan.ambiguous > 0 {
            format!(", {} ambiguous", plan.ambiguous)
        } else {
            String::new()
        }
    ));
    for line in &plan.lines {
        let why = match line.result {
            MemberResult::Unknown => "nobody found",
            MemberResult::Ambiguous => "more than one person found",
            _ => continue,
        };
        out.say(&format!(
            "  {} {}",
            out.paint(Tone::Doubt, why),
            printable(&line.text)
        ));
    }
    out.notices(&plan.notices);
    let unresolved = plan.unknown + plan.ambiguous > 0;
    let Some(review) = plan.review else {
        if out.json {
            out.document(&serde_json::json!({ "unchanged": true, "unknown": plan.unknown, "ambiguous": plan.ambiguous }));
        }
        return Ok(if unresolved {
            ExitCode::from(NOT_ALL_DONE)
        } else {
            ExitCode::SUCCESS
        });
    };
    let code = review::apply(engine, out, review, &agree).await?;
    Ok(if unresolved {
        ExitCode::from(NOT_ALL_DONE)
    } else {
        code
    })
}
