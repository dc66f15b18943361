//! One module a command.

mod calibration;
pub(crate) mod capabilities;
mod checkup;
mod connection;
mod export;
mod group;
mod history;
mod inventory;
mod job;
mod leaver;
mod network;
mod portable;
pub(crate) mod preset;
mod requests;
mod resources;
mod review;
pub(crate) mod sandbox;
mod search;
mod sign_in;
mod small_job;
mod sync;

use std::process::ExitCode;

use rollcall_engine::{ConnectionView, Engine};

use crate::args::Command;
use crate::failure::Failure;
use crate::out::Out;

/// Some rows failed, or need a person.
pub(crate) const NOT_ALL_DONE: u8 = 1;

/// Runs a command on an open store.
pub(crate) async fn run(engine: &Engine, out: &Out, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Connection(command) => connection::run(engine, out, *command).await,
        Command::Resources(command) => resources::run(engine, out, command).await,
        Command::Group(command) => group::run(engine, out, command).await,
        Command::Sync(options) => sync::run(engine, out, options).await,
        Command::Search(options) => search::run(engine, out, options).await,
        Command::Export(options) => export::run(engine, out, options).await,
        Command::History(options) => history::run(engine, out, options).await,
        Command::Requests(options) => requests::run(engine, out, options).await,
        Command::Checkup(options) => checkup::run(engine, out, options).await,
        Command::Leaver(options) => leaver::run(engine, out, options).await,
        Command::Job(command) => job::run(engine, out, command).await,
        Command::Preset(command) => preset::run(engine, out, command),
        Command::Sandbox(options) => sandbox::run(out, options).await,
    }
}

/// The connection of `--on NAME`.
pub(crate) async fn on(engine: &Engine, name: &str) -> Result<ConnectionView, Failure> {
    Ok(engine.connection_find(name).await?)
}
