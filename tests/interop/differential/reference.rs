//! Sets up and runs the reference: `compare.py` in a virtual environment of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/differential")
}

/// The Python of a virtual environment with exactly the pinned packages, made when it is not there
/// or the pins have changed. `PYTHON` names the interpreter to make it with.
fn python() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .context("the target folder")?
        .join("interop/differential");
    let requirements = here().join("requirements.txt");
    let pins = std::fs::read_to_string(&requirements)?;
    let stamp = folder.join("installed.txt");
    let python = folder.join("venv/bin/python");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == pins) && python.exists() {
        return Ok(python);
    }
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let maker = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    run(
        Command::new(&maker)
            .arg("-m")
            .arg("venv")
            .arg(folder.join("venv")),
        "This test compares with scim2-server and needs Python 3.11 or newer with venv \
         (Debian: python3-venv), or PYTHON naming one",
    )?;
    run(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
            ])
            .arg(&requirements),
        "The pinned Python packages could not be installed; the test needs a package index",
    )?;
    std::fs::write(stamp, pins)?;
    Ok(python)
}

fn run(command: &mut Command, need: &str) -> Result<()> {
    let output = command.output().with_context(|| need.to_owned())?;
    ensure!(
        output.status.success(),
        "{need}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// Asks the reference all cases; one answer for each, in order.
pub fn ask(models: &Value, cases: &[Value]) -> Result<Vec<Value>> {
    let mut child = Command::new(python()?)
        .arg(here().join("compare.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().context("standard input")?;
    let output = BufReader::new(child.stdout.take().context("standard output")?);
    let lines: Vec<String> = std::iter::once(models)
        .chain(cases)
        .map(ToString::to_string)
        .collect();
    // Written beside reading: the pipe holds less than all cases.
    let writer = std::thread::spawn(move || {
        for line in lines {
            if writeln!(input, "{line}").is_err() {
                break;
            }
        }
    });
    let answers: Vec<Value> = output
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_>>()?;
    let _ = writer.join();
    let status = child.wait()?;
    if !status.success() || answers.len() != cases.len() {
        bail!(
            "compare.py ended with {status} after {} of {} answers",
            answers.len(),
            cases.len()
        );
    }
    Ok(answers)
}
