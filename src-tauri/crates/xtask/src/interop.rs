//! `interop`: walks the whole journey on every server written by others and under every preset, and writes what became
//! of each step into `docs/interop.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::run::{root, run, run_with, target};

const FILE: &str = "docs/interop.md";
const HEAD: &str = "\
# What works where

The same journey is walked on servers that nobody here wrote, and on the sandbox as the products of the presets are \
known to be, each with its preset. After every step the server's own list decides whether it was done. *Refused* means \
that Rollcall said so, with the reason given below each table: in the review or the plan where the server is known not \
to do it, else by the server's own answer; nothing was changed but what the reason says. A dash: the step does not \
arise there.

This file is written by `cargo xtask interop`, which takes a while and needs the package registries. \
`cargo xtask test` walks all the servers and three of the presets, `--long` all of them, and fails when a cell or a \
reason is not what was seen.
";
/// What the columns of products are called by the tests.
const PRESET: &str = "preset ";

/// One step of one journey; the reason when it was refused.
#[derive(Deserialize)]
struct Step {
    step: String,
    refused: Option<String>,
}

#[derive(Deserialize)]
struct Walked {
    server: String,
    steps: Vec<Step>,
}

impl Walked {
    /// The name of its column.
    fn name(&self) -> &str {
        self.server.trim_start_matches(PRESET)
    }

    fn cell(&self, step: &str) -> &'static str {
        match self.steps.iter().find(|s| s.step == step) {
            None => "–",
            Some(Step { refused: None, .. }) => "done",
            Some(_) => "refused",
        }
    }

    /// What is refused, by its reason; empty when nothing is.
    fn reasons(&self) -> String {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for step in &self.steps {
            if let Some(why) = &step.refused {
                reasons.entry(why).or_default().push(&step.step);
            }
        }
        let mut text = String::new();
        for (why, steps) in reasons {
            let _ = writeln!(text, "- {}: {}.", steps.join(", "), why.trim_end_matches('.'));
        }
        text
    }
}

/// Walks everything and writes the file.
pub(crate) fn interop() -> Result<()> {
    forget()?;
    run("cargo", &["build", "--quiet", "--package", "rollcall-cli"])?;
    let tests = [
        "test",
        "--package",
        "rollcall-tests",
        "--features",
        "rollcall-tests/system",
        "--test",
        "interop",
    ];
    run_with("cargo", &tests, |command| {
        command.env("ROLLCALL_LONG", "1");
    })?;
    write()
}

fn folder() -> PathBuf {
    target().join("tmp/interop")
}

/// Forgets the results of earlier runs.
pub(crate) fn forget() -> Result<()> {
    if folder().exists() {
        std::fs::remove_dir_all(folder())?;
    }
    Ok(())
}

/// The results that are there.
fn walked() -> Result<Vec<Walked>> {
    let mut walked: Vec<Walked> = Vec::new();
    if folder().exists() {
        for file in std::fs::read_dir(folder())? {
            let text = std::fs::read_to_string(file?.path())?;
            walked.push(serde_json::from_str(&text)?);
        }
    }
    walked.sort_by(|a, b| a.server.cmp(&b.server));
    Ok(walked)
}

/// Writes the file from the results that are there.
pub(crate) fn write() -> Result<()> {
    let (presets, servers): (Vec<Walked>, Vec<Walked>) =
        walked()?.into_iter().partition(|w| w.server.starts_with(PRESET));
    let mut text = HEAD.to_owned();
    section(&mut text, "Servers written by others", &servers);
    section(&mut text, "The sandbox under the presets", &presets);
    std::fs::write(root().join(FILE), &text)?;
    println!("wrote {FILE}");
    check()
}

fn section(text: &mut String, title: &str, walked: &[Walked]) {
    let names: Vec<&str> = walked.iter().map(Walked::name).collect();
    let _ = write!(text, "\n## {title}\n| step | {} |\n|---|", names.join(" | "));
    text.push_str(&"---|".repeat(walked.len()));
    text.push('\n');
    for step in steps(walked) {
        let cells: Vec<&str> = walked.iter().map(|w| w.cell(step)).collect();
        let _ = writeln!(text, "| {step} | {} |", cells.join(" | "));
    }
    for one in walked {
        let reasons = one.reasons();
        if !reasons.is_empty() {
            let _ = write!(text, "\n{}{reasons}", heading(one.name()));
        }
    }
}

/// The steps of all journeys; one that only some have stands where it stands in theirs.
fn steps(walked: &[Walked]) -> Vec<&str> {
    let mut steps: Vec<&str> = Vec::new();
    for one in walked {
        let mut place = 0;
        for step in &one.steps {
            let known = steps.iter().position(|s| *s == step.step);
            if known.is_none() {
                steps.insert(place, &step.step);
            }
            place = known.unwrap_or(place) + 1;
        }
    }
    steps
}

fn heading(name: &str) -> String {
    format!("### Refused: {name}\n")
}

/// Whether the file says what was seen: every server and every preset has its column, whatever is refused has its
/// reason, and the columns of all journeys whose results are there say just that.
pub(crate) fn check() -> Result<()> {
    let text = std::fs::read_to_string(root().join(FILE))
        .with_context(|| format!("{FILE} is missing: `cargo xtask interop` writes it"))?;
    let table = Table::read(&text)?;
    let mut columns: Vec<String> = [
        "better-auth",
        "canaille",
        "django-scim2",
        "scim2-server",
        "scimmy",
    ]
    .map(str::to_owned)
    .into();
    for file in std::fs::read_dir(root().join("src-tauri/crates/presets/presets"))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        columns.extend(name.strip_suffix(".toml").map(str::to_owned));
    }
    for name in columns {
        if !table.columns.contains_key(name.as_str()) {
            bail!("{FILE} has nothing about {name}: `cargo xtask interop` writes it");
        }
    }
    let walked = walked()?;
    for one in &walked {
        table.compare(one)?;
    }
    println!("{FILE} is in form, and says what {} journeys did", walked.len());
    Ok(())
}

/// The file as it is.
struct Table<'a> {
    text: &'a str,
    /// Server → step → what became of it.
    columns: BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>,
}

impl<'a> Table<'a> {
    fn read(text: &'a str) -> Result<Self> {
        let mut columns: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        let mut names: Vec<&str> = Vec::new();
        for line in text.lines().filter(|line| line.starts_with("| ")) {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let step = cells.next().unwrap_or_default();
            let cells: Vec<&str> = cells.collect();
            if step == "step" {
                names = cells;
                continue;
            }
            if cells.len() != names.len() || cells.iter().any(|c| !["done", "refused", "–"].contains(c)) {
                bail!("{FILE}: not a row of the table: {line}");
            }
            for (name, cell) in names.iter().zip(cells) {
                columns.entry(name).or_default().insert(step, cell);
            }
        }
        let table = Self { text, columns };
        for (name, cells) in &table.columns {
            let reasons = table.reasons(name);
            for (step, _) in cells.iter().filter(|(_, cell)| **cell == "refused") {
                let has = |line: &str| {
                    let steps = line.trim_start_matches("- ").split(": ").next();
                    steps.is_some_and(|steps| steps.split(", ").any(|s| s == *step))
                };
                if !reasons.lines().any(has) {
                    bail!("{FILE}: {name} refuses {step:?} without a reason");
                }
            }
        }
        Ok(table)
    }

    /// The reasons of one server.
    fn reasons(&self, name: &str) -> &'a str {
        let after = self.text.split(&heading(name)).nth(1).unwrap_or_default();
        after.split("\n\n").next().unwrap_or_default().trim_end()
    }

    fn compare(&self, one: &Walked) -> Result<()> {
        let name = one.name();
        let again = "`cargo xtask interop` writes it anew";
        let Some(cells) = self.columns.get(name) else {
            bail!("{FILE} has nothing about {name}: {again}");
        };
        for step in &one.steps {
            let (now, said) = (one.cell(&step.step), cells.get(step.step.as_str()).copied());
            if said != Some(now) {
                let said = said.unwrap_or("nothing");
                bail!(
                    "{FILE} says {said} of {:?} on {name}, and it is {now}: {again}",
                    step.step
                );
            }
        }
        for (step, said) in cells {
            if *said != "–" && one.cell(step) == "–" {
                bail!("{FILE} says {said} of {step:?} on {name}, where it was not reached: {again}");
            }
        }
        let (now, said) = (one.reasons(), self.reasons(name));
        if now.trim_end() != said {
            bail!("{FILE} has other reasons for {name} than these: {again}\n{now}");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walked(name: &str, steps: &[(&str, Option<&str>)]) -> Walked {
        let step = |(step, refused): &(&str, Option<&str>)| Step {
            step: (*step).to_owned(),
            refused: refused.map(str::to_owned),
        };
        Walked {
            server: name.to_owned(),
            steps: steps.iter().map(step).collect(),
        }
    }

    fn document(walked: &[Walked]) -> String {
        let mut text = HEAD.to_owned();
        section(&mut text, "Servers written by others", walked);
        text
    }

    #[test]
    fn a_document_agrees_with_what_it_was_written_from_and_with_nothing_else() {
        let one = walked("one", &[("connect", None), ("edit title", Some("it has none"))]);
        let two = walked("preset two", &[("connect", None)]);
        let text = document(&[one, two]);
        let table = Table::read(&text).unwrap();
        let agrees = |name, steps: &[(&str, Option<&str>)]| table.compare(&walked(name, steps)).is_ok();
        assert!(agrees(
            "one",
            &[("connect", None), ("edit title", Some("it has none."))]
        ));
        assert!(
            agrees("preset two", &[("connect", None)]),
            "a dash is a step that was not reached"
        );
        assert!(
            !agrees("one", &[("connect", None), ("edit title", None)]),
            "it works by now"
        );
        assert!(
            !agrees("one", &[("connect", None), ("edit title", Some("another"))]),
            "the reason is another"
        );
        assert!(
            !agrees("one", &[("connect", None)]),
            "a step is not reached any more"
        );
        assert!(!agrees("three", &[("connect", None)]), "a server has no column");
    }

    #[test]
    fn a_step_that_only_some_have_stands_where_it_stands_in_theirs() {
        let all = [
            walked(
                "one",
                &[("connect", None), ("create group", None), ("delete", None)],
            ),
            walked(
                "two",
                &[
                    ("connect", None),
                    ("create empty group", Some("never")),
                    ("create group", None),
                ],
            ),
        ];
        assert_eq!(
            steps(&all),
            ["connect", "create empty group", "create group", "delete"]
        );
    }

    #[test]
    fn a_refusal_without_its_reason_is_no_document() {
        let all = [walked("one", &[("connect", Some("it is off"))])];
        let text = document(&all);
        assert!(Table::read(&text).is_ok());
        assert!(Table::read(&text.replace("- connect:", "- browse all:")).is_err());
    }
}
