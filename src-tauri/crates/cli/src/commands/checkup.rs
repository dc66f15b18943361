//! `rollcall checkup`

use std::process::ExitCode;

use rollcall_engine::{CheckSeverity, Engine};

use crate::args::CheckupOptions;
use crate::commands::{self, NOT_ALL_DONE};
use crate::failure::Failure;
use crate::out::{Out, Tone, printable};

pub(crate) async fn run(engine: &Engine, out: &Out, options: CheckupOptions) -> Result<ExitCode, Failure> {
    let connection = commands::on(engine, &options.on.connection).await?;
    let checkup = engine.checkup(connection.id, &options.kind, &options.id).await?;
    if out.json {
        out.document(&checkup);
    } else {
        out.line(&out.paint(Tone::Strong, &printable(&checkup.label)));
        for finding in &checkup.findings {
            let (tone, word) = match finding.severity {
                CheckSeverity::Problem => (Tone::Bad, "problem"),
                CheckSeverity::Doubt => (Tone::Doubt, "doubt"),
                CheckSeverity::Info => (Tone::Quiet, "note"),
            };
            out.line(&format!(
                "{}  {}",
                out.paint(tone, word),
                printable(&finding.message)
            ));
        }
        for code in &checkup.in_order {
            out.line(&format!(
                "{}  {}",
                out.paint(Tone::Good, "in order"),
                code.as_str().replace('_', " ")
            ));
        }
    }
    let problem = checkup
        .findings
        .iter()
        .any(|f| f.severity == CheckSeverity::Problem);
    Ok(if problem {
        ExitCode::from(NOT_ALL_DONE)
    } else {
        ExitCode::SUCCESS
    })
}
