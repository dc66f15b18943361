//! The built `rollcall` program, run as a person or a script would, in a home of its own.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::Output;
use crate::output::finish;

/// The token of every test server: wherever it turns up afterwards, a secret has leaked.
pub const CANARY: &str = "CANARY-TOKEN-7f3a";
/// Opens the stores of the tests; must turn up nowhere either.
pub const PASSPHRASE: &str = "CANARY-passphrase-river-lantern";

/// The program under test: `ROLLCALL_BIN`, else the one beside this test, built when it is missing.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        if let Some(given) = std::env::var_os("ROLLCALL_BIN") {
            return PathBuf::from(given);
        }
        // target/<profile>/deps/<test> → target/<profile>
        let me = std::env::current_exe().expect("this test is a file");
        let folder = me.ancestors().nth(2).expect("a profile's folder").to_path_buf();
        let program = folder.join(format!("rollcall{}", std::env::consts::EXE_SUFFIX));
        if !program.exists() {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
            let mut cargo = Command::new(env!("CARGO"));
            cargo
                .current_dir(root)
                .args(["build", "--quiet", "-p", "rollcall-cli", "--target-dir"]);
            cargo.arg(folder.parent().expect("the target folder"));
            if folder.ends_with("release") {
                cargo.arg("--release");
            }
            assert!(
                cargo.status().expect("cargo runs").success(),
                "the program under test builds"
            );
        }
        program
    })
}

/// The program with a folder for its files. When dropped, every file in it is searched for secrets.
pub struct Rollcall {
    folder: TempDir,
    environment: Vec<(String, Option<String>)>,
}

impl Default for Rollcall {
    fn default() -> Self {
        Self::new()
    }
}

impl Rollcall {
    /// A first run is still to come; the first command sets up passphrase mode.
    pub fn new() -> Self {
        let mut new = Self::without_passphrase();
        new.set("ROLLCALL_PASSPHRASE", Some(PASSPHRASE));
        new
    }

    /// As [`Self::new`], without a passphrase and with no keychain in reach.
    pub fn without_passphrase() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            environment: Vec::new(),
        }
    }

    /// Sets or removes an environment variable for later commands.
    pub fn set(&mut self, name: &str, value: Option<&str>) {
        self.environment.push((name.into(), value.map(Into::into)));
    }

    /// `ROLLCALL_HOME`.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A file for a command to read, outside the home.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file can be written");
        path
    }

    /// Where a command may write a file, outside the home.
    pub fn path(&self, name: &str) -> String {
        self.folder
            .path()
            .join(name)
            .to_str()
            .expect("a path in UTF-8")
            .to_owned()
    }

    /// The command, ready to start: nothing of this machine's environment but the path to programs.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .env_clear()
            .current_dir(self.folder.path());
        for name in ["PATH", "TMPDIR", "SystemRoot", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", self.folder.path())
            .env("ROLLCALL_HOME", self.home())
            .env("LANG", "C.UTF-8");
        // A bus that is not there, whatever runs on this machine.
        command.env(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", self.path("no-bus")),
        );
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command with nothing on standard input.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    /// Runs a command with `--json`.
    pub fn json(&self, arguments: &[&str]) -> Output {
        self.run(&[arguments, &["--json"]].concat())
    }

    /// Runs a command with this on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        finish(self.start(arguments, input), arguments)
    }

    /// Starts a command and leaves it running.
    pub fn spawn(&self, arguments: &[&str]) -> Running {
        let arguments: Vec<String> = arguments.iter().map(|&a| a.into()).collect();
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        Running {
            child: Some(self.start(&words, "")),
            arguments,
        }
    }

    fn start(&self, arguments: &[&str], input: &str) -> Child {
        let mut child = self.command(arguments).spawn().expect("the program starts");
        // A program that does not read its input closes the pipe: that is no failure of the test.
        let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        child
    }

    /// Saves a connection that signs in with the canary token.
    #[track_caller]
    pub fn connect(&self, name: &str, base: &str, environment: &str) {
        self.connect_with(name, base, environment, CANARY);
    }

    /// Saves a connection that signs in with this token.
    #[track_caller]
    pub fn connect_with(&self, name: &str, base: &str, environment: &str, token: &str) {
        let arguments = [
            "connection",
            "add",
            name,
            "--url",
            base,
            "--environment",
            environment,
            "--secret-stdin",
        ];
        self.run_with(&arguments, &format!("{token}\n")).done();
    }

    /// Plans a list and gives the job's number and the whole plan.
    #[track_caller]
    pub fn plan(&self, file: &str, on: &str, more: &[&str]) -> (String, Value) {
        let plan = self
            .json(&[&["job", "plan", file, "--on", on], more].concat())
            .done()
            .json();
        (plan["job"].as_i64().expect("a job's number").to_string(), plan)
    }

    /// Fails when a secret of the tests stands in any file below the home, by content or name.
    #[track_caller]
    pub fn assert_no_secret_on_disk(&self) {
        let mut folders = vec![self.home()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let Ok(content) = std::fs::read(&path) else {
                    continue;
                };
                for secret in [CANARY, PASSPHRASE] {
                    let found = content.windows(secret.len()).any(|w| w == secret.as_bytes());
                    assert!(!found, "a secret stands in the clear in {}", path.display());
                }
            }
        }
    }
}

impl Drop for Rollcall {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_no_secret_on_disk();
        }
    }
}

/// A command that is still running; it is ended when dropped.
pub struct Running {
    child: Option<Child>,
    arguments: Vec<String>,
}

impl Running {
    /// Waits for its end.
    pub fn wait(mut self) -> Output {
        let words: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        finish(self.child.take().expect("it was started"), &words)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.as_ref().expect("it was started").id()
    }

    /// The first line of its result, waited for.
    pub fn first_line(&mut self) -> String {
        use std::io::Read as _;
        let out = self
            .child
            .as_mut()
            .and_then(|c| c.stdout.as_mut())
            .expect("a pipe");
        let mut line = Vec::new();
        let mut byte = [0];
        // Byte by byte: nothing after the line may be swallowed.
        while out.read(&mut byte).is_ok_and(|n| n == 1) && byte != *b"\n" {
            line.push(byte[0]);
        }
        String::from_utf8(line).expect("UTF-8")
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child
            .as_mut()
            .is_none_or(|c| c.try_wait().is_ok_and(|s| s.is_some()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
