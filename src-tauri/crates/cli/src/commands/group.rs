//! `rollcall group …`

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use rollcall_engine::{
    ConnectionId, Engine, GroupDelta, GroupOf, MemberAction, MemberResult, MembersRequest, MembershipsRequest,
};

use crate::args::{Agree, GroupCommand, MemberChange};
use crate::commands;
use crate::commands::{NOT_ALL_DONE, review, small_job};
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

/// The longest list read, in bytes.
const LONGEST_LIST: u64 = 32 * 1024 * 1024;

pub(crate) async fn run(engine: &Engine, out: &Out, command: GroupCommand) -> Result<ExitCode, Failure> {
    match command {
        GroupCommand::Members {
            group,
            on,
            change,
            plan,
            agree,
        } => {
            let connection = commands::on(engine, &on.connection).await?.id;
            let request = request(group, change)?;
            members(engine, out, connection, request, plan, &agree).await
        }
        GroupCommand::Same {
            kind,
            id,
            like,
            leave,
            on,
        } => {
            let connection = commands::on(engine, &on.connection).await?.id;
            same(engine, out, connection, &kind, [&id, &like], leave).await
        }
        GroupCommand::None { on } => in_none(engine, out, &on.connection).await,
    }
}

fn request(group: String, change: MemberChange) -> Result<MembersRequest, Failure> {
    let (action, file, other) = match change {
        MemberChange { add: Some(file), .. } => (MemberAction::Add, Some(file), None),
        MemberChange {
            remove: Some(file), ..
        } => (MemberAction::Remove, Some(file), None),
        MemberChange { keep: Some(file), .. } => (MemberAction::Keep, Some(file), None),
        MemberChange {
            union: Some(other), ..
        } => (MemberAction::Add, None, Some(other)),
        MemberChange {
            minus: Some(other), ..
        } => (MemberAction::Remove, None, Some(other)),
        MemberChange { intersect, .. } => (MemberAction::Keep, None, intersect),
    };
    let pasted = file.map(|file| read_list(&file)).transpose()?.unwrap_or_default();
    Ok(MembersRequest {
        group,
        action,
        pasted,
        other,
        chosen: Vec::new(),
    })
}

fn read_list(file: &Path) -> Result<String, Failure> {
    let mut list = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(LONGEST_LIST)
            .read_to_string(&mut list)
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(LONGEST_LIST).read_to_string(&mut list))
    };
    read.map_err(|error| Failure::file(file, "read", &error))?;
    Ok(list)
}

async fn members(
    engine: &Engine,
    out: &Out,
    connection: ConnectionId,
    request: MembersRequest,
    as_job: bool,
    agree: &Agree,
) -> Result<ExitCode, Failure> {
    let action = request.action;
    let plan = engine.plan_members(connection, request).await?;
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
        let job = engine.plan_memberships(connection, request).await?;
        small_job::show(out, &job);
        return Ok(if unresolved {
            ExitCode::from(NOT_ALL_DONE)
        } else {
            ExitCode::SUCCESS
        });
    }
    let code = review::apply(engine, out, review, agree).await?;
    Ok(if unresolved {
        ExitCode::from(NOT_ALL_DONE)
    } else {
        code
    })
}

/// The groups of `like` that `id` is not in, as a plan; with `leave` also out of those only `id` is in.
async fn same(
    engine: &Engine,
    out: &Out,
    connection: ConnectionId,
    kind: &str,
    [id, like]: [&str; 2],
    leave: bool,
) -> Result<ExitCode, Failure> {
    // Read anew: a copy may still say what was before the last change of a group.
    engine.resource_get(connection, kind, id).await?;
    engine.resource_get(connection, kind, like).await?;
    let mine = engine.groups_of(connection, kind, id).await?.direct;
    let theirs = engine.groups_of(connection, kind, like).await?.direct;
    let only_in = |some: &[GroupOf], others: &[GroupOf]| -> Vec<GroupOf> {
        let missing = some
            .iter()
            .filter(|one| others.iter().all(|other| other.id != one.id));
        missing.cloned().collect()
    };
    let delta = |group: GroupOf, joins: bool| {
        let verb = if joins { "join " } else { "leave" };
        out.say(&format!("  {verb}  {}", printable(&group.label)));
        let who = vec![id.to_owned()];
        let (add, remove) = if joins {
            (who, Vec::new())
        } else {
            (Vec::new(), who)
        };
        GroupDelta {
            group: group.id,
            add,
            remove,
        }
    };
    let mut groups: Vec<_> = only_in(&theirs, &mine)
        .into_iter()
        .map(|group| delta(group, true))
        .collect();
    if leave {
        groups.extend(
            only_in(&mine, &theirs)
                .into_iter()
                .map(|group| delta(group, false)),
        );
    }
    if groups.is_empty() {
        if out.json {
            out.document(&serde_json::json!({ "unchanged": true }));
        }
        out.say("They are in the same groups already.");
        return Ok(ExitCode::SUCCESS);
    }
    let request = MembershipsRequest { title: None, groups };
    small_job::show(out, &engine.plan_memberships(connection, request).await?);
    Ok(ExitCode::SUCCESS)
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
