//! Rollcall's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    #[cfg(not(feature = "e2e"))]
    forget_inspectors();
    rollcall_desktop::run()
}

#[cfg(not(feature = "e2e"))]
const INSPECTORS: [&str; 4] = [
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    "TAURI_WEBVIEW_AUTOMATION",
    "TAURI_AUTOMATION",
];

/// A release build would otherwise open an inspector with full access to the engine for whoever
/// controls the environment it is started in.
#[cfg(not(feature = "e2e"))]
#[expect(
    unsafe_code,
    reason = "removing variables is sound here: no thread has been started yet"
)]
fn forget_inspectors() {
    for name in INSPECTORS {
        // SAFETY: this is the first thing `main` does; no other thread exists that could read the environment.
        unsafe { std::env::remove_var(name) };
    }
}

#[cfg(all(test, not(feature = "e2e")))]
mod tests {
    use super::{INSPECTORS, forget_inspectors};

    /// The environment belongs to a whole process, so the test starts itself again in one of its own.
    #[test]
    fn nobody_opens_an_inspector_or_takes_the_window_over_by_the_environment() {
        const INSIDE: &str = "ROLLCALL_TEST_INSIDE";
        if std::env::var_os(INSIDE).is_some() {
            forget_inspectors();
            for name in INSPECTORS {
                assert_eq!(
                    std::env::var_os(name),
                    None,
                    "{name} must not reach the web engine"
                );
            }
            return;
        }
        let name = "tests::nobody_opens_an_inspector_or_takes_the_window_over_by_the_environment";
        let output = std::process::Command::new(std::env::current_exe().expect("this test is a file"))
            .args(["--exact", name])
            .env(INSIDE, "yes")
            .envs(INSPECTORS.map(|name| (name, "true")))
            .output()
            .expect("the test starts again");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains("1 passed"), "{told}");
    }
}
