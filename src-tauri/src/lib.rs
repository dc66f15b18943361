//! The desktop shell: assembles engine and window, forwards commands and events, decides nothing.

mod closing;
mod dialogs;
mod events;
mod host;
mod logging;
mod menu;
mod rpc;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use rollcall_engine::Home;
use tauri::Manager as _;

/// Runs the window until it is closed.
pub fn run() -> ExitCode {
    host::harden();
    let Some(home) = Home::from_environment() else {
        eprintln!("Rollcall found no folder for its files. Set ROLLCALL_HOME to one and start again.");
        return ExitCode::from(4);
    };
    let _log = logging::start(&home.logs());
    // The sample directory as the first thing to see, for `cargo xtask demo`.
    let sample = std::env::args().any(|argument| argument == "--sample");
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![
            rpc::rpc,
            events::subscribe,
            menu::menu_show,
            menu::menu_listen,
            closing::closing_listen,
            closing::window_close
        ])
        .on_menu_event(|app, event| menu::chosen(app, &event.id().0))
        .on_window_event(closing::heard)
        .setup(move |app| {
            let handle = app.handle().clone();
            let dialogs = Arc::new(dialogs::Native::default());
            dialogs.attach(&handle);
            host::assemble(app, home, dialogs, sample);
            app.manage(events::Feed::default());
            app.manage(menu::Shown::default());
            app.manage(closing::Listener::default());
            window::open(app)?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if matches!(event, tauri::RunEvent::Exit) {
                    host::close(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("Rollcall could not open its window: {error}.");
            ExitCode::FAILURE
        }
    }
}
