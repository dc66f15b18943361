//! `rollcall`: everything Rollcall does, on the command line.
//!
//! Standard output carries only the result; progress, questions and errors go to standard error.

mod args;
mod ask;
mod cells;
mod commands;
mod connection_args;
mod failure;
#[cfg(test)]
mod guides;
mod logging;
mod out;
mod start;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Command};
use crate::failure::Failure;
use crate::out::Out;

fn main() -> ExitCode {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let out = Out::new(arguments.json);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return out.fail(&Failure::usage(format!("Rollcall could not start: {error}."), "")),
    };
    match runtime.block_on(run(arguments, &out)) {
        Ok(code) => code,
        Err(failure) => out.fail(&failure),
    }
}

async fn run(arguments: Arguments, out: &Out) -> Result<ExitCode, Failure> {
    match arguments.command {
        Command::Sandbox(options) => commands::sandbox::run(out, options).await,
        // Needs no store, and so neither keychain nor passphrase.
        Command::Preset(command) => commands::preset::run(&start::without_store()?, out, command),
        command => {
            let _log = logging::start();
            let engine = start::engine(out).await?;
            let mut events = engine.events();
            let result = commands::run(&engine, out, command).await;
            engine.close().await;
            commands::capabilities::tell_learned(out, &mut events);
            result
        }
    }
}

/// Help and version are results; a wrong command is an error, in JSON where JSON was asked for.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return if error.print().is_ok() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    }
    if std::env::args_os().any(|argument| argument == "--json") {
        let text = error.render().to_string();
        let first = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        return Out::new(true).fail(&Failure::usage(
            first,
            "Run `rollcall --help` for what can be said.",
        ));
    }
    drop(error.print());
    ExitCode::from(2)
}
