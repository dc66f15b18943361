//! `rollcall sandbox`: the service provider, in the foreground.

use std::process::ExitCode;

use rollcall_engine::{EngineError, ErrorCode};
use rollcall_sandbox::{Profile, start};

use crate::args::SandboxOptions;
use crate::failure::Failure;
use crate::out::Out;

pub(crate) async fn run(out: &Out, options: SandboxOptions) -> Result<ExitCode, Failure> {
    let profile = match &options.profile {
        Some(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| Failure::file(file, "read", &error))?;
            Profile::from_toml(&text).map_err(|error| {
                Failure::usage(format!("{}: {error}", file.display()), "Correct the profile.")
            })?
        }
        None => Profile::default(),
    };
    let people = usize::try_from(options.people).unwrap_or(usize::MAX);
    let started = rollcall_sandbox::SandboxOptions {
        port: options.port,
        people,
        profile,
        data_file: options.data,
        ..rollcall_sandbox::SandboxOptions::default()
    };
    let running = start(started).await.map_err(|error| {
        EngineError::new(
            ErrorCode::File,
            "The sandbox did not start.",
            error.to_string(),
            "Choose another port or file.",
        )
    })?;
    if out.json {
        out.line(&serde_json::json!({ "base": running.base(), "token": running.token() }).to_string());
    } else {
        out.line(&format!("base   {}", running.base()));
        out.line(&format!("token  {}", running.token()));
        out.say("The sandbox runs until you press Ctrl+C.");
    }
    wait().await;
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Until Ctrl+C, or until the system asks the process to end.
async fn wait() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
}
