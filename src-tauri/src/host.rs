//! What the shell assembles: a careful process, the engine, the contract.

use std::sync::Arc;

use rollcall_engine::{Engine, EngineOptions, Home};
use rollcall_ipc::Ipc;
use tauri::Manager as _;

use crate::dialogs::Native;

/// Files are for this user alone, and no dump of memory, which holds secrets, is ever written.
pub(crate) fn harden() {
    #[cfg(unix)]
    {
        rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
        let none = rustix::process::Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if rustix::process::setrlimit(rustix::process::Resource::Core, none).is_err() {
            eprintln!("Rollcall could not turn off memory dumps; it goes on without.");
        }
    }
    #[cfg(all(target_os = "linux", not(debug_assertions)))]
    if rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).is_err() {
        eprintln!("Rollcall could not hide its memory from other programs; it goes on without.");
    }
}

/// The engine, started before the window opens, and the contract over it.
pub(crate) async fn assemble(home: Home, dialogs: Arc<Native>, sample: bool) -> Ipc {
    let mut options = EngineOptions::new(home);
    options.sample = Some(Arc::new(rollcall_sample::BuiltIn::default()));
    let engine = Engine::new(options);
    if let Err(error) = engine.start().await {
        // The window shows the same from the setup state.
        tracing::error!(code = %error.code.as_str(), "the store did not open");
    } else if sample && let Err(error) = engine.connection_add_sample().await {
        tracing::error!(code = %error.code.as_str(), "the sample directory did not start");
    }
    Ipc::new(engine, dialogs)
}

/// Finishes what is being written before the process ends.
pub(crate) fn close(app: &tauri::AppHandle) {
    let engine = app.state::<Ipc>().engine().clone();
    tauri::async_runtime::block_on(engine.close());
}
