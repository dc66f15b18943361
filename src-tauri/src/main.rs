//! Rollcall's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    #[cfg(not(feature = "e2e"))]
    forget_inspectors();
    rollcall_desktop::run()
}

/// A release build would otherwise open an inspector with full access to the engine for whoever
/// controls the environment it is started in.
#[cfg(not(feature = "e2e"))]
#[expect(
    unsafe_code,
    reason = "removing variables is sound here: no thread has been started yet"
)]
fn forget_inspectors() {
    for name in [
        "WEBKIT_INSPECTOR_SERVER",
        "WEBKIT_INSPECTOR_HTTP_SERVER",
        "TAURI_WEBVIEW_AUTOMATION",
        "TAURI_AUTOMATION",
    ] {
        // SAFETY: this is the first thing `main` does; no other thread exists that could read the environment.
        unsafe { std::env::remove_var(name) };
    }
}
