//! What the shell assembles: a careful process, the engine, the contract.

use std::sync::Arc;

use rollcall_engine::{Engine, EngineOptions, Home};
use rollcall_ipc::Ipc;
use tauri::Manager as _;

use crate::dialogs::Native;
use crate::rpc::UnderWay;

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

/// The contract over an engine that starts while the window is being built: opening the keychain and the
/// databases takes as long as a web page does. What the window asks meanwhile waits.
pub(crate) fn assemble(app: &tauri::App, home: Home, dialogs: Arc<Native>, sample: bool) {
    let mut options = EngineOptions::new(home);
    options.sample = Some(Arc::new(rollcall_sample::BuiltIn::default()));
    let engine = Engine::new(options);
    let under_way = UnderWay::default();
    let starting = under_way.hold();
    app.manage(under_way);
    app.manage(Ipc::new(engine.clone(), dialogs));
    tauri::async_runtime::spawn(async move {
        start(&engine, sample).await;
        drop(starting);
    });
}

async fn start(engine: &Engine, sample: bool) {
    if let Err(error) = engine.start().await {
        // The window shows the same from the setup state.
        tracing::error!(code = %error.code.as_str(), "the store did not open");
    } else if sample && let Err(error) = engine.connection_add_sample().await {
        tracing::error!(code = %error.code.as_str(), "the sample directory did not start");
    }
}

/// Finishes what is being written before the process ends.
pub(crate) fn close(app: &tauri::AppHandle) {
    let engine = app.state::<Ipc>().engine().clone();
    let under_way = app.state::<UnderWay>();
    tauri::async_runtime::block_on(async {
        under_way.finish().await;
        engine.close().await;
    });
}
