//! `rollcall leaver`

use std::process::ExitCode;

use rollcall_engine::{Engine, LeaverRequest, SequenceOutcome, SequenceReview};

use crate::args::LeaverOptions;
use crate::commands::{self, NOT_ALL_DONE, review};
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

pub(crate) async fn run(engine: &Engine, out: &Out, options: LeaverOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    let request = LeaverRequest {
        id: options.id,
        deactivate: !options.keep_active,
        leave_groups: !options.keep_groups,
        reports_to: options.reports_to,
    };
    let list = engine.prepare_leaver(connection.id, request).await?;
    for step in &list.steps {
        review::show(out, step);
    }
    out.notices(&list.notices);
    let subject = review::Asking {
        connection: list.connection,
        fingerprint: &list.fingerprint,
        count: list.count,
        guard: &list.guard,
    };
    let confirmation = review::agreed(engine, &subject, &options.agree).await?;
    let outcome = engine
        .apply_sequence(
            list.connection,
            &list.fingerprint,
            confirmation,
            options.agree.reason.as_deref(),
        )
        .await?;
    report(out, &list, &outcome);
    Ok(if outcome.stopped.is_none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_ALL_DONE)
    })
}

fn report(out: &Out, list: &SequenceReview, outcome: &SequenceOutcome) {
    if out.json {
        out.document(outcome);
        return;
    }
    for done in outcome.outcomes.iter().filter(|o| o.all_stored) {
        let word = review::stored(out, done);
        out.line(&format!("{:?} {}: {word}", done.kind, printable(&done.label)));
    }
    let Some(stop) = &outcome.stopped else { return };
    let step = usize::try_from(stop.step).ok().and_then(|at| list.steps.get(at));
    let label = step.map(|s| printable(&s.label)).unwrap_or_default();
    let why = stop.error.as_ref().map_or_else(
        || "the server answered, but did not store it".to_owned(),
        |error| printable(&format!("{} {}", error.message, error.why)),
    );
    out.line(&format!("{label}: {}", out.paint(Tone::Bad, &why)));
    out.say(&format!(
        "Stopped there; {} more were not sent.",
        outcome.not_sent
    ));
}
