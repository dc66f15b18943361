//! What a command left behind, and what holds for every command.

use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::{CANARY, PASSPHRASE};

/// No command of these tests takes longer; one that hangs fails with its name.
const LONGEST: Duration = Duration::from_secs(120);

/// What a command left behind.
#[derive(Debug, Clone)]
pub struct Output {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output: the result.
    pub stdout: String,
    /// Standard error: progress, notes, errors.
    pub stderr: String,
    arguments: String,
}

impl Output {
    /// The result as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("the result is no JSON ({error}): {self}"))
    }

    /// The result as JSON lines.
    pub fn json_lines(&self) -> Vec<Value> {
        let line =
            |text: &str| serde_json::from_str(text).unwrap_or_else(|e| panic!("no JSON ({e}): {text}"));
        self.stdout.lines().map(line).collect()
    }

    /// The error of a command run with `--json`: the last line of standard error.
    pub fn error(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        let value: Value = serde_json::from_str(last)
            .unwrap_or_else(|error| panic!("the error is no JSON ({error}): {self}"));
        value["error"].clone()
    }

    /// This output, after checking that it ended with `code`.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "another exit code: {self}");
        self
    }

    /// This output, after checking that the command did what it was asked.
    #[track_caller]
    pub fn done(self) -> Self {
        self.ends(0)
    }

    /// This output, after checking that a command run with `--json` failed with this code and error, left
    /// nothing on standard output, and said what happened and what can be done.
    #[track_caller]
    pub fn fails(self, code: i32, error: &str) -> Self {
        let said = self.error();
        assert_eq!(said["code"], error, "another error: {self}");
        assert_eq!(self.code, code, "another exit code: {self}");
        assert_eq!(
            self.stdout, "",
            "a failure leaves nothing that looks like a result: {self}"
        );
        for part in ["message", "action"] {
            let text = said[part].as_str().unwrap_or_default();
            assert!(text.len() > 8, "the error says its {part}: {self}");
        }
        self
    }
}

impl std::fmt::Display for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            code,
            stdout,
            stderr,
            arguments,
        } = self;
        write!(
            f,
            "rollcall {arguments}\n  exit {code}\n  stdout: {stdout}\n  stderr: {stderr}"
        )
    }
}

/// Waits for a command and checks what holds for every command.
pub(crate) fn finish(mut child: Child, arguments: &[&str]) -> Output {
    use std::io::Read as _;
    let (mut out, mut err) = (
        child.stdout.take().expect("a pipe"),
        child.stderr.take().expect("a pipe"),
    );
    let errors = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = err.read_to_end(&mut text);
        text
    });
    let results = std::thread::spawn(move || {
        let mut text = Vec::new();
        let _ = out.read_to_end(&mut text);
        text
    });
    let started = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break Some(status),
            None if started.elapsed() > LONGEST => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let output = Output {
        code: status.and_then(|s| s.code()).unwrap_or(-1),
        stdout: text(results.join().expect("read")),
        stderr: text(errors.join().expect("read")),
        arguments: arguments.join(" "),
    };
    assert!(status.is_some(), "the command hangs: {output}");
    check(&output);
    output
}

/// What holds for every command.
fn check(output: &Output) {
    for secret in [CANARY, PASSPHRASE] {
        let found = output.stdout.contains(secret) || output.stderr.contains(secret);
        assert!(!found, "a secret was printed: {output}");
    }
    assert!(
        !output.stderr.contains("panicked at"),
        "the program panicked: {output}"
    );
}
