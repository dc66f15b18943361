//! What the engine is given from outside: time, randomness, and the sample directory.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::SecretInput;

/// The wall clock.
pub trait Clock: Send + Sync {
    /// Now, in UTC.
    fn now(&self) -> OffsetDateTime;
}

/// The clock of this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// A source of unpredictable bytes (confirmation tokens, identities).
pub trait Entropy: Send + Sync {
    /// Fills the buffer; an error when the operating system has none to give.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), String>;
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), String> {
        getrandom::fill(buffer).map_err(|e| e.to_string())
    }
}

/// Where a started sample directory listens, with the token made for this run.
#[derive(Debug, Clone)]
pub struct SampleAddress {
    /// Base URL on 127.0.0.1.
    pub base: String,
    /// Bearer token, random, never stored.
    pub token: SecretInput,
}

/// The built-in sandbox, started by the process that hosts the engine (window, command line, tests).
#[async_trait]
pub trait SampleDirectory: Send + Sync {
    /// Starts it, once per process; later calls answer with the same address.
    async fn start(&self) -> Result<SampleAddress, String>;
}
