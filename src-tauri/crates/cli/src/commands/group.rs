//! `rollcall group members …`

use std::io::Read as _;
use std::process::ExitCode;

use rollcall_engine::{Engine, GroupDelta, MemberAction, MemberResult, MembersRequest, MembershipsRequest};

use crate::args::GroupCommand;
use crate::commands;
use crate::commands::{NOT_ALL_DONE, review, small_job};
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

/// The longest list read, in bytes.
const LONGEST_LIST: u64 = 32 * 1024 * 1024;

pub(crate) async fn run(engine: &Engine, out: &Out, command: GroupCommand) -> Result<ExitCode, Failure> {
    let (group, on, add, remove, keep, as_job, agree) = match command {
        GroupCommand::Members {
            group,
            on,
            add,
            remove,
            keep,
            plan,
            agree,
        } => (group, on, add, remove, keep, plan, agree),
        GroupCommand::None { on } => return in_none(engine, out, &on.connection).await,
    };
    let connection = commands::on(engine, &on.connection).await?;
    let (action, file) = match (add, remove, keep) {
        (Some(file), None, None) => (MemberAction::Add, file),
        (None, Some(file), None) => (MemberAction::Remove, file),
        (None, None, Some(file)) => (MemberAction::Keep, file),
        _ => return Err(Failure::usage("Say one of --add, --remove and --keep.", "")),
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
                chosen: Vec::new(),
            },
        )
        .await?;
    let verb = if action == MemberAction::Add {
        "to add"
    } else {
        "to remove"
    };
    let already = match action {
        MemberAction::Add => "already in",
        MemberAction::Remove => "not in it anyway",
        MemberAction::Keep => "stay",
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
        // Told, and never taken: who is meant is for the list to say.
        for person in &line.candidates {
            let name = person.user_name.as_ref().unwrap_or(&person.id);
            out.say(&format!(
                "    did you mean {} ({})?",
                printable(&person.label),
                printable(name)
            ));
        }
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
    if as_job {
        let mut delta = GroupDelta {
            group: plan.group,
            ..GroupDelta::default()
        };
        match action {
            MemberAction::Add => delta.add = plan.ids,
            MemberAction::Remove | MemberAction::Keep => delta.remove = plan.ids,
        }
        let request = MembershipsRequest {
            title: None,
            groups: vec![delta],
        };
        let job = engine.plan_memberships(connection.id, request).await?;
        small_job::show(out, &job);
        return Ok(if unresolved {
            ExitCode::from(NOT_ALL_DONE)
        } else {
            ExitCode::SUCCESS
        });
    }
    let code = review::apply(engine, out, review, &agree).await?;
    Ok(if unresolved {
        ExitCode::from(NOT_ALL_DONE)
    } else {
        code
    })
}

/// Everybody no group shows, a line each: id and name.
async fn in_none(engine: &Engine, out: &Out, connection: &str) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, connection).await?;
    let found = engine.in_no_group(connection.id).await?;
    if out.json {
        out.document(&found);
        return Ok(ExitCode::SUCCESS);
    }
    if !found.members_shown {
        out.say("No group shows its members in the copy, so nobody can be said to be in none.");
        return Ok(ExitCode::SUCCESS);
    }
    for (id, name) in &found.people {
        out.line(&format!("{}\t{}", printable(id), printable(name)));
    }
    out.say(&format!("{} in no group", found.total));
    Ok(ExitCode::SUCCESS)
}
