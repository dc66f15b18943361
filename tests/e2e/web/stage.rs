//! What surrounds a journey: a temporary home, `dev-host` on it, a server, and the script in node, which asks for
//! changes of its surroundings in lines that begin with `@`.
//!
//! | line | does |
//! |---|---|
//! | `@stop-server` | the server ends; its port refuses connections |
//! | `@behave TOML` | the sandbox behaves as this profile, given as a JSON string |
//! | `@restart` | Rollcall ends and starts again on the same store and address |
//!
//! Each is answered by one line of JSON. Whatever else the script prints is shown.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use rollcall_tests::{CANARY, PASSPHRASE, RealServer, Sandbox, closed_port};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The directory at the other end.
pub enum Server {
    /// The sandbox in this process.
    Sandbox(Box<Sandbox>),
    /// A server nobody here wrote.
    Real(RealServer),
    /// None any more.
    Stopped,
}

/// See the module.
pub struct Stage {
    folder: TempDir,
    server: Server,
    port: u16,
    host: Option<Host>,
}

/// A running `dev-host`; it ends when its input does.
struct Host {
    process: Child,
    input: Option<ChildStdin>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `ROLLCALL_DEV_HOST`, else the one in the folder this test was built into.
fn program() -> PathBuf {
    if let Some(given) = std::env::var_os("ROLLCALL_DEV_HOST") {
        return given.into();
    }
    let me = std::env::current_exe().expect("this test is a file");
    let folder = me.ancestors().nth(2).expect("a profile's folder");
    let program = folder.join("rollcall-dev-host");
    assert!(
        program.exists(),
        "the host is not built: cargo build -p rollcall-dev-host"
    );
    program
}

/// Where pictures are kept: `target/e2e/web`.
fn pictures() -> PathBuf {
    let me = std::env::current_exe().expect("this test is a file");
    let folder = me.ancestors().nth(3).expect("the target folder").join("e2e/web");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

impl Host {
    fn start(home: &Path, port: u16) -> Self {
        let pages = root().join("ui/dist");
        assert!(
            pages.join("index.html").exists(),
            "the window's pages are not built: npm run build in ui"
        );
        let mut process = Command::new(program())
            .arg(pages)
            .env("ROLLCALL_HOME", home)
            .env("ROLLCALL_PASSPHRASE", PASSPHRASE)
            .env("PORT", port.to_string())
            // No keychain of whoever runs the tests.
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the host starts");
        let mut line = String::new();
        let said = process.stdout.take().expect("its output");
        BufReader::new(said).read_line(&mut line).expect("its address");
        assert!(line.contains("127.0.0.1"), "the host says where it is: {line}");
        let input = process.stdin.take();
        Self { process, input }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.process.wait());
    }
}

impl Stage {
    /// An empty home beside a running server.
    pub fn new(server: Server) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = closed_port();
        let host = Some(Host::start(&folder.path().join("home"), port));
        Self {
            folder,
            server,
            port,
            host,
        }
    }

    /// Plays a journey to its end.
    pub fn play(mut self, script: &str) {
        let base = match &self.server {
            Server::Sandbox(sandbox) => sandbox.base(),
            Server::Real(real) => real.base().to_owned(),
            Server::Stopped => String::new(),
        };
        let mut node = Command::new("node")
            .arg(root().join(format!("tests/e2e/web/journeys/{script}.mjs")))
            .env("ROLLCALL_URL", format!("http://127.0.0.1:{}", self.port))
            .env("ROLLCALL_SERVER", base)
            .env("ROLLCALL_TOKEN", CANARY)
            .env("ROLLCALL_FILES", self.folder.path())
            .env("ROLLCALL_PICTURES", pictures())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is there");
        let mut answers = node.stdin.take().expect("its input");
        let lines = BufReader::new(node.stdout.take().expect("its output")).lines();
        for line in lines {
            let line = line.expect("text");
            let Some(wish) = line.strip_prefix('@') else {
                println!("{line}");
                continue;
            };
            let answer = self.grant(wish);
            writeln!(answers, "{answer}").expect("the script listens");
        }
        let end = node.wait().expect("the script ends");
        drop(self.host.take());
        assert!(end.success(), "the journey {script} did not reach its end: {end}");
        self.holds_no_secret();
    }

    fn grant(&mut self, wish: &str) -> Value {
        let (word, rest) = wish.split_once(' ').unwrap_or((wish, ""));
        match (word, &mut self.server) {
            ("stop-server", server) => {
                if let Server::Sandbox(sandbox) = std::mem::replace(server, Server::Stopped) {
                    sandbox.stop();
                }
            }
            ("behave", Server::Sandbox(sandbox)) => {
                let profile: String = serde_json::from_str(rest).expect("a profile in a JSON string");
                sandbox.behave(&profile);
            }
            ("restart", _) => {
                drop(self.host.take());
                self.host = Some(Host::start(&self.folder.path().join("home"), self.port));
            }
            _ => panic!("the script asks for what is not there: {wish}"),
        }
        json!({ "ok": true })
    }

    /// No file of Rollcall's has the token or the passphrase in clear.
    fn holds_no_secret(&self) {
        let mut folders = vec![self.folder.path().join("home")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                files += 1;
                let bytes = std::fs::read(entry.path()).unwrap_or_default();
                for secret in [CANARY, PASSPHRASE] {
                    let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                    assert!(!found, "a secret lies in clear in {}", entry.path().display());
                }
            }
        }
        assert!(files > 0, "there was something to search");
    }
}
