//! The sandbox behind the engine's port for the sample directory. Every host of the engine (window,
//! command line, tests) plugs this in; the engine itself does not know the sandbox.

use async_trait::async_trait;
use rollcall_engine::{SampleAddress, SampleDirectory, SecretInput};
use rollcall_sandbox::{RunningSandbox, SandboxOptions, start};
use tokio::sync::OnceCell;

/// The sample directory of this process: 2,400 invented people, in memory, started when first asked for.
#[derive(Default)]
pub struct BuiltIn {
    running: OnceCell<RunningSandbox>,
}

#[async_trait]
impl SampleDirectory for BuiltIn {
    async fn start(&self) -> Result<SampleAddress, String> {
        let begin = || async {
            start(SandboxOptions::default())
                .await
                .map_err(|error| error.to_string())
        };
        let running = self.running.get_or_try_init(begin).await?;
        Ok(SampleAddress {
            base: running.base().to_owned(),
            token: SecretInput::new(running.token().to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_sample_directory_is_started_once_and_keeps_its_address() {
        let sample = BuiltIn::default();
        let first = sample.start().await.unwrap();
        let second = sample.start().await.unwrap();
        assert_eq!(
            first.base, second.base,
            "a second start must not lose what was changed in the first"
        );
        assert_eq!(
            first.token.expose(),
            second.token.expose(),
            "the token made at the start stays good"
        );
    }
}
