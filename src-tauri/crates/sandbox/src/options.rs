//! What a sandbox is started with, and why it may not start.

use std::path::PathBuf;

use crate::Profile;

/// How to start a sandbox.
#[derive(Clone)]
pub struct SandboxOptions {
    /// TCP port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// How many people the sample directory has; 0 starts without any resource at all.
    pub people: usize,
    /// How the server behaves.
    pub profile: Profile,
    /// The bearer token it accepts; `None` makes a random one.
    pub token: Option<String>,
    /// A JSON Lines file that keeps the directory between runs: loaded when it exists (the sample
    /// directory is then not made), appended on each change, compacted at each start.
    pub data_file: Option<PathBuf>,
    /// Seed of the sample directory: the same seed makes the same people, with the same ids.
    pub seed: u64,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            port: 0,
            people: 2_400,
            profile: Profile::default(),
            token: None,
            data_file: None,
            seed: 1,
        }
    }
}

// The token must not reach a log by way of a debug print.
impl std::fmt::Debug for SandboxOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxOptions")
            .field("port", &self.port)
            .field("people", &self.people)
            .field("profile", &self.profile.name)
            .field("token", &self.token.as_ref().map(|_| "…"))
            .field("data_file", &self.data_file)
            .field("seed", &self.seed)
            .finish()
    }
}

/// Why a sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken or may not be used.
    #[error("the sandbox cannot listen on 127.0.0.1 port {port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system gave no random bytes for a token.
    #[error("the system gave no random bytes for a token: {0}")]
    Random(String),
    /// The data file could not be read or written.
    #[error("the data file could not be used: {0}")]
    DataFile(std::io::Error),
    /// A line of the data file is not what the sandbox writes.
    #[error("line {line} of the data file cannot be read: {reason}")]
    DataLine {
        /// 1-based.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}
