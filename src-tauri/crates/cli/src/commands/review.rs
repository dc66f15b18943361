//! Showing a change before it is sent, agreeing to it, sending it, and saying what the server made of it.

use std::process::ExitCode;

use rollcall_engine::{
    Change, ChangeOutcome, ChangeReview, ConfirmAnswer, Confirmation, ConnectionId, Difference,
    DifferenceKind, Engine, Guard, Verdict, has_unseen,
};
use serde_json::Value;

use crate::args::Agree;
use crate::ask;
use crate::commands::NOT_ALL_DONE;
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

/// Prepares, shows, asks, sends, reads back.
pub(crate) async fn change(
    engine: &Engine,
    out: &Out,
    connection: ConnectionId,
    kind: &str,
    change: Change,
    agree: &Agree,
) -> Result<ExitCode, Failure> {
    let review = engine.prepare_change(connection, kind, change).await?;
    apply(engine, out, review, agree).await
}

/// Shows a prepared change, asks, sends, reads back.
pub(crate) async fn apply(
    engine: &Engine,
    out: &Out,
    review: ChangeReview,
    agree: &Agree,
) -> Result<ExitCode, Failure> {
    show(out, &review);
    if review.unchanged {
        out.say("The server already has it so. Nothing to send.");
        if out.json {
            out.document(&serde_json::json!({ "unchanged": true, "id": review.id }));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let asking = Asking {
        connection: review.connection,
        fingerprint: &review.fingerprint,
        count: review.count,
        guard: &review.guard,
    };
    let confirmation = agreed(engine, &asking, agree).await?;
    let outcome = engine
        .apply_change_for(
            review.connection,
            &review.fingerprint,
            confirmation,
            agree.reason.as_deref(),
        )
        .await?;
    report(out, &outcome);
    Ok(if outcome.all_stored {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_ALL_DONE)
    })
}

pub(crate) fn show(out: &Out, review: &ChangeReview) {
    let on = format!(
        "{:?} {} on {}",
        review.kind,
        printable(&review.label),
        review.connection_name
    );
    out.say(&out.paint(Tone::Strong, &on));
    for difference in &review.differences {
        out.say(&line(out, difference));
    }
    if !review.erases.is_empty() {
        out.say(&out.paint(Tone::Doubt, "This replacement would also erase:"));
        for difference in &review.erases {
            out.say(&line(out, difference));
        }
    }
    if let Some(request) = &review.request {
        out.say(&out.paint(
            Tone::Quiet,
            &format!("  {} {}", request.method, printable(&request.path)),
        ));
        if let Some(body) = &request.body {
            out.say(&out.paint(Tone::Quiet, &format!("  {}", printable(&body.to_string()))));
        }
        for request in &review.more_requests {
            if let Some(body) = &request.body {
                out.say(&out.paint(Tone::Quiet, &format!("  {}", printable(&body.to_string()))));
            }
        }
        if review.requests > 1 && review.more_requests.is_empty() {
            out.say(&out.paint(
                Tone::Quiet,
                &format!("  and {} more such requests", review.requests - 1),
            ));
        }
    }
    for finding in &review.findings {
        let tone = if finding.error { Tone::Bad } else { Tone::Doubt };
        out.say(&format!(
            "{} {}",
            out.paint(tone, "check:"),
            printable(&finding.message)
        ));
    }
    out.notices(&review.notices);
}

pub(crate) fn line(out: &Out, difference: &Difference) -> String {
    let value = |value: &Option<Value>| {
        let text = match value {
            _ if difference.secret => "(secret)".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "(nothing)".to_owned(),
        };
        printable(&text)
    };
    let (sign, tone) = match difference.kind {
        DifferenceKind::Added => ("+", Tone::Good),
        DifferenceKind::Removed => ("-", Tone::Bad),
        DifferenceKind::Changed => ("~", Tone::Doubt),
    };
    let change = match difference.kind {
        DifferenceKind::Added => value(&difference.after),
        DifferenceKind::Removed => value(&difference.before),
        DifferenceKind::Changed => format!("{} → {}", value(&difference.before), value(&difference.after)),
    };
    format!("  {} {}: {change}", out.paint(tone, sign), difference.path)
}

/// What is to be agreed to.
pub(crate) struct Asking<'a> {
    pub(crate) connection: ConnectionId,
    pub(crate) fingerprint: &'a str,
    pub(crate) count: u64,
    pub(crate) guard: &'a Guard,
}

/// The confirmation the guard asks for, or an error when nobody gives it.
pub(crate) async fn agreed(
    engine: &Engine,
    review: &Asking<'_>,
    agree: &Agree,
) -> Result<Option<Confirmation>, Failure> {
    let typed = match &agree.confirm {
        Some(text) => Some(ConfirmAnswer::parse(text).ok_or_else(|| {
            Failure::usage(
                format!("--confirm {text:?} is not NAME:COUNT."),
                "Give the name that is asked for, a colon, and the number of changes.",
            )
        })?),
        None => None,
    };
    let answer = match review.guard {
        Guard::Open | Guard::AskYes if agree.yes || typed.is_some() => {
            Some(typed.unwrap_or(ConfirmAnswer::Yes))
        }
        Guard::Open | Guard::AskYes => {
            if !(ask::somebody_is_there() && ask::yes("Send this change?")?) {
                return Err(Failure::not_agreed("Add --yes to send it without a question."));
            }
            Some(ConfirmAnswer::Yes)
        }
        Guard::AskTyped {
            name,
            count,
            irreversible,
        } => match typed {
            Some(answer) => Some(answer),
            None if ask::somebody_is_there() => {
                let typed_name = ask::line(&match irreversible {
                    true => format!("Nobody can undo this. Type {name} to go on:"),
                    false => format!("This is production. Type the connection's name ({name}) to go on:"),
                })?;
                let typed_count = ask::line(&format!("and the number of changes ({count}):"))?;
                Some(ConfirmAnswer::Typed {
                    name: typed_name,
                    count: typed_count.parse().unwrap_or(0),
                })
            }
            None => {
                return Err(Failure::not_agreed(&format!(
                    "Add --confirm \"{name}:{count}\". --yes is not enough {}.",
                    if *irreversible {
                        "for what nobody can undo"
                    } else {
                        "on production"
                    }
                )));
            }
        },
        // Sending is refused below with the reason and the way out.
        Guard::ReadOnly | Guard::Locked => None,
    };
    match (answer, review.guard) {
        (None, _) | (_, Guard::Open) => Ok(None),
        (Some(answer), _) => Ok(Some(
            engine
                .confirm(review.connection, review.fingerprint, review.count, answer)
                .await?,
        )),
    }
}

/// What to say where the server contradicts nothing.
pub(crate) fn stored(out: &Out, outcome: &ChangeOutcome) -> String {
    match has_unseen(&outcome.verdicts, &outcome.notices) {
        true => out.paint(Tone::Quiet, "sent; the server does not show all of it"),
        false => out.paint(Tone::Good, "done, read back and the same"),
    }
}

fn report(out: &Out, outcome: &ChangeOutcome) {
    out.notices(&outcome.notices);
    if out.json {
        out.document(outcome);
        return;
    }
    for verdict in &outcome.verdicts {
        let (tone, word) = match verdict.verdict {
            Verdict::Stored => continue,
            Verdict::Normalised => (Tone::Doubt, "stored in another spelling"),
            Verdict::Ignored => (Tone::Bad, "ignored by the server"),
            Verdict::Rejected => (Tone::Bad, "the server has something else"),
            Verdict::NotVisible => (Tone::Quiet, "sent; the server never shows it"),
        };
        out.say(&format!("  {} {word}", out.paint(tone, &verdict.path)));
    }
    let proof = match (outcome.read_back, outcome.all_stored) {
        (true, true) => stored(out, outcome),
        (true, false) => out.paint(Tone::Doubt, "sent, but not everything was stored"),
        (false, _) => out.paint(Tone::Doubt, "sent; it could not be read back"),
    };
    out.say(&format!("{}: {proof}", printable(&outcome.label)));
    out.line(&outcome.id);
}
