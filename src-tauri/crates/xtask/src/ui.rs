//! Building and checking the window's TypeScript.

use anyhow::Result;

use crate::run::{root, run_with};

fn npm(arguments: &[&str]) -> Result<()> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run_with(program, arguments, |command| {
        command.current_dir(root().join("ui"));
    })
}

/// Installs what the lock file names, once per lock file.
pub(crate) fn install() -> Result<()> {
    let ui = root().join("ui");
    let lock = std::fs::read(ui.join("package-lock.json"))?;
    let stamp = ui.join("node_modules/.rollcall-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    npm(&["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

/// Builds `ui/dist`.
pub(crate) fn build() -> Result<()> {
    install()?;
    npm(&["run", "--silent", "build"])
}

/// Builds the page that the window is measured against.
pub(crate) fn build_bare() -> Result<()> {
    npm(&["exec", "--", "vite", "build", "--config", "vite.bare.config.ts"])
}

/// Types, lints and unit tests.
pub(crate) fn check() -> Result<()> {
    install()?;
    npm(&["run", "--silent", "check"])?;
    npm(&["test", "--silent"])
}
