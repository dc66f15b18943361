//! `pictures`: takes the pictures of `docs/` anew, light and dark, from the journeys in the browser.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use crate::run::{root, run, target};
use crate::setup::{For, setup};
use crate::ui;

/// What there is to see, in the order of `docs/screens.md`: the picture's name and what it shows.
const SCREENS: &[(&str, &str)] = &[
    ("welcome", "The first look"),
    ("connection", "A new connection, tested while it is typed"),
    ("wrong-path", "The address that answers is offered"),
    ("overview", "What a server is, can do and did of late"),
    ("inventory", "All connections"),
    ("import-connections", "Connections from a file"),
    ("calibrate-plan", "Before a server is calibrated"),
    ("calibrate-found", "What calibrating found"),
    ("users", "Users"),
    ("users-chips", "Conditions of a filter"),
    ("columns", "Which columns are shown"),
    ("export", "Rows into a file"),
    ("row-menu", "What can be done with a row"),
    ("nothing-found", "Nothing matches"),
    ("user", "A user, two edits not sent"),
    ("user-groups", "The groups of a user"),
    ("user-json", "The same draft as JSON"),
    ("history", "A change that can be put back"),
    ("check-up", "What is wrong with an account"),
    ("leaver", "Somebody leaves"),
    ("leaver-review", "Every step before it is sent"),
    ("user-requests", "What was asked of the server"),
    ("new-user", "Somebody new"),
    ("password", "A new password"),
    ("templates", "Templates"),
    ("review", "Before a change is sent"),
    ("review-done", "After it was sent"),
    ("delete", "Before somebody is deleted"),
    ("deleted-list", "Who was deleted"),
    ("bring-back", "Somebody deleted is brought back"),
    ("conflict", "Somebody else was faster"),
    ("group", "A group"),
    ("group-paste", "A list pasted into a group"),
    ("group-keep", "Only those of a list stay"),
    ("group-running", "A job changes a group"),
    ("in-no-group", "Who is in no group"),
    ("same-groups", "The groups of a colleague"),
    ("groups-nested", "A group within a group"),
    ("roles", "A type only this server has"),
    ("selection-plan", "One value for forty people"),
    ("import-start", "A list to bring"),
    ("import-source", "What is in it"),
    ("import-map", "Which column is what"),
    ("job-plan", "What would change"),
    ("job-run-dialog", "The last question"),
    ("job-results", "What became of every row"),
    ("jobs", "Jobs"),
    ("palette", "Anything from anywhere"),
    ("keys", "The keys that apply here"),
    ("settings", "Settings"),
    ("settings-german", "Settings in German"),
    ("state-users-forbidden", "The server refuses"),
    ("state-users-empty", "The server has nobody"),
    ("state-users-offline", "The server cannot be reached"),
    ("state-review-offline", "A change waits"),
];

/// Builds what the journeys need, walks them, and takes their pictures into `docs/pictures`.
pub(crate) fn pictures() -> Result<()> {
    setup(For::Test)?;
    ui::build()?;
    let programs = ["--package", "rollcall-cli", "--package", "rollcall-dev-host"];
    run("cargo", &[&["build", "--quiet"], &programs[..]].concat())?;
    let tests = [
        "nextest",
        "run",
        "--package",
        "rollcall-tests",
        "--features",
        "rollcall-tests/system",
    ];
    run("cargo", &[&tests[..], &["-E", "binary(web)"]].concat())?;
    let (taken, kept) = (target().join("e2e/web"), root().join("docs/pictures"));
    let mut page = String::from(
        "# Every screen\n\nTaken by `cargo xtask pictures` from the sample directory; everybody on them is invented.\n\n\
         | | light | dark |\n|---|---|---|\n",
    );
    for (name, what) in SCREENS {
        let mut cells = String::new();
        for theme in ["light", "dark"] {
            let file = format!("{name}-{theme}.webp");
            std::fs::copy(taken.join(&file), kept.join(&file))
                .with_context(|| format!("no journey took {file}"))?;
            write!(cells, " ![{what}, {theme}](pictures/{file}) |")?;
        }
        writeln!(page, "| {what} |{cells}")?;
    }
    std::fs::write(root().join("docs/screens.md"), page)?;
    Ok(())
}
