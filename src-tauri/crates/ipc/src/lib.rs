//! The contract with the window: one list of commands, wire types, thin handlers.
//!
//! A handler reads its request, calls one method of the engine, and returns what it said. What a
//! command may do is declared beside its name and enforced by the engine's guards below.

#[macro_use]
mod commands;
mod contract;
mod handlers;
mod numbers;
mod ports;
mod typescript;
pub mod wire;

use std::sync::{Arc, PoisonError, RwLock};

use rollcall_engine::{ConflictView, Engine, EngineEvent};
use serde_json::Value;
use tokio::sync::broadcast;

pub use commands::CommandInfo;
pub use contract::{COMMANDS, typescript};
pub use ports::{FileDialogs, FileFilter};

/// The error on the wire is the engine's own: closed code, sentences, parameters.
pub type IpcError = rollcall_engine::EngineError;

/// The contract over one engine. Cheap to clone.
#[derive(Clone)]
pub struct Ipc {
    engine: Engine,
    dialogs: Arc<dyn FileDialogs>,
    words: Arc<RwLock<wire::DialogWords>>,
}

impl Ipc {
    /// The contract over `engine`, with the host's way to ask for files.
    pub fn new(engine: Engine, dialogs: Arc<dyn FileDialogs>) -> Self {
        Self {
            engine,
            dialogs,
            words: Arc::default(),
        }
    }

    /// What the file dialogs say.
    fn words(&self) -> wire::DialogWords {
        self.words.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs one command. Errors carry a closed code and sentences for people.
    // Spelt out so that a handler whose future cannot move between threads fails here, not in a host.
    pub fn call(
        &self,
        command: &str,
        payload: Value,
    ) -> impl Future<Output = Result<Value, IpcError>> + Send {
        self.answer(command, payload)
    }

    /// Runs the command on whole numbers as Rust has them, and answers with them as the window can read them.
    async fn answer(&self, command: &str, mut payload: Value) -> Result<Value, IpcError> {
        numbers::from_window(&mut payload);
        let mut answer = contract::dispatch(self, command, payload).await;
        match &mut answer {
            Ok(value) => numbers::to_window(value),
            Err(IpcError {
                conflict: Some(versions),
                ..
            }) => {
                let ConflictView {
                    before,
                    yours,
                    server,
                } = &mut **versions;
                [Some(before), yours.as_mut(), server.as_mut()]
                    .into_iter()
                    .flatten()
                    .for_each(numbers::to_window);
            }
            Err(_) => {}
        }
        answer
    }

    /// Everything that happens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<EngineEvent> {
        self.engine.events()
    }

    /// The engine, for the host's start and end.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }
}

/// What a listener is told that missed events: read everything again.
pub fn missed_events() -> EngineEvent {
    EngineEvent::SetupChanged
}
