//! Servers nobody here wrote, started by `tests/interop/NAME/start.sh` on a port and in a folder of their own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::{CANARY, Http};

/// A running server; stopped when dropped.
pub struct RealServer {
    name: String,
    port: u16,
    folder: TempDir,
    base: String,
    environment: Vec<(String, String)>,
}

impl RealServer {
    /// Installs it when needed (the first time takes up to two minutes) and starts it without any resource.
    pub fn start(name: &str) -> Self {
        Self::start_with(name, &[])
    }

    /// The same server with another ServiceProviderConfig, which it keeps to: one of the `spc-*.json` beside its script.
    pub fn start_declaring(name: &str, config: &str) -> Self {
        let file = scripts().join(name).join(format!("spc-{config}.json"));
        assert!(file.exists(), "there is no {}", file.display());
        Self::start_with(name, &[("SPC", &file.display().to_string())])
    }

    /// The same, with variables that its script knows.
    pub fn start_with(name: &str, environment: &[(&str, &str)]) -> Self {
        let mut new = Self {
            name: name.into(),
            port: free_port(),
            folder: tempfile::tempdir().expect("a temporary folder"),
            base: String::new(),
            environment: environment
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        let output = new.script("start.sh");
        let said = String::from_utf8_lossy(&output.stdout);
        let value = |key: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(key));
            line.map(|v| v.trim_matches('\'').to_owned())
        };
        let base = output.status.success().then(|| value("SCIM_BASE=")).flatten();
        new.base = base.unwrap_or_else(|| {
            let why = String::from_utf8_lossy(&output.stderr);
            panic!(
                "{name} did not start. Its script needs bash, curl, python3 with venv, node with npm, and the \
                 package registries.\n{said}\n{why}"
            )
        });
        new
    }

    fn script(&self, script: &str) -> Output {
        Command::new("bash")
            .arg(scripts().join(&self.name).join(script))
            .env("PORT", self.port.to_string())
            .env("RUN_DIR", self.folder.path().join("run"))
            .env("TOKEN", CANARY)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("bash runs")
    }

    /// The SCIM base URL.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The origin, for what is not SCIM.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its own folder, with what it writes.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// Its own word, by plain HTTP.
    pub fn http(&self) -> Http {
        Http::new(&self.base, format!("Bearer {CANARY}"))
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        // Ends only the process named in its own pidfile.
        drop(self.script("stop.sh"));
    }
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}
