//! Starting and stopping.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use base64::Engine as _;
use rollcall_scim::Resource;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::directory::Directory;
use crate::http::App;
use crate::{Profile, ResourceKind, SandboxError, SandboxOptions, Stats, sample, server};

/// A sandbox that is listening. Dropping it stops it without waiting for open connections.
pub struct RunningSandbox {
    base: String,
    token: String,
    app: Arc<App>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts a sandbox on 127.0.0.1. Must be called inside a tokio runtime, on which it keeps running.
///
/// # Errors
/// When the port is taken, the data file cannot be used or is damaged, or the system has no random
/// bytes for a token.
pub async fn start(options: SandboxOptions) -> Result<RunningSandbox, SandboxError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let listen = |source| SandboxError::Listen {
        port: options.port,
        source,
    };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let port = listener.local_addr().map_err(listen)?.port();
    let base = format!("http://127.0.0.1:{port}/scim/v2");
    let token = match options.token {
        Some(token) => token,
        None => random_token()?,
    };
    let directory = prepare(&base, options.data_file, options.people, options.seed).await?;
    let app = Arc::new(App::new(base.clone(), token.clone(), options.profile, directory));
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(server::accept(listener, Arc::clone(&app), stopped));
    Ok(RunningSandbox {
        base,
        token,
        app,
        stop,
        task,
    })
}

/// Making 100,000 people or reading them from a file takes seconds: not on a thread of the runtime.
async fn prepare(
    base: &str,
    data_file: Option<std::path::PathBuf>,
    people: usize,
    seed: u64,
) -> Result<Directory, SandboxError> {
    let base = base.to_owned();
    let work = move || {
        let mut directory = Directory::new(base);
        let loaded = match &data_file {
            Some(path) => directory.load(path)?,
            None => false,
        };
        if !loaded && people > 0 {
            sample::fill(&mut directory, people, seed);
        }
        if let Some(path) = &data_file {
            directory.keep_in(path).map_err(SandboxError::DataFile)?;
        }
        Ok(directory)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(SandboxError::DataFile(std::io::Error::other(error))),
    }
}

fn random_token() -> Result<String, SandboxError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| SandboxError::Random(e.to_string()))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

impl RunningSandbox {
    /// The SCIM base URL, without a slash at its end: `http://127.0.0.1:PORT/scim/v2`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The bearer token to send. The same text is accepted as the password of basic authentication.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What it saw since the start or the last reset.
    pub fn stats(&self) -> Stats {
        self.app.stats()
    }

    /// Sets the counters to zero and lets the faults count from the beginning.
    pub fn reset_stats(&self) {
        self.app.reset_stats();
    }

    /// Behaves differently from the next request on; faults count from the beginning.
    pub fn set_profile(&self, profile: Profile) {
        self.app.set_profile(profile);
    }

    /// Every resource of a kind as it is now, in the order of creation, whatever the profile hides.
    pub fn resources(&self, kind: ResourceKind) -> Vec<Resource> {
        self.app.read(|directory| directory.everything(kind))
    }

    /// Stops accepting, lets running requests end (at most two seconds), then closes.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        // An aborted or finished task has nothing left to tell.
        let _ = (&mut self.task).await;
    }
}

impl Drop for RunningSandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl std::fmt::Debug for RunningSandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunningSandbox")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}
