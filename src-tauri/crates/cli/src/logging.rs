//! The log of the command line: facts, never payloads, beside the window's.

use rollcall_engine::Home;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Starts logging; without a folder that can be written, nothing is logged.
pub(crate) fn start() -> Option<WorkerGuard> {
    let folder = Home::from_environment()?.logs();
    // The first run creates the folder with the store; a command that fails before must leave no trace.
    if !folder.parent()?.is_dir() {
        return None;
    }
    std::fs::create_dir_all(&folder).ok()?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("rollcall-cli")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    // Dependencies may print addresses with filters in them at finer levels.
    let filter = EnvFilter::new("warn,rollcall_engine=info,rollcall_jobs=info,rollcall_storage=info");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(false)
        .try_init()
        .ok()?;
    Some(guard)
}
